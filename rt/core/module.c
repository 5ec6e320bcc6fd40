/* Loading compiled modules: from the description that the compiler emitted to a module object whose body has run. */
#include "core.h"
#include <marshal.h>

/* A module definition that knows which compiled module it is for. */
typedef struct {
    PyModuleDef def;
    const SpcModule *info;
    SpcModuleState *state;
} Definition;

/* A module object whose namespace is a dict that exists already. */
static PyObject *
module_over(PyObject *name, PyObject *dict)
{
    PyObject *m = PyModule_NewObject(name);
    if (m != NULL) {
        Py_SETREF(((struct { PyObject_HEAD PyObject *md_dict; } *)m)->md_dict, Py_NewRef(dict));
    }
    return m;
}

static PyObject *
create_module(PyObject *spec, PyModuleDef *def)
{
    PyObject *name = PyObject_GetAttrString(spec, "name"), *m = NULL;
    PyObject *space = name == NULL ? NULL : PyObject_GetAttrString(spec, "loader_state");
    if (name != NULL && space == NULL) {
        PyErr_Clear(); /* a spec of some loader's own */
    }
    if (name != NULL) {
        m = space != NULL && PyDict_Check(space)               ? module_over(name, space)
            : ((Definition *)def)->info->mode == SPC_DYNAMIC ? PyModule_NewObject(name)
                                                             : spc_strict_module_new(name);
    }
    Py_XDECREF(space);
    Py_XDECREF(name);
    return m;
}

