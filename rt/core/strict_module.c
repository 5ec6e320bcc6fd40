/* StrictModule: a module object whose namespace outsiders can read but not change (strict modules, section 2). */
#include "core.h"

/* The head of the interpreter's own module objects, then ours. */
typedef struct {
    PyObject_HEAD
    PyObject *md_dict;
} ModuleHead;

static PyTypeObject *StrictModule_Type;

#define FLAG_KEY "<sealed>"
#define PATCH_KEY "<patching>"

static PyObject *
namespace_of(PyObject *m)
{
    return ((ModuleHead *)m)->md_dict;
}

static int
has_flag(PyObject *m, const char *key)
{
    return PyDict_GetItemString(namespace_of(m), key) == Py_True;
}

static PyObject *
name_of(PyObject *m)
{
    PyObject *name = PyDict_GetItemString(namespace_of(m), "__name__");
    return name == NULL ? PyUnicode_FromString("?") : Py_NewRef(name);
}

/* Keys that start so are the runtime's; no identifier can. */
static int
hidden(PyObject *key)
{
    return PyUnicode_Check(key) && PyUnicode_GET_LENGTH(key) > 0 && PyUnicode_READ_CHAR(key, 0) == '<';
}

static PyObject *
strict_getattro(PyObject *m, PyObject *name)
{
    PyObject *ns = namespace_of(m), *v;
    if (PyUnicode_CompareWithASCIIString(name, "__dict__") == 0) {
        PyObject *copy = PyDict_New(), *key;
        Py_ssize_t pos = 0;
        while (copy != NULL && PyDict_Next(ns, &pos, &key, &v)) {
            if (!hidden(key) && PyDict_SetItem(copy, key, v) < 0) {
                Py_CLEAR(copy);
            }
        }
        return copy;
    }
    if (PyUnicode_CompareWithASCIIString(name, "__class__") == 0) {
        return Py_NewRef((PyObject *)&PyModule_Type);
    }
    if (PyUnicode_CompareWithASCIIString(name, "__patch_enabled__") == 0) {
        return PyBool_FromLong(has_flag(m, PATCH_KEY));
    }
    v = PyDict_GetItemWithError(ns, name);
    if (v != NULL || PyErr_Occurred()) {
        return Py_XNewRef(v);
    }
    if (PyUnicode_CompareWithASCIIString(name, "__name__") == 0) {
        PyErr_SetString(PyExc_AttributeError, "strict module has no attribute __name__");
        return NULL;
    }
    PyObject *hook = PyDict_GetItemString(ns, "__getattr__");
    if (hook != NULL) {
        return PyObject_CallOneArg(hook, name);
    }
    v = _PyType_Lookup(Py_TYPE(m), name);
    if (v != NULL && PyUnicode_GET_LENGTH(name) > 1 && PyUnicode_READ_CHAR(name, 0) == '_') {
        return PyObject_GenericGetAttr(m, name);
    }
    PyObject *mod = name_of(m);
    PyErr_Format(PyExc_AttributeError, "strict module %R has no attribute %R", mod, name);
    Py_XDECREF(mod);
    return NULL;
}

/* The caller is the import system, which sets a submodule as attribute of its package. */
static int
publishing(void)
{
    PyFrameObject *f = PyThreadState_GetFrame(PyThreadState_Get());
    PyCodeObject *code = f == NULL ? NULL : PyFrame_GetCode(f);
    int r = code != NULL && PyUnicode_CompareWithASCIIString(code->co_filename, "<frozen importlib._bootstrap>") == 0;
    Py_XDECREF(code);
    Py_XDECREF(f);
    return r;
}

/* Says of a submodule whether its package gets it as an attribute: one that is marked as strict or static binds the
 * submodules it wants itself (ST-16); any other gets it unless it has something of that name. */
static int
takes_submodule(PyObject *m, PyObject *name)
{
    PyObject *ns = namespace_of(m);
    return PyDict_GetItemString(ns, "__strict__") == NULL && PyDict_GetItemString(ns, "__static__") == NULL
           && PyDict_GetItemWithError(ns, name) == NULL && !PyErr_Occurred();
}

