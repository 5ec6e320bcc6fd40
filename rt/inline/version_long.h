/* What differs between interpreter versions in the layout of ints. */
#ifndef SPC_VERSION_LONG_H
#define SPC_VERSION_LONG_H

#include <Python.h>
#include "internal/pycore_long.h"
#include "internal/pycore_runtime.h"

#if PY_VERSION_HEX >= 0x030C0000
/* The value of an int of at most one digit; false when it has more. */
static inline bool
spc_long_small(PyObject *o, int64_t *value)
{
    PyLongObject *l = (PyLongObject *)o;
    if (!_PyLong_IsCompact(l)) {
        return false;
    }
    *value = _PyLong_CompactValue(l);
    return true;
}
#define SPC_LONG_DIGITS(l) ((l)->long_value.ob_digit)
#define SPC_LONG_SIZE(l) _PyLong_DigitCount(l)
#define SPC_LONG_NEGATIVE(l) _PyLong_IsNegative(l)
#else
static inline bool
spc_long_small(PyObject *o, int64_t *value)
{
    PyLongObject *l = (PyLongObject *)o;
    Py_ssize_t size = Py_SIZE(l);
    if (size < -1 || size > 1) {
        return false;
    }
    *value = size * (int64_t)l->ob_digit[0];
    return true;
}
#define SPC_LONG_DIGITS(l) ((l)->ob_digit)
#define SPC_LONG_SIZE(l) (Py_SIZE(l) < 0 ? -Py_SIZE(l) : Py_SIZE(l))
#define SPC_LONG_NEGATIVE(l) (Py_SIZE(l) < 0)
#endif

/* The value of an int of at most two digits (60 bits); false when it has more. */
static inline bool
spc_long_medium(PyObject *o, int64_t *value)
{
    if (spc_long_small(o, value)) {
        return true;
    }
    PyLongObject *l = (PyLongObject *)o;
    if (SPC_LONG_SIZE(l) != 2) {
        return false;
    }
    int64_t v = ((int64_t)SPC_LONG_DIGITS(l)[1] << PyLong_SHIFT) | SPC_LONG_DIGITS(l)[0];
    *value = SPC_LONG_NEGATIVE(l) ? -v : v;
    return true;
}

/* The int v as an object. Those that exist once are taken without a call. */
static inline PyObject *
spc_long(int64_t v)
{
    if ((uint64_t)(v + _PY_NSMALLNEGINTS) < _PY_NSMALLNEGINTS + _PY_NSMALLPOSINTS) {
        return Py_NewRef((PyObject *)&_Py_SINGLETON(small_ints)[_PY_NSMALLNEGINTS + v]);
    }
    return PyLong_FromLongLong(v);
}

#endif