/* Collects a code object and those inside it, depth first. */
static int
collect_codes(PyObject *code, PyObject **codes, int64_t ncodes, int64_t *n)
{
    if (*n >= ncodes) {
        PyErr_SetString(PyExc_ImportError, "spc: damaged module: too many code objects");
        return -1;
    }
    codes[(*n)++] = code;
    PyObject *consts = ((PyCodeObject *)code)->co_consts;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(consts); i++) {
        PyObject *c = PyTuple_GET_ITEM(consts, i);
        if (PyCode_Check(c) && collect_codes(c, codes, ncodes, n) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Makes tracebacks name the source file that lies beside the extension module, when there is one. */
static int
fix_filename(PyObject *code, PyObject *dict, const char *name)
{
    PyObject *file = PyDict_GetItemString(dict, "__file__");
    if (file == NULL || !PyUnicode_Check(file)) {
        return 0;
    }
    const char *stem = strrchr(name, '.') == NULL ? name : strrchr(name, '.') + 1;
    Py_ssize_t slash = PyUnicode_FindChar(file, '/', 0, PyUnicode_GET_LENGTH(file), -1);
    if (slash == -2) {
        return -1;
    }
    PyObject *dir = PyUnicode_Substring(file, 0, slash + 1), *path = NULL;
    if (dir != NULL) {
        const char *base = PyUnicode_AsUTF8(file);
        int package = base != NULL && strncmp(strrchr(base, '/') ? strrchr(base, '/') + 1 : base, "__init__.", 9) == 0;
        path = PyUnicode_FromFormat("%U%s.py", dir, package ? "__init__" : stem);
        Py_DECREF(dir);
    }
    const char *utf8 = path == NULL ? NULL : PyUnicode_AsUTF8(path);
    if (utf8 == NULL) {
        Py_XDECREF(path);
        return -1;
    }
    FILE *f = fopen(utf8, "r");
    int r = 0;
    if (f != NULL) {
        fclose(f);
        PyObject *imp = PyImport_ImportModule("_imp");
        PyObject *done = imp == NULL ? NULL : PyObject_CallMethod(imp, "_fix_co_filename", "OO", code, path);
        Py_XDECREF(imp);
        r = done == NULL ? -1 : 0;
        Py_XDECREF(done);
    }
    Py_DECREF(path);
    return r;
}

/* Fills the module's arrays of code objects and constants; they live as long as the process, like its code. */
static PyObject *
load_constants(const SpcModule *info, PyObject *dict)
{
    PyObject *code = PyMarshal_ReadObjectFromString(info->code, info->code_size);
    PyObject *consts = code == NULL ? NULL : PyMarshal_ReadObjectFromString(info->consts_blob, info->consts_size);
    if (consts == NULL) {
        Py_XDECREF(code);
        return NULL;
    }
    int64_t n = 0;
    if (!PyCode_Check(code) || !PyTuple_Check(consts) || PyTuple_GET_SIZE(consts) != info->nconsts) {
        PyErr_Format(PyExc_ImportError, "%s: damaged module; rebuild it with spc", info->name);
    }
    else if (fix_filename(code, dict, info->name) == 0 && collect_codes(code, info->codes, info->ncodes, &n) == 0) {
        if (n != info->ncodes) {
            PyErr_Format(PyExc_ImportError, "%s: damaged module; rebuild it with spc", info->name);
        }
        else {
            for (int64_t i = 0; i < info->nconsts; i++) {
                info->consts[i] = PyTuple_GET_ITEM(consts, i);
            }
            return code; /* both references are kept for good */
        }
    }
    Py_DECREF(code);
    Py_DECREF(consts);
    return NULL;
}

static int
run_body(const SpcModule *info, PyObject *code, PyObject *dict)
{
    if (info->body == NULL || spc_interpret_all()) {
        PyObject *r = PyEval_EvalCode(code, dict, dict);
        Py_XDECREF(r);
        return r == NULL ? -1 : 0;
    }
    PyObject *f = PyFunction_New(code, dict);
    if (f == NULL) {
        return -1;
    }
    PyObject *r = info->body(f, dict);
    Py_XDECREF(r);
    Py_DECREF(f);
    return r == NULL ? -1 : 0;
}

/* sys.flags.optimize: how often -O was given. */
static long
optimize_level(void)
{
    PyObject *flags = PySys_GetObject("flags");
    PyObject *level = flags == NULL ? NULL : PyObject_GetAttrString(flags, "optimize");
    long n = level == NULL ? 0 : PyLong_AsLong(level);
    Py_XDECREF(level);
    PyErr_Clear();
    return n;
}

static int
exec_module(PyObject *m)
{
    Definition *d = (Definition *)PyModule_GetDef(m);
    const SpcModule *info = d->info;
    SpcModuleState *state = d->state;
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_Format(PyExc_ImportError, "%s: modules compiled by spc do not support subinterpreters", info->name);
        return -1;
    }
    PyObject *dict = ((struct { PyObject_HEAD PyObject *md_dict; } *)m)->md_dict;
    if (state->dict != NULL) { /* importlib.reload */
        if (state->dict == dict && info->mode == SPC_DYNAMIC) {
            return run_body(info, info->codes[0], dict);
        }
        PyErr_Format(PyExc_ImportError, "%s: a static or strict module cannot be executed again", info->name);
        return -1;
    }
    PyObject *builtins = PyDict_GetItemString(dict, "__builtins__");
    if (builtins == NULL) {
        builtins = PyEval_GetBuiltins();
        if (PyDict_SetItemString(dict, "__builtins__", builtins) < 0) {
            return -1;
        }
    }
    else if (PyModule_Check(builtins)) {
        builtins = PyModule_GetDict(builtins);
    }
    if (info->mode == SPC_STRICT && builtins == PyEval_GetBuiltins()) {
        builtins = spc_builtins_snapshot(); /* strict modules see no later changes (ST-14) */
        if (builtins == NULL || PyDict_SetItemString(dict, "__builtins__", builtins) < 0) {
            return -1;
        }
    }
    PyObject *code = load_constants(info, dict);
    if (code == NULL) {
        return -1;
    }
    state->dict = Py_NewRef(dict);
    state->builtins = Py_NewRef(builtins);
    state->module = Py_NewRef(m);
    state->interp = PyInterpreterState_Get();
    state->function_type = spc_function_type();
    state->untraced = UINTPTR_MAX;
    long optimize = optimize_level();
    state->debug = optimize <= 0;
    state->docs = optimize < 2;
    PyObject *name = PyDict_GetItemString(dict, "__name__");
    if (name == NULL || !PyUnicode_Check(name)) {
        PyErr_Format(PyExc_ImportError, "%s: a module without a name", info->name);
        return -1;
    }
    if (spc_binding_add(info, state, name) < 0) {
        return -1;
    }
    if (run_body(info, code, dict) < 0) {
        spc_binding_remove(info);
        return -1;
    }
    if (info->patching) {
        return spc_strict_module_open(m);
    }
    if (info->mode == SPC_STATIC) {
        for (int32_t i = 0; i < info->nclasses; i++) {
            spc_core_freeze_class(info->classes[i]);
        }
    }
    if (info->mode != SPC_DYNAMIC) {
        spc_strict_module_seal(m);
    }
    return 0;
}

PyObject *
spc_core_module_init(const SpcModule *info, SpcModuleState *state)
{
    static PyModuleDef_Slot slots[] = {
        {Py_mod_create, create_module},
        {Py_mod_exec, exec_module},
#if PY_VERSION_HEX >= 0x030C0000
        {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
        {0, NULL},
    };
    if (info->abi != SPC_ABI || info->python != (PY_MAJOR_VERSION << 8 | PY_MINOR_VERSION)) {
        PyErr_Format(PyExc_ImportError,
                     "%s was compiled by spc for Python %d.%d (runtime contract %d), this is Python %d.%d (contract %d); "
                     "rebuild it with spc",
                     info->name, info->python >> 8, info->python & 255, info->abi, PY_MAJOR_VERSION, PY_MINOR_VERSION, SPC_ABI);
        return NULL;
    }
    if (state->info != NULL) {
        return spc_another_instance(info);
    }
    state->info = info;
    Definition *d = PyMem_Calloc(1, sizeof(Definition)); /* lives as long as the extension module's code */
    if (d == NULL) {
        return PyErr_NoMemory();
    }
    d->def = (PyModuleDef){PyModuleDef_HEAD_INIT, .m_name = info->name, .m_size = 0, .m_slots = slots};
    d->info = info;
    d->state = state;
    return PyModuleDef_Init(&d->def);
}
