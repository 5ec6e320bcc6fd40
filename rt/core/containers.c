/* Displays with stars, and the rarer operations on lists and strings. */
#include "core.h"
#include "version_internals.h"

PyObject *
spc_core_list_index_error(const char *message)
{
    PyErr_SetString(PyExc_IndexError, message);
    return NULL;
}

/* *o in a display or a call. */
int
spc_core_list_extend(PyObject *list, PyObject *o)
{
    PyObject *none = _PyList_Extend((PyListObject *)list, o);
    if (none == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(o)->tp_iter == NULL && !PySequence_Check(o)) {
            PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s", Py_TYPE(o)->tp_name);
        }
        return -1;
    }
    Py_DECREF(none);
    return 0;
}

/* **o in a dict display. */
int
spc_core_dict_update(PyObject *d, PyObject *o)
{
    if (PyDict_Update(d, o) < 0) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping", Py_TYPE(o)->tp_name);
        }
        return -1;
    }
    return 0;
}

/* **o in a call of f: no key twice. */
int
spc_core_dict_merge(PyObject *f, PyObject *d, PyObject *o)
{
    if (_PyDict_MergeEx(d, o, 2) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        PyObject *name = _PyObject_FunctionStr(f);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s", name,
                         Py_TYPE(o)->tp_name);
            Py_DECREF(name);
        }
    }
    else if (PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyObject *exc = spc_core_catch(), *args = ((PyBaseExceptionObject *)exc)->args;
        if (args != NULL && PyTuple_Check(args) && PyTuple_GET_SIZE(args) == 1) {
            PyObject *key = PyTuple_GET_ITEM(args, 0), *name = _PyObject_FunctionStr(f);
            if (name != NULL && PyUnicode_Check(key)) {
                PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name, key);
            }
            else if (name != NULL) {
                PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            }
            Py_XDECREF(name);
            Py_DECREF(exc);
        }
        else {
            PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
            Py_DECREF(exc);
        }
    }
    return -1;
}

PyObject *
spc_core_list_pop_at(PyObject *list, int64_t i)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (n == 0) {
        return spc_core_list_index_error("pop from empty list");
    }
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        return spc_core_list_index_error("pop index out of range");
    }
    PyObject *v = Py_NewRef(PyList_GET_ITEM(list, i));
    if (PyList_SetSlice(list, i, i + 1, NULL) < 0) {
        Py_CLEAR(v);
    }
    return v;
}

int
spc_core_list_del(PyObject *list, int64_t i)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
        return -1;
    }
    return PyList_SetSlice(list, i, i + 1, NULL);
}
