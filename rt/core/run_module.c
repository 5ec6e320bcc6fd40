/* `python -m MODULE` and runpy: they ask the module's loader for a code object, which extension modules do not have. For
 * modules of ours the loader of extension modules gives one that runs the module, natively, in the namespace that it
 * is executed in. */
#include "core.h"

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
    "    _imp.exec_dynamic(_imp.create_dynamic(spec))\n"
    "\n"
    "def get_code(self, fullname):\n"
    "    'Return None as an extension module cannot create a code object, unless spc compiled it.'\n"
    "    return code_of(self, fullname)\n"
    "\n"
    "sys.modules['_frozen_importlib_external'].ExtensionFileLoader.get_code = get_code\n";

/* Defines code_of and run_module in the runtime's module. */
int
spc_core_run_module_init(PyObject *rt)
{
    PyObject *space = PyDict_New(), *done = NULL;
    int r = -1;
    if (space != NULL && PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) == 0) {
        done = PyRun_String(code, Py_file_input, space, space);
    }
    if (done != NULL && PyModule_AddObjectRef(rt, "code_of", PyDict_GetItemString(space, "code_of")) == 0
        && PyModule_AddObjectRef(rt, "run_module", PyDict_GetItemString(space, "run_module")) == 0) {
        r = 0;
    }
    Py_XDECREF(done);
    Py_XDECREF(space);
    return r;
}
