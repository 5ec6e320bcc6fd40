/* Running native generators, and what coroutines and async generators share with them. The types derive from the
 * interpreter's own, so isinstance and inspect hold, and override everything that would evaluate an interpreter frame.
 * Making and freeing the objects is in generator_object.c. */
#include "generator.h"
#include "frames.h"

static const char *
kind_name(PyGenObject *g)
{
    switch (spc_gen_tail(g)->info->kind) {
    case SPC_GEN_COROUTINE: return "coroutine";
    case SPC_GEN_ASYNC: return "async generator";
    }
    return "generator";
}

/* --- running --- */

/* Chains a RuntimeError to the StopIteration that a body let out (PEP 479). */
static void
stop_iteration_escaped(PyGenObject *g, const char *what)
{
    PyObject *type, *cause, *tb, *err_type, *err, *err_tb;
    PyErr_Fetch(&type, &cause, &tb);
    PyErr_NormalizeException(&type, &cause, &tb);
    if (tb != NULL) {
        PyException_SetTraceback(cause, tb);
    }
    PyErr_Format(PyExc_RuntimeError, "%s raised %s", kind_name(g), what);
    PyErr_Fetch(&err_type, &err, &err_tb);
    PyErr_NormalizeException(&err_type, &err, &err_tb);
    PyException_SetCause(err, Py_NewRef(cause));
    PyException_SetContext(err, cause);
    Py_XDECREF(type);
    Py_XDECREF(tb);
    PyErr_Restore(err_type, err, err_tb);
}

static int
run_body(PyGenObject *g, PyObject *sent, PyObject **result)
{
    SpcGenTail *t = spc_gen_tail(g);
    _PyInterpreterFrame *f = spc_genframe(g);
    PyThreadState *ts = spc_core_thread();
    int left = SPC_RECURSION(ts)--;
    if ((left <= 0 || (left & 31) == 0) && spc_core_recursion_slow(ts) < 0) {
        return -1;
    }
    g->gi_frame_state = FRAME_EXECUTING;
    g->gi_exc_state.previous_item = ts->exc_info;
    ts->exc_info = &g->gi_exc_state;
    f->previous = spc_current_frame(ts);
    spc_set_current_frame(ts, f);
    int r = t->info->resume(g, t->slots, sent, result);
    spc_set_current_frame(ts, f->previous);
    f->previous = NULL;
    ts->exc_info = g->gi_exc_state.previous_item;
    g->gi_exc_state.previous_item = NULL;
    SPC_RECURSION(ts)++;
    return r;
}

PySendResult
spc_gen_send_ex(PyGenObject *g, PyObject *arg, PyObject **result, int exc, int closing)
{
    *result = NULL;
    int state = g->gi_frame_state;
    if (state == FRAME_EXECUTING) {
        PyErr_Format(PyExc_ValueError, "%s already executing", kind_name(g));
        return PYGEN_ERROR;
    }
    if (state >= FRAME_COMPLETED) {
        if (spc_gen_tail(g)->info->kind == SPC_GEN_COROUTINE && !closing) {
            PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
        }
        else if (arg != NULL && !exc) {
            *result = Py_NewRef(Py_None);
            return PYGEN_RETURN;
        }
        return PYGEN_ERROR;
    }
    if (state == FRAME_CREATED && arg != NULL && arg != Py_None && !exc) {
        PyErr_Format(PyExc_TypeError, "can't send non-None value to a just-started %s", kind_name(g));
        return PYGEN_ERROR;
    }
    Py_INCREF(g);
    int r = run_body(g, exc ? NULL : arg == NULL ? Py_None : arg, result);
    if (r > 0) {
        g->gi_frame_state = FRAME_SUSPENDED;
        Py_DECREF(g);
        return PYGEN_NEXT;
    }
    spc_gen_tail(g)->state = 0;
    g->gi_frame_state = FRAME_COMPLETED;
    if (r == 0) {
        spc_gen_finish(g);
    }
    else {
        PyObject *type, *value, *tb;
        PyErr_Fetch(&type, &value, &tb); /* releasing the arguments must not see the error */
        spc_gen_finish(g);
        PyErr_Restore(type, value, tb);
        if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
            stop_iteration_escaped(g, "StopIteration");
        }
        else if (spc_gen_tail(g)->info->kind == SPC_GEN_ASYNC && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
            stop_iteration_escaped(g, "StopAsyncIteration");
        }
    }
    Py_DECREF(g);
    return r < 0 ? PYGEN_ERROR : PYGEN_RETURN;
}

PyObject *
spc_gen_send_method(PyGenObject *g, PyObject *arg, int exc, int closing)
{
    PyObject *result;
    if (spc_gen_send_ex(g, arg, &result, exc, closing) != PYGEN_RETURN) {
        return result;
    }
    if (spc_gen_tail(g)->info->kind == SPC_GEN_ASYNC) {
        PyErr_SetNone(PyExc_StopAsyncIteration);
    }
    else if (result == Py_None) {
        PyErr_SetNone(PyExc_StopIteration);
    }
    else {
        _PyGen_SetStopIterationValue(result);
    }
    Py_CLEAR(result);
    return NULL;
}

