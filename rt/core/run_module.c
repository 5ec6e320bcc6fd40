/* Running modules as programs.
 *
 * `python -m MODULE` and runpy ask the module's loader for a code object, which extension modules do not have. For
 * modules of ours the loader of extension modules gives one that runs the module, natively, in the namespace that it
 * is executed in. */
#include "frames.h"

static const char code[] =
    "import sys\n"
    "\n"
    "def code_of(loader, name):\n"
    "    'Give the code object for a module of ours, None for another extension module.'\n"
    "    with open(loader.path, 'rb') as file:\n"
    "        data = file.read()\n"
    "    if b'PyInit___main__\\0' not in data or b'compiler._rt._C_API\\0' not in data:\n"
    "        return None\n"
    "    run = f'__import__(\"sys\").modules[\"compiler._rt\"].run_module({loader.path!r}, globals())'\n"
    "    return compile(run, '<spc>', 'exec', dont_inherit=True)\n"
    "\n"
    "def run_module(path, namespace):\n"
    "    'Run the extension module in a namespace, which sees the source as its file where there is one.'\n"
    "    import _imp, os\n"
    "    from importlib.machinery import ExtensionFileLoader, ModuleSpec\n"
    "    folder, file = os.path.split(path)\n"
    "    source = os.path.join(folder, file.partition('.')[0] + '.py')\n"
    "    if os.path.isfile(source):\n"
    "        namespace['__file__'] = source\n"
    "        if getattr(sys, 'argv', None) and sys.argv[0] == path:\n"
    "            sys.argv[0] = source\n"
    "    spec = ModuleSpec('__main__', ExtensionFileLoader('__main__', path), origin=path, loader_state=namespace)\n"
    "    execute(_imp.create_dynamic(spec), 2)\n"
    "\n"
    "def get_code(self, fullname):\n"
    "    'Return None as an extension module cannot create a code object, unless spc compiled it.'\n"
    "    return code_of(self, fullname)\n"
    "\n"
    "sys.modules['_frozen_importlib_external'].ExtensionFileLoader.get_code = get_code\n";

/* execute(module, hidden): executes an extension module as if the hidden innermost frames, or all if it is negative,
 * were not there: what the launchers add to the stack is no business of the program. */
static PyObject *
execute(PyObject *Py_UNUSED(self), PyObject *args)
{
    PyObject *module;
    int hidden;
    if (!PyArg_ParseTuple(args, "O!i:execute", &PyModule_Type, &module, &hidden)) {
        return NULL;
    }
    PyModuleDef *def = PyModule_GetDef(module);
    if (def == NULL) {
        return PyErr_Format(PyExc_TypeError, "execute: %R is no extension module", module);
    }
    PyThreadState *ts = PyThreadState_Get();
    _PyInterpreterFrame *top = SPC_FRAME(ts), *f = top;
    while (f != NULL && hidden != 0) {
        hidden -= !SPC_FRAME_IS_ENTRY(f);
        f = f->previous;
    }
    SPC_FRAME(ts) = f;
    int failed = PyModule_ExecDef(module, def);
    SPC_FRAME(ts) = top;
    return failed ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef execute_def = {"execute", execute, METH_VARARGS, "Execute an extension module without its callers' frames."};

/* Defines execute, code_of and run_module in the runtime's module. */
int
spc_core_run_module_init(PyObject *rt)
{
    PyObject *space = PyDict_New(), *done = NULL, *f = PyCFunction_New(&execute_def, NULL);
    int r = -1;
    if (space != NULL && f != NULL && PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) == 0
        && PyDict_SetItemString(space, "execute", f) == 0 && PyModule_AddObjectRef(rt, "execute", f) == 0) {
        done = PyRun_String(code, Py_file_input, space, space);
    }
    if (done != NULL && PyModule_AddObjectRef(rt, "code_of", PyDict_GetItemString(space, "code_of")) == 0
        && PyModule_AddObjectRef(rt, "run_module", PyDict_GetItemString(space, "run_module")) == 0) {
        r = 0;
    }
    Py_XDECREF(done);
    Py_XDECREF(f);
    Py_XDECREF(space);
    return r;
}
