/* Inline: items and iteration, first halves for exact built-in containers. */
#include "spc_inline.h"
#include "version_iter.h"
#include "version_long.h"

/* The place in 0..n-1 that an exact small int means as an index; -1 for others. */
static inline Py_ssize_t
place_of(PyObject *i, Py_ssize_t n)
{
    int64_t x;
    if (SPC_UNLIKELY(!Py_IS_TYPE(i, &PyLong_Type) || !spc_long_small(i, &x))) {
        return -1;
    }
    x += x < 0 ? n : 0;
    return SPC_LIKELY(x >= 0 && x < n) ? x : -1;
}

SPC_SHARED PyObject *
spc_subscr_fast(PyObject *o, PyObject *i)
{
    Py_ssize_t k;
    if (PyList_CheckExact(o)) {
        k = place_of(i, PyList_GET_SIZE(o));
        return k < 0 ? NULL : Py_NewRef(PyList_GET_ITEM(o, k));
    }
    if (PyTuple_CheckExact(o)) {
        k = place_of(i, PyTuple_GET_SIZE(o));
        return k < 0 ? NULL : Py_NewRef(PyTuple_GET_ITEM(o, k));
    }
    if (PyUnicode_CheckExact(o)) {
        k = place_of(i, PyUnicode_GET_LENGTH(o));
        /* characters up to here exist once */
        Py_UCS4 c = k < 0 ? 256 : PyUnicode_READ_CHAR(o, k);
        return c < 256 ? PyUnicode_FromOrdinal(c) : NULL;
    }
    return NULL;
}

PyObject *
spc_subscr(PyObject *o, PyObject *i)
{
    return PyDict_CheckExact(o) ? spc_dict_get(o, i) : PyObject_GetItem(o, i);
}

/* Only replaces what can be released without running code. */
SPC_SHARED int
spc_store_subscr_fast(PyObject *o, PyObject *i, PyObject *v)
{
    Py_ssize_t k = PyList_CheckExact(o) ? place_of(i, PyList_GET_SIZE(o)) : -1;
    if (k < 0) {
        return -1;
    }
    PyObject *old = PyList_GET_ITEM(o, k);
    if (SPC_UNLIKELY(spc_may_run_code(old))) {
        return -1;
    }
    PyList_SET_ITEM(o, k, Py_NewRef(v));
    Py_DECREF(old);
    return 0;
}

int
spc_store_subscr(PyObject *o, PyObject *i, PyObject *v)
{
    return PyDict_CheckExact(o) ? PyDict_SetItem(o, i, v) : PyObject_SetItem(o, i, v);
}

SPC_SHARED PyObject *
spc_iter_next_fast(PyObject *it)
{
    PyTypeObject *t = Py_TYPE(it);
    if (t == &PyListIter_Type) {
        _PyListIterObject *l = (_PyListIterObject *)it;
        if (l->it_seq != NULL && l->it_index < PyList_GET_SIZE(l->it_seq)) {
            return Py_NewRef(PyList_GET_ITEM(l->it_seq, l->it_index++));
        }
    }
    else if (t == &PyRangeIter_Type) {
        long x;
        if (spc_range_step((_PyRangeIterObject *)it, &x)) {
            PyObject *o = spc_long(x);
            if (SPC_UNLIKELY(o == NULL)) {
                PyErr_Clear();
            }
            return o;
        }
    }
    else if (t == &PyTupleIter_Type) {
        _PyTupleIterObject *l = (_PyTupleIterObject *)it;
        if (l->it_seq != NULL && l->it_index < PyTuple_GET_SIZE(l->it_seq)) {
            return Py_NewRef(PyTuple_GET_ITEM(l->it_seq, l->it_index++));
        }
    }
    return NULL;
}

/* The next item; NULL at the end too, then without an error. */
PyObject *
spc_iter_next(PyObject *it)
{
    PyObject *item = Py_TYPE(it)->tp_iternext(it);
    if (SPC_UNLIKELY(item == NULL) && spc_err_occurred() && PyErr_ExceptionMatches(PyExc_StopIteration)) {
        PyErr_Clear();
    }
    return item;
}