static PyObject *
gen_send(PyGenObject *g, PyObject *arg)
{
    return spc_gen_send_method(g, arg, 0, 0);
}

static PySendResult
gen_am_send(PyGenObject *g, PyObject *arg, PyObject **result)
{
    return spc_gen_send_ex(g, arg, result, 0, 0);
}

static PyObject *
gen_iternext(PyGenObject *g)
{
    PyObject *result;
    if (spc_gen_send_ex(g, NULL, &result, 0, 0) == PYGEN_RETURN) {
        if (result != Py_None) {
            _PyGen_SetStopIterationValue(result);
        }
        Py_CLEAR(result);
    }
    return result;
}

PyObject *
spc_gen_close(PyGenObject *g, PyObject *Py_UNUSED(unused))
{
    if (g->gi_frame_state == FRAME_CREATED) {
        /* nothing of the body has run, so nothing of it can see GeneratorExit */
        g->gi_frame_state = FRAME_COMPLETED;
        spc_gen_finish(g);
        Py_RETURN_NONE;
    }
    if (g->gi_frame_state >= FRAME_COMPLETED) {
        Py_RETURN_NONE;
    }
    PyObject *result = NULL;
    if (g->gi_frame_state != FRAME_EXECUTING) {
        PyErr_SetNone(PyExc_GeneratorExit);
    }
    PySendResult r = spc_gen_send_ex(g, Py_None, &result, 1, 1);
    if (r == PYGEN_NEXT) {
        Py_DECREF(result);
        PyErr_Format(PyExc_RuntimeError, "%s ignored GeneratorExit", kind_name(g));
        return NULL;
    }
    if (r == PYGEN_RETURN) {
#if PY_VERSION_HEX >= 0x030D0000
        return result;
#else
        Py_DECREF(result);
        Py_RETURN_NONE;
#endif
    }
    if (PyErr_ExceptionMatches(PyExc_StopIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return NULL;
}

int
spc_gen_set_thrown(PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs < 1 || nargs > 3) {
        PyErr_Format(PyExc_TypeError, "throw expected at %s %d argument%s, got %zd", nargs < 1 ? "least" : "most",
                     nargs < 1 ? 1 : 3, nargs < 1 ? "" : "s", nargs);
        return -1;
    }
#if PY_VERSION_HEX >= 0x030C0000
    if (nargs > 1 && PyErr_WarnEx(PyExc_DeprecationWarning,
                                  "the (type, exc, tb) signature of throw() is deprecated, "
                                  "use the single-arg signature instead.", 1) < 0) {
        return -1;
    }
#endif
    PyObject *type = args[0], *value = nargs > 1 ? args[1] : NULL, *tb = nargs > 2 ? args[2] : NULL;
    if (tb == Py_None) {
        tb = NULL;
    }
    else if (tb != NULL && !PyTraceBack_Check(tb)) {
        PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
        return -1;
    }
    Py_INCREF(type);
    Py_XINCREF(value);
    Py_XINCREF(tb);
    if (PyExceptionClass_Check(type)) {
        PyErr_NormalizeException(&type, &value, &tb);
    }
    else if (PyExceptionInstance_Check(type)) {
        if (value != NULL && value != Py_None) {
            PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
            goto fail;
        }
        Py_XSETREF(value, type);
        type = Py_NewRef(PyExceptionInstance_Class(value));
        if (tb == NULL) {
            tb = PyException_GetTraceback(value);
        }
    }
    else {
        PyErr_Format(PyExc_TypeError, "exceptions must be classes or instances deriving from BaseException, not %s",
                     Py_TYPE(type)->tp_name);
        goto fail;
    }
    PyErr_Restore(type, value, tb);
    return 0;
fail:
    Py_DECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(tb);
    return -1;
}

PyObject *
spc_gen_throw(PyGenObject *g, PyObject *const *args, Py_ssize_t nargs)
{
    if (g->gi_frame_state == FRAME_EXECUTING) {
        PyErr_Format(PyExc_ValueError, "%s already executing", kind_name(g));
        return NULL;
    }
    if (spc_gen_set_thrown(args, nargs) < 0) {
        return NULL;
    }
    return spc_gen_send_method(g, Py_None, 1, 0);
}

void
spc_gen_finalize(PyObject *o)
{
    PyGenObject *g = (PyGenObject *)o;
    if (g->gi_frame_state >= FRAME_COMPLETED) {
        return;
    }
    PyObject *type, *value, *tb;
    PyErr_Fetch(&type, &value, &tb);
    int kind = spc_gen_tail(g)->info->kind;
    PyObject *finalizer = g->gi_origin_or_finalizer;
    PyObject *res;
    if (kind == SPC_GEN_ASYNC && finalizer != NULL && !g->gi_closed) {
        res = PyObject_CallOneArg(finalizer, o);
    }
    else if (kind == SPC_GEN_COROUTINE && g->gi_frame_state == FRAME_CREATED) {
        spc_coro_warn_unawaited(g);
        res = spc_gen_close(g, NULL);
    }
    else {
        res = spc_gen_close(g, NULL);
    }
    if (res == NULL) {
        if (PyErr_Occurred()) {
            PyErr_WriteUnraisable(o);
        }
    }
    else {
        Py_DECREF(res);
    }
    PyErr_Restore(type, value, tb);
}

PyObject *
spc_gen_yieldfrom(PyGenObject *g, void *Py_UNUSED(unused))
{
    PyObject *yf = SPC_SUSPENDED(g->gi_frame_state) ? spc_gen_tail(g)->yf : NULL;
    return Py_NewRef(yf == NULL ? Py_None : yf);
}

/* --- delegation: `yield from` and `await` inside bodies --- */

/* One step of a delegate: the value it yields or returns, told apart by spc_gen_yielded(gen); NULL for an error. */
PyObject *
spc_core_send(PyObject *iter, PyObject *value, PyObject *gen)
{
    SpcGenTail *t = spc_gen_tail((PyGenObject *)gen);
    PyObject *result;
    t->yf = iter;
    PySendResult r = Py_IS_TYPE(iter, &SpcCoro_Type) || Py_IS_TYPE(iter, &SpcGen_Type)
                         ? spc_gen_send_ex((PyGenObject *)iter, value, &result, 0, 0)
                         : PyIter_Send(iter, value, &result);
    t->send_status = r == PYGEN_NEXT;
    if (r != PYGEN_NEXT) {
        t->yf = NULL;
    }
    return result;
}

/* Closes a delegate because GeneratorExit came in; -1 when closing raised. */
static int
close_delegate(PyObject *iter)
{
    PyObject *meth = PyObject_GetAttrString(iter, "close");
    if (meth == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_WriteUnraisable(iter);
        }
        PyErr_Clear();
        return 0;
    }
    PyObject *res = PyObject_CallNoArgs(meth);
    Py_DECREF(meth);
    if (res == NULL) {
        return -1;
    }
    Py_DECREF(res);
    return 0;
}

