/* What differs between interpreter versions in strings: where those of one character are that exist once. */
#ifndef SPC_VERSION_STR_H
#define SPC_VERSION_STR_H

#include <Python.h>
#include "internal/pycore_runtime.h"

/* The string of one character. */
static inline PyObject *
spc_char(Py_UCS4 c)
{
    if (c < 128) {
        return Py_NewRef((PyObject *)&_Py_SINGLETON(strings).ascii[c]);
    }
    if (c < 256) {
        return Py_NewRef((PyObject *)&_Py_SINGLETON(strings).latin1[c - 128]);
    }
    return PyUnicode_FromOrdinal((int)c);
}

#endif
