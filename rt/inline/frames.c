/* Inline: interpreter frames of compiled functions, the recursion limit, the break request. */
#include "spc_inline.h"
#include "version_frame.h"

void *spc_thread_state(void) { return spc_thread(); }

/* What is rare, as calls. */
static SPC_COLD int recursion_slow(PyThreadState *ts) { return spc_api->recursion_slow(ts); }
static SPC_COLD void frame_escaped(_PyInterpreterFrame *f) { spc_api->frame_escaped(f); }
static SPC_COLD int breaker_slow(void) { return spc_api->breaker_slow(); }

/* Pushes a frame for a call of func, after the same test of the recursion limit that the interpreter makes. Every
 * 32nd level also looks at the C stack. */
SPC_INLINE int
spc_frame_push(void *thread, void *memory, PyObject *func, PyObject *code, PyObject *locals, int32_t nlocals)
{
    PyThreadState *ts = thread;
    _PyInterpreterFrame *f = memory;
    int left = SPC_RECURSION(ts)--;
    if (SPC_UNLIKELY(left <= 0 || (left & 31) == 0)) {
        if (recursion_slow(ts) < 0) {
            return -1;
        }
    }
    spc_frame_fill(f, (PyFunctionObject *)func, (PyCodeObject *)code, Py_XNewRef(locals), nlocals);
    f->previous = SPC_FRAME(ts);
    SPC_FRAME(ts) = f;
    return 0;
}

SPC_INLINE void
spc_frame_pop(void *thread, void *memory)
{
    PyThreadState *ts = thread;
    _PyInterpreterFrame *f = memory;
    SPC_RECURSION(ts)++;
    SPC_FRAME(ts) = f->previous;
    if (SPC_UNLIKELY(((uintptr_t)f->frame_obj | (uintptr_t)f->f_locals | (uintptr_t)f->stacktop) != 0)) {
        frame_escaped(f);
    }
}

/* A frame for the time of one call only, which has no part in counting the depth. */
void
spc_frame_enter(void *memory, PyObject *func, PyObject *code, int32_t lasti, int32_t nlocals)
{
    PyThreadState *ts = spc_thread();
    _PyInterpreterFrame *f = memory;
    spc_frame_fill(f, (PyFunctionObject *)func, (PyCodeObject *)code, NULL, nlocals);
    if (lasti >= 0) {
        spc_frame_at(f, (PyCodeObject *)code, lasti);
    }
    f->previous = SPC_FRAME(ts);
    SPC_FRAME(ts) = f;
}

void
spc_frame_leave(void *memory)
{
    _PyInterpreterFrame *f = memory;
    SPC_FRAME(spc_thread()) = f->previous;
    if (SPC_UNLIKELY(((uintptr_t)f->frame_obj | (uintptr_t)f->stacktop) != 0)) {
        frame_escaped(f);
    }
}

/* Shows a variable to code that looks into the current frame. */
void
spc_frame_set_local(int32_t i, PyObject *v)
{
    _PyInterpreterFrame *f = SPC_FRAME(spc_thread());
    PyObject *old = f->localsplus[i];
    f->localsplus[i] = Py_XNewRef(v);
    f->stacktop = SPC_FRAME_CODE(f)->co_nlocalsplus;
    Py_XDECREF(old);
}

SPC_INLINE void
spc_frame_set_lasti(void *memory, PyObject *code, int32_t lasti)
{
    spc_frame_at(memory, (PyCodeObject *)code, lasti);
}

int
spc_enter_recursion(void)
{
    PyThreadState *ts = spc_thread();
    int left = SPC_RECURSION(ts)--;
    if (SPC_UNLIKELY(left <= 0 || (left & 31) == 0)) {
        return recursion_slow(ts);
    }
    return 0;
}

void
spc_leave_recursion(void)
{
    SPC_RECURSION(spc_thread())++;
}

void
spc_traceback(PyObject *func, PyObject *code, int32_t lasti)
{
    spc_api->traceback_at(func, code, lasti);
}

/* An entry for the place that the frame says. */
void
spc_traceback_frame(void *memory)
{
    spc_api->traceback_frame(memory);
}

SPC_INLINE int
spc_check_breaker(void)
{
    if (SPC_LIKELY(!spc_break_requested(spc_thread()))) {
        return 0;
    }
    return breaker_slow();
}

/* The native entry of a function must not be used: somebody traces, or its code object was replaced. */
SPC_INLINE bool
spc_must_interpret(PyObject *func, PyObject *code)
{
    if (SPC_UNLIKELY(((PyFunctionObject *)func)->func_code != code)) {
        return true;
    }
#if PY_VERSION_HEX >= 0x030C0000
    if (SPC_UNLIKELY(spc_monitoring_version(spc_state.interp) != spc_state.untraced)) {
        if (spc_api->must_interpret_slow()) {
            return true;
        }
        spc_state.untraced = spc_monitoring_version(spc_state.interp);
    }
    return false;
#else
    return spc_thread()->cframe->use_tracing != 0;
#endif
}
