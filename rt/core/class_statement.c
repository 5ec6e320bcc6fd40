/* The class statement: what builtins.__build_class__ does, with a native class body, and its variant for static
 * classes. */
#include "core.h"

static PyObject *s_mro_entries, *s_metaclass, *s_prepare, *s_build_class;
static PyObject *original_build_class; /* what builtins.__build_class__ was at first */

/* Replaces bases that are not classes by what their __mro_entries__ gives. */
static PyObject *
resolve_bases(PyObject *bases)
{
    PyObject *list = NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(bases, i), *meth = NULL, *entries;
        if (!PyType_Check(base)) {
            meth = PyObject_GetAttr(base, s_mro_entries);
            if (meth == NULL) {
                if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                    goto fail;
                }
                PyErr_Clear();
            }
        }
        if (meth == NULL) {
            if (list != NULL && PyList_Append(list, base) < 0) {
                goto fail;
            }
            continue;
        }
        entries = PyObject_CallOneArg(meth, bases);
        Py_DECREF(meth);
        if (entries == NULL) {
            goto fail;
        }
        if (!PyTuple_Check(entries)) {
            PyErr_SetString(PyExc_TypeError, "__mro_entries__ must return a tuple");
            Py_DECREF(entries);
            goto fail;
        }
        if (list == NULL && (list = PyList_New(0)) != NULL) {
            for (Py_ssize_t k = 0; k < i; k++) {
                if (PyList_Append(list, PyTuple_GET_ITEM(bases, k)) < 0) {
                    Py_CLEAR(list);
                    break;
                }
            }
        }
        if (list == NULL || PyList_SetSlice(list, PyList_GET_SIZE(list), PyList_GET_SIZE(list), entries) < 0) {
            Py_DECREF(entries);
            goto fail;
        }
        Py_DECREF(entries);
    }
    if (list == NULL) {
        return Py_NewRef(bases);
    }
    PyObject *tuple = PyList_AsTuple(list);
    Py_DECREF(list);
    return tuple;
fail:
    Py_XDECREF(list);
    return NULL;
}

/* The most derived metaclass, as a new reference; *is_class says whether it is a class at all. */
static PyObject *
choose_metaclass(PyObject *kw, PyObject *bases, bool *is_class)
{
    PyObject *meta = NULL;
    if (kw != NULL) {
        meta = Py_XNewRef(PyDict_GetItemWithError(kw, s_metaclass));
        if (meta == NULL && PyErr_Occurred()) {
            return NULL;
        }
        if (meta != NULL && PyDict_DelItem(kw, s_metaclass) < 0) {
            Py_DECREF(meta);
            return NULL;
        }
    }
    if (meta == NULL) {
        meta = Py_NewRef(PyTuple_GET_SIZE(bases) == 0 ? (PyObject *)&PyType_Type
                                                      : (PyObject *)Py_TYPE(PyTuple_GET_ITEM(bases, 0)));
    }
    *is_class = PyType_Check(meta);
    if (!*is_class) {
        return meta;
    }
    PyTypeObject *winner = (PyTypeObject *)meta;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *t = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(winner, t)) {
            continue;
        }
        if (!PyType_IsSubtype(t, winner)) {
            PyErr_SetString(PyExc_TypeError, "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                                             "subclass of the metaclasses of all its bases");
            Py_DECREF(meta);
            return NULL;
        }
        winner = t;
    }
    Py_SETREF(meta, Py_NewRef((PyObject *)winner));
    return meta;
}

static PyObject *
prepare(PyObject *meta, bool is_class, PyObject *name, PyObject *bases, PyObject *kw)
{
    PyObject *f = PyObject_GetAttr(meta, s_prepare);
    if (f == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
        return PyDict_New();
    }
    PyObject *args = PyTuple_Pack(2, name, bases);
    PyObject *ns = args == NULL ? NULL : PyObject_Call(f, args, kw);
    Py_XDECREF(args);
    Py_DECREF(f);
    if (ns != NULL && !PyMapping_Check(ns)) {
        PyErr_Format(PyExc_TypeError, "%.200s.__prepare__() must return a mapping, not %.200s",
                     is_class ? ((PyTypeObject *)meta)->tp_name : "<metaclass>", Py_TYPE(ns)->tp_name);
        Py_CLEAR(ns);
    }
    return ns;
}

