/* What differs between interpreter versions in the thread state: the chain of frames, the recursion count, the
 * request to break out of compiled code, and whether somebody traces. */
#ifndef SPC_VERSION_THREAD_H
#define SPC_VERSION_THREAD_H

#include <Python.h>
#include "internal/pycore_interp.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_ceval.h"
#if PY_VERSION_HEX < 0x030D0000
#include "internal/pycore_atomic.h"
#endif

#if PY_VERSION_HEX >= 0x030D0000

#define SPC_FRAME(ts) ((ts)->current_frame)
#define SPC_RECURSION(ts) ((ts)->py_recursion_remaining)
#define SPC_HEADROOM(ts) ((ts)->recursion_headroom)

static inline bool spc_break_requested(PyThreadState *ts)
{
    return (_Py_atomic_load_uintptr_relaxed(&ts->eval_breaker) & _PY_EVAL_EVENTS_MASK) != 0;
}

/* Changes whenever tools of sys.monitoring, tracing included, come or go. */
static inline uintptr_t spc_monitoring_version(PyInterpreterState *interp)
{
    return _Py_atomic_load_uintptr_relaxed(&interp->ceval.instrumentation_version);
}

#elif PY_VERSION_HEX >= 0x030C0000

#define SPC_FRAME(ts) ((ts)->cframe->current_frame)
#define SPC_RECURSION(ts) ((ts)->py_recursion_remaining)
#define SPC_HEADROOM(ts) ((ts)->recursion_headroom)
static inline bool spc_break_requested(PyThreadState *ts)
{
    return _Py_atomic_load_relaxed(&ts->interp->ceval.eval_breaker) != 0;
}
static inline uintptr_t spc_monitoring_version(PyInterpreterState *interp) { return interp->monitoring_version; }

#else

#define SPC_FRAME(ts) ((ts)->cframe->current_frame)
#define SPC_RECURSION(ts) ((ts)->recursion_remaining)
#define SPC_HEADROOM(ts) ((ts)->recursion_headroom)
static inline bool spc_break_requested(PyThreadState *ts)
{
    return _Py_atomic_load_relaxed(&ts->interp->ceval.eval_breaker) != 0;
}

#endif

/* The running thread's state. From 3.12 on the interpreter keeps it in thread-local memory, which an extension
 * reaches by two calls; but whoever runs Python code holds the lock, and the lock knows its holder: taking it,
 * which switching thread states does too, writes the holder down. */
static inline PyThreadState *
spc_thread_in(PyInterpreterState *interp)
{
#if PY_VERSION_HEX >= 0x030D0000
    return interp->ceval.gil->last_holder;
#elif PY_VERSION_HEX >= 0x030C0000
    return (PyThreadState *)_Py_atomic_load_relaxed(&interp->ceval.gil->last_holder);
#else
    return _PyThreadState_GET();
#endif
}

#endif