static int
strict_setattro(PyObject *m, PyObject *name, PyObject *v)
{
    if (v != NULL && PyModule_Check(v) && publishing()) {
        if (takes_submodule(m, name)) {
            return PyDict_SetItem(namespace_of(m), name, v);
        }
        return PyErr_Occurred() ? -1 : 0;
    }
    if (!has_flag(m, FLAG_KEY)) {
        return PyObject_GenericSetAttr(m, name, v); /* the import system fills the module in */
    }
    PyObject *mod = name_of(m);
    PyErr_Format(PyExc_AttributeError, v == NULL ? "cannot delete attribute %R of strict module %S"
                                                 : "cannot modify attribute %R of strict module %S", name, mod);
    Py_XDECREF(mod);
    return -1;
}

static PyObject *
strict_dir(PyObject *m, PyObject *Py_UNUSED(unused))
{
    PyObject *hook = PyDict_GetItemString(namespace_of(m), "__dir__");
    if (hook != NULL) {
        return PyObject_CallNoArgs(hook);
    }
    PyObject *list = PyList_New(0), *key, *v;
    Py_ssize_t pos = 0;
    while (list != NULL && PyDict_Next(namespace_of(m), &pos, &key, &v)) {
        if (!hidden(key) && PyList_Append(list, key) < 0) {
            Py_CLEAR(list);
        }
    }
    return list;
}

static PyObject *
patch(PyObject *m, PyObject *name, PyObject *v)
{
    if (!has_flag(m, PATCH_KEY)) {
        strict_setattro(m, name, v);
        return NULL;
    }
    int r = v == NULL ? PyDict_DelItem(namespace_of(m), name) : PyDict_SetItem(namespace_of(m), name, v);
    if (r < 0) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyObject *mod = name_of(m);
            PyErr_Format(PyExc_AttributeError, "strict module %R has no attribute %R", mod, name);
            Py_XDECREF(mod);
        }
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
strict_patch(PyObject *m, PyObject *args)
{
    PyObject *name, *v;
    return PyArg_ParseTuple(args, "UO:patch", &name, &v) ? patch(m, name, v) : NULL;
}

static PyObject *
strict_patch_delete(PyObject *m, PyObject *name)
{
    return patch(m, name, NULL);
}

/* StrictModule(namespace, enable_patching=False): a module over that very dict. */
static PyObject *
strict_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    PyObject *ns = NULL, *patching = Py_False;
    if (!PyArg_UnpackTuple(args, "StrictModule.__new__", 1, 2, &ns, &patching)) {
        return NULL;
    }
    if (!PyDict_Check(ns) || !PyBool_Check(patching)) {
        PyErr_SetString(PyExc_TypeError, !PyDict_Check(ns) ? "StrictModule.__new__ expected dict for 1st argument"
                                                           : "StrictModule.__new__ expected bool for 2nd argument");
        return NULL;
    }
    PyObject *m = PyModule_Type.tp_new(type, NULL, NULL);
    if (m == NULL) {
        return NULL;
    }
    Py_XSETREF(((ModuleHead *)m)->md_dict, Py_NewRef(ns));
    if (PyDict_SetItemString(ns, PATCH_KEY, patching) < 0 || PyDict_SetItemString(ns, FLAG_KEY, Py_True) < 0) {
        Py_CLEAR(m);
    }
    return m;
}

static int strict_init(PyObject *m, PyObject *args, PyObject *kw) { return 0; }

static PyObject *
strict_reduce(PyObject *m, PyObject *Py_UNUSED(unused))
{
    PyErr_SetString(PyExc_TypeError, "cannot pickle 'StrictModule' object");
    return NULL;
}

/* The module of a compiled strict or static module; its import sets attributes until it is sealed. */
PyObject *
spc_strict_module_new(PyObject *name)
{
    PyObject *m = PyModule_Type.tp_new(StrictModule_Type, NULL, NULL);
    if (m != NULL) {
        PyObject *args = PyTuple_Pack(1, name);
        if (args == NULL || PyModule_Type.tp_init(m, args, NULL) < 0) {
            Py_CLEAR(m);
        }
        Py_XDECREF(args);
    }
    return m;
}

void
spc_strict_module_seal(PyObject *m)
{
    if (PyDict_SetItemString(namespace_of(m), FLAG_KEY, Py_True) < 0) {
        PyErr_Clear();
    }
}

/* --- freezing the classes of strict modules --- */

static int freeze_tree(PyObject *freeze, PyObject *cls, PyObject *exempt);

