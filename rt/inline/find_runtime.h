/* How a compiled module finds the runtime that it was built with.
 *
 * In order: the runtime that the process has already loaded; the folder that SPC_RUNTIME names; the cache of spc, where the
 * runtime of this very build lies under its ID; the installed package compiler. So a module is importable as it
 * stands where it was built, with nothing installed, and elsewhere with the package.
 *
 * Only modules that are built into the interpreter help, for any other (os, importlib.util) may be a compiled
 * module that is just being loaded. */

#include <pwd.h>
#include <unistd.h>

static const char spc_find_runtime_code[] =
    "def find(folders):\n"
    "    import sys\n"
    "    name = 'compiler._rt'\n"
    "    if name in sys.modules:\n"
    "        return sys.modules[name]\n"
    "    import _imp, posix\n"
    "    from _frozen_importlib import ModuleSpec\n"
    "    from _frozen_importlib_external import ExtensionFileLoader\n"
    "    installed = [entry + '/compiler' for entry in sys.path if isinstance(entry, str)]\n"
    "    for folder in folders + installed:\n"
    "        path = folder + '/_rt' + _imp.extension_suffixes()[0]\n"
    "        try:\n"
    "            owner = posix.stat(path).st_uid\n"
    "        except (OSError, ValueError):\n"
    "            continue\n"
    "        if folder in folders and owner not in (0, posix.getuid()):\n"
    "            continue\n"
    "        spec = ModuleSpec(name, ExtensionFileLoader(name, path), origin=path)\n"
    "        spec.has_location = True\n"
    "        module = _imp.create_dynamic(spec)\n"
    "        module.__spec__, module.__loader__, module.__file__ = spec, spec.loader, path\n"
    "        sys.modules[name] = module\n"
    "        _imp.exec_dynamic(module)\n"
    "        return module\n"
    "    try:\n"
    "        import compiler._rt\n"
    "    except ImportError:\n"
    "        raise ImportError('the spc runtime was not found; rebuild the module with spc, or install the package') from None\n"
    "    return sys.modules[name]\n";

/* Appends a folder, named as printf does, to list; nothing when its first part is unknown. */
static int
spc_add_folder(PyObject *list, const char *format, const char *first, const char *runtime_id)
{
    if (first == NULL || !*first) {
        return 0;
    }
    PyObject *text = PyBytes_FromFormat(format, first, runtime_id);
    PyObject *folder = text == NULL ? NULL : PyUnicode_DecodeFSDefault(PyBytes_AS_STRING(text));
    int r = folder == NULL ? -1 : PyList_Append(list, folder);
    Py_XDECREF(folder);
    Py_XDECREF(text);
    return r;
}

/* The folders outside the package that may hold the runtime; NULL with an error set. */
static PyObject *
spc_runtime_folders(void)
{
    const char *home = getenv("HOME"), *xdg = getenv("XDG_CACHE_HOME"), *cache = getenv("SPC_CACHE");
    const char *tmp = getenv("TMPDIR");
    if (home == NULL) {
        struct passwd *entry = getpwuid(getuid());
        home = entry == NULL ? NULL : entry->pw_dir;
    }
    char spare[256]; /* where spc keeps its cache when the home folder is read-only */
    snprintf(spare, sizeof spare, "spc-cache-%u/rt/%s", (unsigned)getuid(), SPC_RUNTIME_ID);
    PyObject *list = PyList_New(0);
    int r = list == NULL ? -1 : spc_add_folder(list, "%s", getenv("SPC_RUNTIME"), "");
    if (r == 0) {
        if (cache != NULL && *cache) {
            r = spc_add_folder(list, "%s/rt/%s", cache, SPC_RUNTIME_ID);
        }
        else if (xdg != NULL && *xdg) {
            r = spc_add_folder(list, "%s/spc/rt/%s", xdg, SPC_RUNTIME_ID);
        }
        else {
            r = spc_add_folder(list, "%s/.cache/spc/rt/%s", home, SPC_RUNTIME_ID);
        }
    }
    if (r == 0) {
        r = spc_add_folder(list, "%s/%s", tmp != NULL && *tmp ? tmp : "/tmp", spare);
    }
    if (r < 0) {
        Py_CLEAR(list);
    }
    return list;
}

/* The table of the core; NULL with ImportError set when there is no runtime. */
static const SpcApi *
spc_find_api(void)
{
    PyObject *space = PyDict_New(), *folders = spc_runtime_folders(), *done = NULL, *runtime = NULL, *capsule = NULL;
    const SpcApi *api = NULL;
    if (space == NULL || folders == NULL || PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) < 0) {
        goto end;
    }
    done = PyRun_String(spc_find_runtime_code, Py_file_input, space, space);
    if (done == NULL) {
        goto end;
    }
    runtime = PyObject_CallFunctionObjArgs(PyDict_GetItemString(space, "find"), folders, NULL);
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
    Py_XDECREF(folders);
    Py_XDECREF(space);
    return api;
}
