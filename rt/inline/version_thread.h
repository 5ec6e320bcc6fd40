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

/* The thread's word must be fetched by a call, so loops look at it every so many rounds only. */
#define SPC_BREAKER_PERIOD 128
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
#define SPC_BREAKER_PERIOD 0
static inline bool spc_break_requested_in(PyInterpreterState *interp)
{
    return _Py_atomic_load_relaxed(&interp->ceval.eval_breaker) != 0;
}
static inline uintptr_t spc_monitoring_version(PyInterpreterState *interp) { return interp->monitoring_version; }

#else

#define SPC_FRAME(ts) ((ts)->cframe->current_frame)
#define SPC_RECURSION(ts) ((ts)->recursion_remaining)
#define SPC_HEADROOM(ts) ((ts)->recursion_headroom)
#define SPC_BREAKER_PERIOD 0
static inline bool spc_break_requested_in(PyInterpreterState *interp)
{
    return _Py_atomic_load_relaxed(&interp->ceval.eval_breaker) != 0;
}

#endif

static inline PyThreadState *spc_thread(void)
{
    return _PyThreadState_GET();
}

#endif