/* Runs a class body in ns: the __class__ cell or None. */
static PyObject *
run_body(PyObject *f, PyObject *ns)
{
    PyFunctionObject *func = (PyFunctionObject *)f;
    SpcBody body = spc_class_body(func->func_code);
    if (body != NULL) {
        return body(f, ns);
    }
    return PyEval_EvalCodeEx(func->func_code, func->func_globals, ns, NULL, 0, NULL, 0, NULL, 0, NULL,
                             func->func_closure);
}

/* The cell that methods see as __class__ must hold the new class. */
static int
check_cell(PyObject *cell, PyObject *cls, PyObject *name)
{
    if (cls == NULL || !PyType_Check(cls) || !PyCell_Check(cell)) {
        return 0;
    }
    PyObject *v = PyCell_GET(cell);
    if (v == cls) {
        return 0;
    }
    if (v == NULL) {
        PyErr_Format(PyExc_RuntimeError,
                     "__class__ not set defining %.200R as %.200R. Was __classcell__ propagated to type.__new__?", name, cls);
    }
    else {
        PyErr_Format(PyExc_TypeError, "__class__ set to %.200R defining %.200R as %.200R", v, name, cls);
    }
    return -1;
}

#if PY_VERSION_HEX < 0x030C0000
/* type() makes __new__ a static method and __init_subclass__ and __class_getitem__ class methods, but only if they are exactly
 * of the interpreter's function type, which native functions on 3.11 are not. */
static int
implicit_method(PyObject *ns, const char *name, PyObject *(*wrap)(PyObject *))
{
    PyObject *f = PyDict_GetItemString(ns, name);
    if (f == NULL || Py_IS_TYPE(f, &PyFunction_Type) || !PyObject_TypeCheck(f, &PyFunction_Type)) {
        return 0;
    }
    PyObject *m = wrap(f);
    int r = m == NULL ? -1 : PyDict_SetItemString(ns, name, m);
    Py_XDECREF(m);
    return r;
}

static int
implicit_methods(PyObject *ns)
{
    if (!PyDict_Check(ns)) {
        return 0;
    }
    return implicit_method(ns, "__new__", PyStaticMethod_New) < 0
           || implicit_method(ns, "__init_subclass__", PyClassMethod_New) < 0
           || implicit_method(ns, "__class_getitem__", PyClassMethod_New) < 0 ? -1 : 0;
}
#else
static int implicit_methods(PyObject *Py_UNUSED(ns)) { return 0; }
#endif

/* kw, when given, is a dict of ours and is changed. c is the description of a static class, or NULL. */
static PyObject *
build(SpcClass *c, PyObject *f, PyObject *name, PyObject *orig_bases, PyObject *kw)
{
    PyObject *bases = resolve_bases(orig_bases), *meta = NULL, *ns = NULL, *cell = NULL, *cls = NULL, *defaults = NULL;
    bool is_class;
    if (bases == NULL || (meta = choose_metaclass(kw, bases, &is_class)) == NULL
        || (ns = prepare(meta, is_class, name, bases, kw)) == NULL || (cell = run_body(f, ns)) == NULL) {
        goto done;
    }
    if (bases != orig_bases && PyMapping_SetItemString(ns, "__orig_bases__", orig_bases) < 0) {
        goto done;
    }
    if (c != NULL && (defaults = spc_core_static_namespace(c, ns)) == NULL) {
        goto done;
    }
    if (implicit_methods(ns) < 0) {
        goto done;
    }
    PyObject *args[4] = {NULL, name, bases, ns};
    cls = PyObject_VectorcallDict(meta, args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, kw);
    if (cls != NULL && (check_cell(cell, cls, name) < 0 || (c != NULL && spc_core_static_adopt(c, cls, defaults) < 0))) {
        Py_CLEAR(cls);
    }
done:
    Py_XDECREF(defaults);
    Py_XDECREF(cell);
    Py_XDECREF(ns);
    Py_XDECREF(meta);
    Py_XDECREF(bases);
    return cls;
}

