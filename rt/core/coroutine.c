/* Native coroutines: origin tracking, the "never awaited" warning, and the iterator that await uses. */
#include "generator.h"
#include "frames.h"

/* The origin of a coroutine when sys.set_coroutine_origin_tracking_depth asked for it: a tuple of (file, line,
 * function) from the caller outwards. */
int
spc_coro_set_origin(PyGenObject *g)
{
    int depth = spc_core_thread()->coroutine_origin_tracking_depth;
    if (depth == 0) {
        return 0;
    }
    PyObject *list = PyList_New(0);
    PyFrameObject *f = (PyFrameObject *)Py_XNewRef((PyObject *)PyEval_GetFrame());
    while (list != NULL && f != NULL && PyList_GET_SIZE(list) < depth) {
        PyCodeObject *code = PyFrame_GetCode(f);
        PyObject *item = Py_BuildValue("OiO", code->co_filename, PyFrame_GetLineNumber(f), code->co_name);
        Py_DECREF(code);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
        Py_SETREF(f, PyFrame_GetBack(f));
    }
    Py_XDECREF(f);
    if (list == NULL) {
        return -1;
    }
    g->gi_origin_or_finalizer = PyList_AsTuple(list);
    Py_DECREF(list);
    return g->gi_origin_or_finalizer == NULL ? -1 : 0;
}

/* RuntimeWarning "coroutine '...' was never awaited", worded by the warnings module as for interpreted ones. */
void
spc_coro_warn_unawaited(PyGenObject *g)
{
    PyObject *warnings = PyImport_ImportModule("warnings");
    PyObject *r = NULL;
    if (warnings != NULL) {
        r = PyObject_CallMethod(warnings, "_warn_unawaited_coroutine", "O", g);
        Py_DECREF(warnings);
    }
    if (r == NULL) {
        PyErr_WriteUnraisable((PyObject *)g);
    }
    Py_XDECREF(r);
}

/* --- the object that coro.__await__() gives --- */

typedef struct {
    PyObject_HEAD
    PyGenObject *coro;
} CoroWrapper;

static PyTypeObject CoroWrapper_Type;

static PyObject *
coro_await(PyGenObject *g)
{
    CoroWrapper *w = PyObject_GC_New(CoroWrapper, &CoroWrapper_Type);
    if (w == NULL) {
        return NULL;
    }
    w->coro = (PyGenObject *)Py_NewRef(g);
    PyObject_GC_Track(w);
    return (PyObject *)w;
}

static void
wrapper_dealloc(CoroWrapper *w)
{
    PyObject_GC_UnTrack(w);
    Py_CLEAR(w->coro);
    PyObject_GC_Del(w);
}

static int
wrapper_traverse(CoroWrapper *w, visitproc visit, void *arg)
{
    Py_VISIT(w->coro);
    return 0;
}

static PyObject *wrapper_send(CoroWrapper *w, PyObject *arg) { return spc_gen_send_method(w->coro, arg, 0, 0); }

static PyObject *wrapper_next(CoroWrapper *w) { return spc_gen_send_method(w->coro, NULL, 0, 0); }

static PySendResult
wrapper_am_send(CoroWrapper *w, PyObject *arg, PyObject **result)
{
    return spc_gen_send_ex(w->coro, arg, result, 0, 0);
}

static PyObject *
wrapper_throw(CoroWrapper *w, PyObject *const *args, Py_ssize_t nargs)
{
    return spc_gen_throw(w->coro, args, nargs);
}

static PyObject *wrapper_close(CoroWrapper *w, PyObject *unused) { return spc_gen_close(w->coro, unused); }

static PyMethodDef wrapper_methods[] = {
    {"send", (PyCFunction)wrapper_send, METH_O, NULL},
    {"throw", (PyCFunction)(void (*)(void))wrapper_throw, METH_FASTCALL, NULL},
    {"close", (PyCFunction)wrapper_close, METH_NOARGS, NULL},
    {NULL},
};

static PyAsyncMethods wrapper_async = {.am_send = (sendfunc)wrapper_am_send};

static PyTypeObject CoroWrapper_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "coroutine_wrapper",
    .tp_basicsize = sizeof(CoroWrapper),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = (destructor)wrapper_dealloc,
    .tp_traverse = (traverseproc)wrapper_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)wrapper_next,
    .tp_as_async = &wrapper_async,
    .tp_methods = wrapper_methods,
};

/* --- what `await x` iterates; why is 0, 1 for what __aenter__ gave, 2 for __aexit__ --- */