/* The error indicator holds an exception that was thrown in while gen delegates to iter: iter gets it, by close() for
 * GeneratorExit and by throw() otherwise. Result and status as spc_send. */
PyObject *
spc_core_yf_throw(PyObject *iter, PyObject *gen)
{
    SpcGenTail *t = spc_gen_tail((PyGenObject *)gen);
    PyObject *type, *value, *tb, *meth, *res;
    t->yf = NULL;
    PyErr_Fetch(&type, &value, &tb);
    PyErr_NormalizeException(&type, &value, &tb);
    if (tb != NULL) {
        PyException_SetTraceback(value, tb);
    }
    if (PyErr_GivenExceptionMatches(type, PyExc_GeneratorExit)) {
        if (close_delegate(iter) < 0) {
            Py_XDECREF(type);
            Py_XDECREF(value);
            Py_XDECREF(tb);
            return NULL;
        }
        PyErr_Restore(type, value, tb);
        return NULL;
    }
    meth = PyObject_GetAttrString(iter, "throw");
    if (meth == NULL) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
            PyErr_Restore(type, value, tb);
            return NULL;
        }
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(tb);
        return NULL;
    }
    t->yf = iter;
    res = PyObject_CallOneArg(meth, value);
    Py_DECREF(meth);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(tb);
    t->send_status = res != NULL;
    if (res == NULL) {
        t->yf = NULL;
        if (_PyGen_FetchStopIterationValue(&res) < 0) {
            return NULL;
        }
    }
    return res;
}

/* --- the type --- */

static PyMethodDef gen_methods[] = {
    {"send", (PyCFunction)gen_send, METH_O, "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."},
    {"throw", (PyCFunction)(void (*)(void))spc_gen_throw, METH_FASTCALL, "throw(value) -> raise an exception inside the generator."},
    {"close", (PyCFunction)spc_gen_close, METH_NOARGS, "close() -> raise GeneratorExit inside generator."},
    {NULL},
};

static PyGetSetDef gen_getset[] = {
    {"__class__", spc_shown_class, NULL, NULL, &PyGen_Type},
    {"gi_yieldfrom", (getter)spc_gen_yieldfrom, NULL, "object being iterated by yield from, or None"},
    {NULL},
};

static PyAsyncMethods gen_async = {.am_send = (sendfunc)gen_am_send};

PyTypeObject SpcGen_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "generator",
    .tp_base = &PyGen_Type,
    .tp_basicsize = offsetof(PyGenObject, gi_iframe),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_weaklistoffset = offsetof(PyGenObject, gi_weakreflist),
    .tp_dealloc = (destructor)spc_gen_dealloc,
    .tp_traverse = (traverseproc)spc_gen_traverse,
    .tp_finalize = spc_gen_finalize,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)gen_iternext,
    .tp_as_async = &gen_async,
    .tp_methods = gen_methods,
    .tp_getset = gen_getset,
};
