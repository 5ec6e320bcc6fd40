/* Native async generators (PEP 525): the objects that __anext__, asend, athrow and aclose give, and the hooks of the
 * event loop. The body hands out what it yields in a Wrapped object; anything else that comes out of it belongs to an
 * await inside and passes through to the event loop. */
#include "generator.h"

typedef struct {
    PyObject_HEAD
    PyObject *value;
} Wrapped;

enum step_state { STEP_INIT, STEP_ITER, STEP_CLOSED };

/* One step of an async generator: asend (with a value) or athrow (with an exception, or none for aclose). */
typedef struct {
    PyObject_HEAD
    PyGenObject *gen;
    PyObject *value;       /* asend: what to send; athrow: tuple of throw()'s arguments, NULL for aclose */
    int is_throw;
    enum step_state state;
} Step;

static PyTypeObject Wrapped_Type, Asend_Type, Athrow_Type;

/* What an async generator's body yields for `yield v`. */
PyObject *
spc_core_async_gen_wrap(PyObject *v)
{
    Wrapped *w = PyObject_New(Wrapped, &Wrapped_Type);
    if (w != NULL) {
        w->value = Py_NewRef(v);
    }
    return (PyObject *)w;
}

static void
wrapped_dealloc(Wrapped *w)
{
    Py_DECREF(w->value);
    PyObject_Free(w);
}

static PyTypeObject Wrapped_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "async_generator_wrapped_value",
    .tp_basicsize = sizeof(Wrapped),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = (destructor)wrapped_dealloc,
};

/* Tells the event loop of an async generator at its first step. */
static int
init_hooks(PyGenObject *g)
{
    if (g->gi_hooks_inited) {
        return 0;
    }
    g->gi_hooks_inited = 1;
    PyThreadState *ts = PyThreadState_Get();
    if (ts->async_gen_finalizer != NULL) {
        g->gi_origin_or_finalizer = Py_NewRef(ts->async_gen_finalizer);
    }
    if (ts->async_gen_firstiter != NULL) {
        PyObject *first = Py_NewRef(ts->async_gen_firstiter);
        PyObject *r = PyObject_CallOneArg(first, (PyObject *)g);
        Py_DECREF(first);
        if (r == NULL) {
            return -1;
        }
        Py_DECREF(r);
    }
    return 0;
}

/* A yielded value ends the step as the value of its StopIteration; the end of the generator closes it. */
static PyObject *
unwrap(PyGenObject *g, PyObject *result)
{
    if (result == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetNone(PyExc_StopAsyncIteration);
        }
        if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
            g->gi_closed = 1;
        }
        g->gi_running_async = 0;
        return NULL;
    }
    if (Py_IS_TYPE(result, &Wrapped_Type)) {
        _PyGen_SetStopIterationValue(((Wrapped *)result)->value);
        Py_DECREF(result);
        g->gi_running_async = 0;
        return NULL;
    }
    return result;
}

static PyObject *
new_step(PyGenObject *g, PyTypeObject *type, PyObject *value, int is_throw)
{
    if (init_hooks(g) < 0) {
        return NULL;
    }
    Step *s = PyObject_GC_New(Step, type);
    if (s == NULL) {
        return NULL;
    }
    s->gen = (PyGenObject *)Py_NewRef(g);
    s->value = Py_XNewRef(value);
    s->is_throw = is_throw;
    s->state = STEP_INIT;
    PyObject_GC_Track(s);
    return (PyObject *)s;
}

static void
step_dealloc(Step *s)
{
    PyObject_GC_UnTrack(s);
    Py_CLEAR(s->gen);
    Py_CLEAR(s->value);
    PyObject_GC_Del(s);
}

static int
step_traverse(Step *s, visitproc visit, void *arg)
{
    Py_VISIT(s->gen);
    Py_VISIT(s->value);
    return 0;
}

/* --- asend --- */

static PyObject *
reused(const char *what)
{
    PyErr_Format(PyExc_RuntimeError, "cannot reuse already awaited %s", what);
    return NULL;
}

static PyObject *
already_running(const char *what)
{
    PyErr_Format(PyExc_RuntimeError, "%s: asynchronous generator is already running", what);
    return NULL;
}