/* Freezes the classes that the body of cls made. */
static int
freeze_nested(PyObject *freeze, PyTypeObject *cls, PyObject *exempt)
{
    PyObject *name = PyType_GetQualName(cls), *values = name == NULL ? NULL : PyDict_Values(cls->tp_dict);
    PyObject *prefix = values == NULL ? NULL : PyUnicode_FromFormat("%U.", name);
    int r = prefix == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; r == 0 && i < PyList_GET_SIZE(values); i++) {
        PyObject *v = PyList_GET_ITEM(values, i);
        if (!PyType_Check(v) || !PyType_HasFeature((PyTypeObject *)v, Py_TPFLAGS_HEAPTYPE)) {
            continue;
        }
        PyObject *inner = PyType_GetQualName((PyTypeObject *)v);
        Py_ssize_t ours = inner == NULL ? -1 : PyUnicode_Tailmatch(inner, prefix, 0, PY_SSIZE_T_MAX, -1);
        int kept = ours > 0 ? PySequence_Contains(exempt, inner) : 0;
        Py_XDECREF(inner);
        r = ours < 0 || kept < 0 ? -1 : ours && !kept ? freeze_tree(freeze, v, exempt) : 0;
    }
    Py_XDECREF(prefix);
    Py_XDECREF(values);
    Py_XDECREF(name);
    return r;
}

static int
freeze_tree(PyObject *freeze, PyObject *cls, PyObject *exempt)
{
    if (!PyType_Check(cls)) {
        return 0; /* a decorator made something else of it */
    }
    PyObject *r = PyObject_CallOneArg(freeze, cls);
    Py_XDECREF(r);
    return r == NULL ? -1 : freeze_nested(freeze, (PyTypeObject *)cls, exempt);
}

/* Freezes the classes in the list by __strict__.freeze_type, which honours set_freeze_enabled. An exception that is on
 * its way stays. */
int
spc_core_freeze_classes(PyObject *classes, PyObject *exempt)
{
    PyObject *mod = PyImport_ImportModule("__strict__");
    PyObject *freeze = mod == NULL ? NULL : PyObject_GetAttrString(mod, "freeze_type");
    int r = freeze == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; r == 0 && i < PyList_GET_SIZE(classes); i++) {
        r = freeze_tree(freeze, PyList_GET_ITEM(classes, i), exempt);
    }
    Py_XDECREF(freeze);
    Py_XDECREF(mod);
    return r;
}

/* A module that tests may change. */
int
spc_strict_module_open(PyObject *m)
{
    return PyDict_SetItemString(namespace_of(m), PATCH_KEY, Py_True);
}

int
spc_strict_module_is_open(PyObject *m)
{
    return has_flag(m, PATCH_KEY);
}

static PyMethodDef strict_methods[] = {
    {"__dir__", strict_dir, METH_NOARGS, NULL},
    {"__reduce__", strict_reduce, METH_NOARGS, NULL},
    {"patch", strict_patch, METH_VARARGS, "Set an attribute; only modules that were loaded with patching allow it."},
    {"patch_delete", strict_patch_delete, METH_O, "Delete an attribute; only modules that were loaded with patching allow it."},
    {NULL},
};

static PyTypeObject strict_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "StrictModule",
    .tp_base = &PyModule_Type,
    .tp_flags = Py_TPFLAGS_DEFAULT, /* the collector's functions are inherited */
    .tp_new = strict_new,
    .tp_init = strict_init,
    .tp_getattro = strict_getattro,
    .tp_setattro = strict_setattro,
    .tp_methods = strict_methods,
};

static PyObject *snapshot;

PyObject *
spc_builtins_snapshot(void)
{
    return snapshot;
}

int
spc_core_strict_module_init(PyObject *rt)
{
    snapshot = PyDict_Copy(PyEval_GetBuiltins());
    if (snapshot == NULL) {
        return -1;
    }
    StrictModule_Type = &strict_type;
    strict_type.tp_basicsize = PyModule_Type.tp_basicsize;
    strict_type.tp_dictoffset = PyModule_Type.tp_dictoffset;
    strict_type.tp_weaklistoffset = PyModule_Type.tp_weaklistoffset;
    if (PyType_Ready(&strict_type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(rt, "StrictModule", (PyObject *)&strict_type);
}
