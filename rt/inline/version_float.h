/* What differs between interpreter versions in making floats: where the free list is reachable, they come from it. */
#ifndef SPC_VERSION_FLOAT_H
#define SPC_VERSION_FLOAT_H

#include <Python.h>
#include "internal/pycore_interp.h"
#include "internal/pycore_object.h"

static inline PyObject *
spc_float_new(PyInterpreterState *interp, double x)
{
#if PY_VERSION_HEX < 0x030D0000 && PyFloat_MAXFREELIST > 0
    PyFloatObject *f = interp->float_state.free_list;
    if (SPC_LIKELY(f != NULL)) {
        interp->float_state.free_list = (PyFloatObject *)Py_TYPE(f);
        interp->float_state.numfree--;
        _PyObject_Init((PyObject *)f, &PyFloat_Type);
        f->ob_fval = x;
        return (PyObject *)f;
    }
#endif
    return PyFloat_FromDouble(x);
}

#endif
