/* What differs between interpreter versions in the iterators of lists, tuples and ranges: 3.11's headers do not declare
 * them. The core holds these declarations against real iterators when it is loaded. */
#ifndef SPC_VERSION_ITER_H
#define SPC_VERSION_ITER_H

#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000

#include "internal/pycore_list.h"
#include "internal/pycore_range.h"
#include "internal/pycore_tuple.h"

/* The next number of a range's iterator; false at the end. */
static inline bool
spc_range_step(_PyRangeIterObject *r, long *value)
{
    if (r->len <= 0) {
        return false;
    }
    *value = r->start;
    r->start = *value + r->step;
    r->len--;
    return true;
}

#else

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyListObject *it_seq;
} _PyListIterObject;

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyTupleObject *it_seq;
} _PyTupleIterObject;

typedef struct {
    PyObject_HEAD
    long index;
    long start;
    long step;
    long len;
} _PyRangeIterObject;

static inline bool
spc_range_step(_PyRangeIterObject *r, long *value)
{
    if (r->index >= r->len) {
        return false;
    }
    *value = (long)(r->start + (unsigned long)(r->index++) * r->step);
    return true;
}

#endif

#endif
