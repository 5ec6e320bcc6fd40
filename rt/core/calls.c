/* Calls with unpacked arguments, super(). */
#include "core.h"

/* f(*args, **kw). */
PyObject *
spc_core_call_ex(PyObject *f, PyObject *args, PyObject *kw)
{
    PyObject *tuple;
    if (PyTuple_CheckExact(args)) {
        tuple = Py_NewRef(args);
    }
    else {
        if (Py_TYPE(args)->tp_iter == NULL && !PySequence_Check(args)) {
            PyObject *name = _PyObject_FunctionStr(f);
            if (name != NULL) {
                PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s", name,
                             Py_TYPE(args)->tp_name);
                Py_DECREF(name);
            }
            return NULL;
        }
        tuple = PySequence_Tuple(args);
        if (tuple == NULL) {
            return NULL;
        }
    }
    PyObject *r = NULL;
    if (kw != NULL && !PyDict_CheckExact(kw)) {
        PyObject *d = PyDict_New();
        if (d != NULL && spc_core_dict_merge(f, d, kw) == 0) {
            r = PyObject_Call(f, tuple, d);
        }
        Py_XDECREF(d);
    }
    else {
        r = PyObject_Call(f, tuple, kw);
    }
    Py_DECREF(tuple);
    return r;
}

/* super() without arguments; f is what the name super is bound to. */
PyObject *
spc_core_super(PyObject *f, PyObject *cls, PyObject *self)
{
    if (f != (PyObject *)&PySuper_Type) {
        return PyObject_CallNoArgs(f);
    }
    if (self == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): arg[0] deleted");
        return NULL;
    }
    if (cls == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): empty __class__ cell");
        return NULL;
    }
    return PyObject_CallFunctionObjArgs(f, cls, self, NULL);
}

PyObject *
spc_core_super_attr(PyObject *f, PyObject *cls, PyObject *self, PyObject *name)
{
    PyObject *s = spc_core_super(f, cls, self);
    PyObject *r = s == NULL ? NULL : PyObject_GetAttr(s, name);
    Py_XDECREF(s);
    return r;
}

/* The attribute that a super object gives, when it is a plain function on the way: borrowed, to be called with the
 * receiver in front. NULL when it must go the long way. */
static PyObject *
super_function(PyObject *f, PyObject *cls, PyObject *self, PyObject *name)
{
    if (f != (PyObject *)&PySuper_Type || cls == NULL || self == NULL || !PyType_Check(cls)
        || !PyType_IsSubtype(Py_TYPE(self), (PyTypeObject *)cls)) {
        return NULL;
    }
    PyObject *mro = Py_TYPE(self)->tp_mro;
    Py_ssize_t i = 0, n = PyTuple_GET_SIZE(mro);
    while (i < n && PyTuple_GET_ITEM(mro, i) != cls) {
        i++;
    }
    for (i++; i < n; i++) {
        PyTypeObject *t = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
#if PY_VERSION_HEX >= 0x030C0000
        PyObject *dict = PyType_GetDict(t);
        PyObject *v = PyDict_GetItemWithError(dict, name);
        Py_DECREF(dict);
#else
        PyObject *v = PyDict_GetItemWithError(t->tp_dict, name);
#endif
        if (v != NULL) {
            return PyType_HasFeature(Py_TYPE(v), Py_TPFLAGS_METHOD_DESCRIPTOR) ? v : NULL;
        }
        if (PyErr_Occurred()) {
            PyErr_Clear();
            return NULL;
        }
    }
    return NULL;
}

/* super().name(...): args[0] is the receiver. */
PyObject *
spc_core_super_method(PyObject *f, PyObject *cls, PyObject *name, PyObject *const *args, Py_ssize_t n)
{
    PyObject *m = super_function(f, cls, args[0], name);
    PyObject *r;
    if (m != NULL) {
        Py_INCREF(m);
        r = PyObject_Vectorcall(m, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    else {
        m = spc_core_super_attr(f, cls, args[0], name);
        r = m == NULL ? NULL : PyObject_Vectorcall(m, args + 1, (n - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    Py_XDECREF(m);
    return r;
}