PyObject *
spc_core_get_awaitable(PyObject *o, int32_t why)
{
    if (Py_IS_TYPE(o, &SpcCoro_Type)) {
        PyGenObject *g = (PyGenObject *)o;
        if (SPC_SUSPENDED(g->gi_frame_state) && spc_gen_tail(g)->yf != NULL) {
            PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
            return NULL;
        }
        return Py_NewRef(o);
    }
    if (PyCoro_CheckExact(o)) {
        PyObject *busy = PyObject_GetAttrString(o, "cr_await");
        if (busy == NULL) {
            return NULL;
        }
        Py_DECREF(busy);
        if (busy != Py_None) {
            PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
            return NULL;
        }
        return Py_NewRef(o);
    }
    if (PyGen_CheckExact(o) || Py_IS_TYPE(o, &SpcGen_Type)) {
        PyObject *code = PyObject_GetAttrString(o, "gi_code");
        int iterable = code != NULL && (((PyCodeObject *)code)->co_flags & CO_ITERABLE_COROUTINE);
        Py_XDECREF(code);
        if (iterable) {
            return Py_NewRef(o);
        }
    }
    PyAsyncMethods *am = Py_TYPE(o)->tp_as_async;
    if (am == NULL || am->am_await == NULL) {
        static const char *const messages[] = {
            "object %.100s can't be used in 'await' expression",
            "'async with' received an object from __aenter__ that does not implement __await__: %.100s",
            "'async with' received an object from __aexit__ that does not implement __await__: %.100s",
        };
        PyErr_Format(PyExc_TypeError, messages[why], Py_TYPE(o)->tp_name);
        return NULL;
    }
    PyObject *it = am->am_await(o);
    if (it == NULL) {
        return NULL;
    }
    if (PyCoro_CheckExact(it) || Py_IS_TYPE(it, &SpcCoro_Type)) {
        PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
        Py_DECREF(it);
        return NULL;
    }
    if (!PyIter_Check(it)) {
        PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'", Py_TYPE(it)->tp_name);
        Py_DECREF(it);
        return NULL;
    }
    return it;
}

/* What `yield from x` iterates; only coroutines (and generators made so by types.coroutine) may delegate to a coroutine. */
PyObject *
spc_core_yield_from_iter(PyObject *o, PyObject *gen)
{
    if (PyCoro_CheckExact(o) || Py_IS_TYPE(o, &SpcCoro_Type)) {
        int flags = spc_genframe_code(spc_genframe((PyGenObject *)gen))->co_flags;
        if (!(flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE))) {
            PyErr_SetString(PyExc_TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return NULL;
        }
        return Py_NewRef(o);
    }
    if (PyGen_Check(o)) {
        return Py_NewRef(o);
    }
    return PyObject_GetIter(o);
}

/* --- the type --- */

static PyObject *coro_send(PyGenObject *g, PyObject *arg) { return spc_gen_send_method(g, arg, 0, 0); }

static PySendResult
coro_am_send(PyGenObject *g, PyObject *arg, PyObject **result)
{
    return spc_gen_send_ex(g, arg, result, 0, 0);
}

static PyMethodDef coro_methods[] = {
    {"send", (PyCFunction)coro_send, METH_O, "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."},
    {"throw", (PyCFunction)(void (*)(void))spc_gen_throw, METH_FASTCALL, "throw(value) -> raise an exception inside the coroutine."},
    {"close", (PyCFunction)spc_gen_close, METH_NOARGS, "close() -> raise GeneratorExit inside coroutine."},
    {NULL},
};

static PyGetSetDef coro_getset[] = {
    {"__class__", spc_shown_class, NULL, NULL, &PyCoro_Type},
    {"cr_await", (getter)spc_gen_yieldfrom, NULL, "object being awaited on, or None"},
    {NULL},
};

static PyAsyncMethods coro_async = {.am_await = (unaryfunc)coro_await, .am_send = (sendfunc)coro_am_send};

PyTypeObject SpcCoro_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "coroutine",
    .tp_base = &PyCoro_Type,
    .tp_basicsize = offsetof(PyGenObject, gi_iframe),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_weaklistoffset = offsetof(PyGenObject, gi_weakreflist),
    .tp_dealloc = (destructor)spc_gen_dealloc,
    .tp_traverse = (traverseproc)spc_gen_traverse,
    .tp_finalize = spc_gen_finalize,
    .tp_as_async = &coro_async,
    .tp_methods = coro_methods,
    .tp_getset = coro_getset,
};

int
spc_core_generators_init(void)
{
    if (PyType_Ready(&CoroWrapper_Type) < 0 || PyType_Ready(&SpcGen_Type) < 0 || PyType_Ready(&SpcCoro_Type) < 0) {
        return -1;
    }
    return spc_core_async_generators_init();
}