static PyObject *
asend_send(Step *s, PyObject *arg)
{
    if (s->state == STEP_CLOSED) {
        return reused("__anext__()/asend()");
    }
    if (s->state == STEP_INIT) {
        if (s->gen->gi_running_async) {
            return already_running("anext()");
        }
        if (arg == NULL || arg == Py_None) {
            arg = s->value;
        }
        s->state = STEP_ITER;
    }
    s->gen->gi_running_async = 1;
    PyObject *r = unwrap(s->gen, spc_gen_send_method(s->gen, arg, 0, 0));
    if (r == NULL) {
        s->state = STEP_CLOSED;
    }
    return r;
}

static PyObject *asend_next(Step *s) { return asend_send(s, NULL); }

static PyObject *
asend_throw(Step *s, PyObject *const *args, Py_ssize_t nargs)
{
    if (s->state == STEP_CLOSED) {
        return reused("__anext__()/asend()");
    }
    if (s->state == STEP_INIT) {
        if (s->gen->gi_running_async) {
            s->state = STEP_CLOSED;
            return already_running("anext()");
        }
        s->state = STEP_ITER;
        s->gen->gi_running_async = 1;
    }
    PyObject *r = unwrap(s->gen, spc_gen_throw(s->gen, args, nargs));
    if (r == NULL) {
        s->state = STEP_CLOSED;
    }
    return r;
}

static PyObject *
step_close(Step *s, PyObject *Py_UNUSED(unused))
{
    s->state = STEP_CLOSED;
    Py_RETURN_NONE;
}

/* --- athrow and aclose --- */

/* How a step that throws ends: GeneratorExit and StopAsyncIteration are what aclose() waits for. */
static PyObject *
athrow_failed(Step *s)
{
    s->gen->gi_running_async = 0;
    s->state = STEP_CLOSED;
    if (s->value == NULL && (PyErr_ExceptionMatches(PyExc_StopAsyncIteration)
                             || PyErr_ExceptionMatches(PyExc_GeneratorExit))) {
        PyErr_Clear();
        PyErr_SetNone(PyExc_StopIteration);
    }
    return NULL;
}

static PyObject *
athrow_yielded_again(Step *s)
{
    s->gen->gi_running_async = 0;
    s->state = STEP_CLOSED;
    PyErr_SetString(PyExc_RuntimeError, "async generator ignored GeneratorExit");
    return NULL;
}

/* What the body gave to an athrow or aclose step. */
static PyObject *
athrow_result(Step *s, PyObject *r)
{
    if (s->value == NULL) { /* aclose */
        if (r != NULL && Py_IS_TYPE(r, &Wrapped_Type)) {
            Py_DECREF(r);
            return athrow_yielded_again(s);
        }
    }
    else {
        r = unwrap(s->gen, r);
    }
    return r == NULL ? (s->value == NULL ? athrow_failed(s) : (s->gen->gi_running_async = 0, s->state = STEP_CLOSED, r))
                     : r;
}

static PyObject *
athrow_send(Step *s, PyObject *arg)
{
    const char *what = s->value == NULL ? "aclose()" : "athrow()";
    if (s->state == STEP_CLOSED) {
        return reused("aclose()/athrow()");
    }
    if (s->state == STEP_INIT) {
        if (s->gen->gi_frame_state >= FRAME_COMPLETED) {
            s->state = STEP_CLOSED;
            PyErr_SetNone(PyExc_StopIteration);
            return NULL;
        }
        if (s->gen->gi_running_async) {
            s->state = STEP_CLOSED;
            return already_running(what);
        }
        if (s->gen->gi_closed) {
            s->state = STEP_CLOSED;
            PyErr_SetNone(PyExc_StopAsyncIteration);
            return NULL;
        }
        if (arg != Py_None) {
            PyErr_SetString(PyExc_RuntimeError, "can't send non-None value to a just-started async generator");
            return NULL;
        }
        s->state = STEP_ITER;
        s->gen->gi_running_async = 1;
        PyObject *r;
        if (s->value == NULL) {
            s->gen->gi_closed = 1;
            PyErr_SetNone(PyExc_GeneratorExit);
            r = spc_gen_send_method(s->gen, Py_None, 1, 1);
        }
        else {
            r = spc_gen_throw(s->gen, &PyTuple_GET_ITEM(s->value, 0), PyTuple_GET_SIZE(s->value));
        }
        return athrow_result(s, r);
    }
    return athrow_result(s, spc_gen_send_method(s->gen, arg, 0, 0));
}

static PyObject *athrow_next(Step *s) { return athrow_send(s, Py_None); }

