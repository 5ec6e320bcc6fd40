/* How a compiled module finds the runtime that it was built with.
 *
 * In order: the runtime that the process has already loaded; the folder that SPC_RUNTIME names; the cache of spc, where the
 * runtime of this very build lies under its ID; the installed package compiler. So a module is importable as it
 * stands where it was built, with nothing installed, and elsewhere with the package. */

static const char spc_find_runtime_code[] =
    "def find(runtime_id):\n"
    "    import os, sys\n"
    "    from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader\n"
    "    from importlib.util import module_from_spec, spec_from_file_location\n"
    "    name = 'compiler._rt'\n"
    "    if name in sys.modules:\n"
    "        return sys.modules[name]\n"
    "    env = os.environ.get\n"
    "    cache = env('SPC_CACHE') or os.path.join(\n"
    "        env('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache'), 'spc')\n"
    "    spare = os.path.join(env('TMPDIR') or '/tmp', 'spc-cache-%d' % os.getuid())\n"
    "    for folder in (env('SPC_RUNTIME'), os.path.join(cache, 'rt', runtime_id), os.path.join(spare, 'rt', runtime_id)):\n"
    "        path = folder and os.path.join(folder, '_rt' + EXTENSION_SUFFIXES[0])\n"
    "        if path and os.path.isfile(path) and os.stat(path).st_uid in (0, os.getuid()):\n"
    "            spec = spec_from_file_location(name, path, loader=ExtensionFileLoader(name, path))\n"
    "            module = module_from_spec(spec)\n"
    "            sys.modules[name] = module\n"
    "            try:\n"
    "                spec.loader.exec_module(module)\n"
    "            except BaseException:\n"
    "                del sys.modules[name]\n"
    "                raise\n"
    "            return module\n"
    "    try:\n"
    "        import compiler._rt\n"
    "    except ImportError:\n"
    "        raise ImportError('the spc runtime was not found; rebuild the module with spc, or install the package') from None\n"
    "    return sys.modules[name]\n";

/* The table of the core; NULL with ImportError set when there is no runtime. */
static const SpcApi *
spc_find_api(void)
{
    PyObject *space = PyDict_New(), *done = NULL, *runtime = NULL, *capsule = NULL;
    const SpcApi *api = NULL;
    if (space == NULL || PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) < 0) {
        goto end;
    }
    done = PyRun_String(spc_find_runtime_code, Py_file_input, space, space);
    if (done == NULL) {
        goto end;
    }
    runtime = PyObject_CallFunction(PyDict_GetItemString(space, "find"), "s", SPC_RUNTIME_ID);
    if (runtime == NULL) {
        goto end;
    }
    capsule = PyObject_GetAttrString(runtime, "_C_API");
    if (capsule != NULL) {
        api = PyCapsule_GetPointer(capsule, "compiler._rt._C_API");
    }
end:
    Py_XDECREF(capsule);
    Py_XDECREF(runtime);
    Py_XDECREF(done);
    Py_XDECREF(space);
    return api;
}
