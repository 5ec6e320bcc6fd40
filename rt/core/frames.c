/* Frames of compiled code: what happens when one outlives its call, tracebacks, the recursion limit, and requests to
 * break out of compiled code. */
#include "frames.h"
#include <pthread.h>

PyInterpreterState *spc_interpreter;

/* --- frame objects that outlive the call --- */

/* Gives fo, the frame object of f, a copy of f, with its locals. */
static void
take_ownership(PyFrameObject *fo, _PyInterpreterFrame *f)
{
    PyCodeObject *code = SPC_FRAME_CODE(f);
    size_t size = offsetof(_PyInterpreterFrame, localsplus) + code->co_nlocalsplus * sizeof(PyObject *);
    _PyInterpreterFrame *copy = (_PyInterpreterFrame *)fo->_f_frame_data;
    memcpy(copy, f, size);
    Py_XINCREF(SPC_FRAME_FUNC(copy));
    Py_INCREF(code);
    copy->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    copy->frame_obj = NULL;
    copy->previous = NULL;
    fo->f_frame = copy;
    if (fo->f_back == NULL) {
        PyObject *type, *value, *tb;
        PyErr_Fetch(&type, &value, &tb);
        /* f is popped already, so the thread's frame is its caller */
        fo->f_back = PyThreadState_GetFrame(PyThreadState_Get());
        PyErr_Clear(); /* no memory for a frame object: the chain ends here, as in the interpreter */
        PyErr_Restore(type, value, tb);
    }
    if (!PyObject_GC_IsTracked((PyObject *)fo)) {
        PyObject_GC_Track(fo);
    }
}

void
spc_frame_release(_PyInterpreterFrame *f)
{
    PyFrameObject *fo = f->frame_obj;
    f->frame_obj = NULL;
    if (fo != NULL && Py_REFCNT(fo) > 1) {
        take_ownership(fo, f);
    }
    else {
        for (int i = 0; i < f->stacktop; i++) {
            Py_CLEAR(f->localsplus[i]);
        }
        Py_CLEAR(f->f_locals);
    }
    f->stacktop = 0;
    f->f_locals = NULL;
    Py_XDECREF(fo);
}

void
spc_core_frame_escaped(_PyInterpreterFrame *f)
{
    spc_frame_release(f);
}

/* --- tracebacks --- */

void
spc_core_traceback_frame(_PyInterpreterFrame *f)
{
    PyThreadState *ts = PyThreadState_Get();
    PyObject *type, *value, *tb;
    PyErr_Fetch(&type, &value, &tb);
    PyFrameObject *fo;
    if (SPC_FRAME(ts) == f) {
        fo = PyThreadState_GetFrame(ts);
    }
    else {
        /* the frame is not the thread's current one while its generator is being closed from outside */
        _PyInterpreterFrame *current = SPC_FRAME(ts);
        SPC_FRAME(ts) = f;
        fo = PyThreadState_GetFrame(ts);
        SPC_FRAME(ts) = current;
    }
    PyErr_Restore(type, value, tb);
    if (fo != NULL) {
        PyTraceBack_Here(fo);
        Py_DECREF(fo);
    }
}

/* A traceback entry for a function that pushed no frame: a frame object that says where it was. */
void
spc_core_traceback_at(PyObject *func, PyObject *code_, int32_t lasti)
{
    PyCodeObject *code = (PyCodeObject *)code_;
    PyThreadState *ts = PyThreadState_Get();
    PyObject *type, *value, *tb;
    PyErr_Fetch(&type, &value, &tb);
    size_t size = offsetof(_PyInterpreterFrame, localsplus) + (code->co_nlocalsplus + 1) * sizeof(PyObject *);
    _PyInterpreterFrame *f = PyMem_Malloc(size);
    if (f == NULL) {
        PyErr_Restore(type, value, tb);
        return;
    }
    spc_frame_fill(f, (PyFunctionObject *)func, code, NULL, code->co_nlocalsplus);
    if (lasti >= 0) {
        spc_frame_at(f, code, lasti);
    }
    f->previous = SPC_FRAME(ts);
    SPC_FRAME(ts) = f;
    PyFrameObject *fo = PyThreadState_GetFrame(ts);
    PyErr_Restore(type, value, tb);
    if (fo != NULL) {
        PyTraceBack_Here(fo);
    }
    SPC_FRAME(ts) = f->previous;
    Py_XDECREF(fo);
    spc_frame_release(f);
    PyMem_Free(f);
}

/* --- recursion --- */

/* The lowest address that compiled code may use of this thread's C stack. */
static uintptr_t
stack_limit(void)
{
    static __thread uintptr_t limit;
    if (limit == 0) {
        pthread_attr_t attr;
        void *low = NULL;
        size_t size = 0, guard = 0;
        if (pthread_getattr_np(pthread_self(), &attr) == 0) {
            pthread_attr_getstack(&attr, &low, &size);
            pthread_attr_getguardsize(&attr, &guard);
            pthread_attr_destroy(&attr);
        }
        /* room for 32 more frames of compiled code and for handling the error */
        size_t reserve = size / 8 > 512 * 1024 ? 512 * 1024 : size / 8;
        limit = low == NULL ? 1 : (uintptr_t)low + guard + reserve;
    }
    return limit;
}

/* The count is exhausted, or it is time to look at the C stack. The count is taken back when it fails. */
int
spc_core_recursion_slow(PyThreadState *ts)
{
    bool deep = (uintptr_t)__builtin_frame_address(0) < stack_limit();
    if (!deep && SPC_RECURSION(ts) >= 0) {
        return 0;
    }
#if PY_VERSION_HEX < 0x030C0000
    if (!deep) {
        return _Py_CheckRecursiveCall(ts, ""); /* it takes the count back */
    }
#endif
    if (!deep && SPC_HEADROOM(ts) > 0) {
        if (SPC_RECURSION(ts) < -50) {
            Py_FatalError("Cannot recover from Python stack overflow.");
        }
        return 0;
    }
    SPC_HEADROOM(ts)++;
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded");
    SPC_HEADROOM(ts)--;
    SPC_RECURSION(ts)++;
    return -1;
}

/* --- requests to break out of compiled code --- */

int
spc_core_breaker_slow(void)
{
#if PY_VERSION_HEX >= 0x030D0000
    return _Py_HandlePending(PyThreadState_Get());
#else
    PyThreadState *ts = PyThreadState_Get();
    if (PyErr_CheckSignals() < 0 || Py_MakePendingCalls() < 0) {
        return -1;
    }
    PyObject *exc = ts->async_exc;
    if (exc != NULL) {
        ts->async_exc = NULL;
        ts->interp->ceval.pending.async_exc = 0;
        PyErr_SetNone(exc);
        Py_DECREF(exc);
    }
    /* Let other threads run; taking the lock again also computes the request anew. */
    PyEval_RestoreThread(PyEval_SaveThread());
    return exc != NULL ? -1 : 0;
#endif
}

/* Whether somebody traces or profiles. */
bool
spc_core_must_interpret_slow(void)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (size_t i = 0; i < Py_ARRAY_LENGTH(interp->monitors.tools); i++) {
        if (interp->monitors.tools[i] != 0) {
            return true;
        }
    }
    return false;
#else
    return PyThreadState_Get()->cframe->use_tracing != 0;
#endif
}