/* A function put in place of builtins.__build_class__; NULL when there is none. */
static PyObject *
replaced_build_class(PyObject *f)
{
    PyObject *builtins = ((PyFunctionObject *)f)->func_builtins;
    PyObject *v = PyDict_Check(builtins) ? PyDict_GetItemWithError(builtins, s_build_class) : NULL;
    return v == original_build_class ? NULL : v;
}

static PyObject *
tuple_of(PyObject *const *items, Py_ssize_t n)
{
    PyObject *t = PyTuple_New(n);
    for (Py_ssize_t i = 0; t != NULL && i < n; i++) {
        PyTuple_SET_ITEM(t, i, Py_NewRef(items[i]));
    }
    return t;
}

/* kw is borrowed and not changed. */
static PyObject *
class_statement(SpcClass *c, PyObject *f, PyObject *name, PyObject *bases, PyObject *kw)
{
    PyObject *other = replaced_build_class(f), *r = NULL;
    if (other != NULL) {
        PyObject *args = PyTuple_New(2 + PyTuple_GET_SIZE(bases));
        if (args != NULL) {
            PyTuple_SET_ITEM(args, 0, Py_NewRef(f));
            PyTuple_SET_ITEM(args, 1, Py_NewRef(name));
            for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
                PyTuple_SET_ITEM(args, 2 + i, Py_NewRef(PyTuple_GET_ITEM(bases, i)));
            }
            r = PyObject_Call(other, args, kw);
            Py_DECREF(args);
        }
        return r;
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *copy = kw == NULL ? NULL : PyDict_Copy(kw);
    if (kw == NULL || copy != NULL) {
        r = build(c, f, name, bases, copy);
    }
    Py_XDECREF(copy);
    return r;
}

PyObject *
spc_core_build_class_ex(PyObject *f, PyObject *name, PyObject *bases, PyObject *kw)
{
    PyObject *tuple = PySequence_Tuple(bases);
    PyObject *r = tuple == NULL ? NULL : class_statement(NULL, f, name, tuple, kw);
    Py_XDECREF(tuple);
    return r;
}

/* The general form: args are bases, then the values of the keywords in kwnames (may be NULL). */
PyObject *
spc_core_static_class(SpcClass *c, PyObject *f, PyObject *name, PyObject *kwnames, PyObject *const *args, Py_ssize_t n)
{
    Py_ssize_t nkw = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    PyObject *kw = NULL, *r = NULL, *bases = tuple_of(args, n - nkw);
    if (bases == NULL || (nkw > 0 && (kw = PyDict_New()) == NULL)) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < nkw; i++) {
        if (PyDict_SetItem(kw, PyTuple_GET_ITEM(kwnames, i), args[n - nkw + i]) < 0) {
            goto done;
        }
    }
    r = class_statement(c, f, name, bases, kw);
done:
    Py_XDECREF(bases);
    Py_XDECREF(kw);
    return r;
}

PyObject *
spc_core_build_class(PyObject *f, PyObject *name, PyObject *const *bases, Py_ssize_t n)
{
    return spc_core_static_class(NULL, f, name, NULL, bases, n);
}

PyObject *
spc_core_build_class_kw(PyObject *f, PyObject *name, PyObject *kwnames, PyObject *const *args, Py_ssize_t n)
{
    return spc_core_static_class(NULL, f, name, kwnames, args, n);
}

int
spc_core_class_statement_init(void)
{
    s_mro_entries = PyUnicode_InternFromString("__mro_entries__");
    s_metaclass = PyUnicode_InternFromString("metaclass");
    s_prepare = PyUnicode_InternFromString("__prepare__");
    s_build_class = PyUnicode_InternFromString("__build_class__");
    if (s_mro_entries == NULL || s_metaclass == NULL || s_prepare == NULL || s_build_class == NULL) {
        return -1;
    }
    original_build_class = Py_XNewRef(PyDict_GetItem(PyEval_GetBuiltins(), s_build_class));
    return 0;
}