static PyObject *
athrow_throw(Step *s, PyObject *const *args, Py_ssize_t nargs)
{
    if (s->state == STEP_CLOSED) {
        return reused("aclose()/athrow()");
    }
    if (s->state == STEP_INIT) {
        if (s->gen->gi_running_async) {
            s->state = STEP_CLOSED;
            return already_running(s->value == NULL ? "aclose()" : "athrow()");
        }
        s->state = STEP_ITER;
        s->gen->gi_running_async = 1;
    }
    return athrow_result(s, spc_gen_throw(s->gen, args, nargs));
}

#define STEP_TYPE(var, name, prefix)                                                                        \
    static PyMethodDef prefix##_methods[] = {                                                               \
        {"send", (PyCFunction)prefix##_send, METH_O, NULL},                                                 \
        {"throw", (PyCFunction)(void (*)(void))prefix##_throw, METH_FASTCALL, NULL},                        \
        {"close", (PyCFunction)step_close, METH_NOARGS, NULL},                                              \
        {NULL},                                                                                             \
    };                                                                                                      \
    static PyAsyncMethods prefix##_async = {.am_await = PyObject_SelfIter};                                 \
    static PyTypeObject var = {                                                                             \
        PyVarObject_HEAD_INIT(NULL, 0)                                                                      \
        .tp_name = name,                                                                                    \
        .tp_basicsize = sizeof(Step),                                                                       \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,            \
        .tp_dealloc = (destructor)step_dealloc,                                                             \
        .tp_traverse = (traverseproc)step_traverse,                                                         \
        .tp_iter = PyObject_SelfIter,                                                                       \
        .tp_iternext = (iternextfunc)prefix##_next,                                                         \
        .tp_as_async = &prefix##_async,                                                                     \
        .tp_methods = prefix##_methods,                                                                     \
    }

STEP_TYPE(Asend_Type, "async_generator_asend", asend);
STEP_TYPE(Athrow_Type, "async_generator_athrow", athrow);

/* --- the generator's own methods --- */

static PyObject *ag_anext(PyGenObject *g) { return new_step(g, &Asend_Type, NULL, 0); }

static PyObject *ag_asend(PyGenObject *g, PyObject *v) { return new_step(g, &Asend_Type, v, 0); }

static PyObject *ag_aclose(PyGenObject *g, PyObject *Py_UNUSED(unused)) { return new_step(g, &Athrow_Type, NULL, 1); }

static PyObject *
ag_athrow(PyGenObject *g, PyObject *args)
{
    return new_step(g, &Athrow_Type, args, 1);
}

static PyMethodDef ag_methods[] = {
    {"asend", (PyCFunction)ag_asend, METH_O, "asend(v) -> send 'v' in generator."},
    {"athrow", (PyCFunction)ag_athrow, METH_VARARGS, "athrow(value) -> raise exception in generator."},
    {"aclose", (PyCFunction)ag_aclose, METH_NOARGS, "aclose() -> raise GeneratorExit inside generator."},
    {NULL},
};

static PyGetSetDef ag_getset[] = {
    {"__class__", spc_shown_class, NULL, NULL, &PyAsyncGen_Type},
    {"ag_await", (getter)spc_gen_yieldfrom, NULL, "object being awaited on, or None"},
    {NULL},
};

static int
ag_traverse(PyGenObject *g, visitproc visit, void *arg)
{
    Py_VISIT(g->gi_origin_or_finalizer);
    return spc_gen_traverse(g, visit, arg);
}

static PyAsyncMethods ag_async = {.am_aiter = PyObject_SelfIter, .am_anext = (unaryfunc)ag_anext};

PyTypeObject SpcAsyncGen_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "async_generator",
    .tp_base = &PyAsyncGen_Type,
    .tp_basicsize = offsetof(PyGenObject, gi_iframe),
    .tp_itemsize = sizeof(PyObject *),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_weaklistoffset = offsetof(PyGenObject, gi_weakreflist),
    .tp_dealloc = (destructor)spc_gen_dealloc,
    .tp_traverse = (traverseproc)ag_traverse,
    .tp_finalize = spc_gen_finalize,
    .tp_as_async = &ag_async,
    .tp_methods = ag_methods,
    .tp_getset = ag_getset,
};

int
spc_core_async_generators_init(void)
{
    if (PyType_Ready(&Wrapped_Type) < 0 || PyType_Ready(&Asend_Type) < 0 || PyType_Ready(&Athrow_Type) < 0) {
        return -1;
    }
    return PyType_Ready(&SpcAsyncGen_Type);
}
