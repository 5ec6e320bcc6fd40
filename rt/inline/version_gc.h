/* What differs between interpreter versions in the life of objects of the collector: its lists, and who wants to hear of new
 * objects. */
#ifndef SPC_VERSION_GC_H
#define SPC_VERSION_GC_H

#include <Python.h>
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#if PY_VERSION_HEX < 0x030C0000
#include "internal/pycore_pymem.h"
#endif

/* Whether somebody follows each object from its making. */
static inline bool
spc_objects_traced(void)
{
#ifdef Py_DEBUG
    return true;
#elif PY_VERSION_HEX >= 0x030D0000
    return _PyRuntime.ref_tracer.tracer_func != NULL || _PyRuntime.tracemalloc.config.tracing;
#elif PY_VERSION_HEX >= 0x030C0000
    return _PyRuntime.tracemalloc.config.tracing;
#else
    return _Py_tracemalloc_config.tracing;
#endif
}

/* Makes o, memory of a dead object with its type in place, an object with one reference. */
static inline void
spc_new_reference(PyObject *o)
{
    if (__builtin_expect(spc_objects_traced(), 0)) {
        _Py_NewReference(o);
    }
    else {
        Py_SET_REFCNT(o, 1);
    }
}

/* PyObject_GC_Track of an object that was never tracked since it was made. */
static inline void
spc_gc_track(PyObject *o, PyInterpreterState *interp)
{
    PyGC_Head *gc = (PyGC_Head *)o - 1, *young = interp->gc.generation0;
    PyGC_Head *last = (PyGC_Head *)young->_gc_prev; /* the head of a list has no flags */
    last->_gc_next = (uintptr_t)gc;
    gc->_gc_prev = (uintptr_t)last;
    gc->_gc_next = (uintptr_t)young;
    young->_gc_prev = (uintptr_t)gc;
}

/* PyObject_GC_UnTrack of an object that dies; flags go with it. */
static inline void
spc_gc_untrack(PyObject *o)
{
    PyGC_Head *gc = (PyGC_Head *)o - 1;
    PyGC_Head *next = (PyGC_Head *)gc->_gc_next;
    if (next != NULL) {
        PyGC_Head *prev = (PyGC_Head *)(gc->_gc_prev & _PyGC_PREV_MASK);
        prev->_gc_next = (uintptr_t)next; /* the flag in _gc_next is there during a collection only */
        next->_gc_prev = (uintptr_t)prev | (next->_gc_prev & ~_PyGC_PREV_MASK);
        gc->_gc_next = 0;
    }
}

/* A field of o, which the collector need not know of as long as all fields hold plain values, gets x. */
static inline void
spc_guard_cycles(PyObject *o, PyObject *x)
{
    if (__builtin_expect(PyType_IS_GC(Py_TYPE(x)), 0) && !PyObject_GC_IsTracked(o)) {
        PyObject_GC_Track(o);
    }
}

#endif
