/* Inline: calls, cells, function objects. Arrays of arguments have a free word before them. */
#include "spc_inline.h"
#include "caches.h"

/* The native body for a call of f; NULL when spc_call has to find out. */
SPC_INLINE void *
spc_call_body(PyObject *f, void *words)
{
    SpcCallCache *c = words;
    return SPC_LIKELY(Py_IS_TYPE(f, spc_state.function_type) && (void *)((PyFunctionObject *)f)->vectorcall == c->entry)
               ? c->body : NULL;
}

PyObject *
spc_call(PyObject *f, void *words, PyObject *const *args, Py_ssize_t n)
{
    return spc_api->call_slow(f, words, args, n);
}

/* The native body for a call of what spc_load_method and spc_method_self gave. */
SPC_INLINE void *
spc_loaded_body(PyObject *f, PyObject *self, void *words)
{
    return self == NULL ? NULL : spc_call_body(f, words);
}

/* Calls what spc_load_method gave: with self, which is the first of args, or without it when that is NULL. Each of the
 * two has a cache of its own, for they differ in the number of arguments. */
PyObject *
spc_call_loaded(PyObject *f, void *words, PyObject *const *args, Py_ssize_t n)
{
    SpcCallCache *c = words;
    return args[0] != NULL ? spc_call(f, c, args, n) : spc_call(f, c + 1, args + 1, n - 1);
}

/* type(o), when f is type. Our kinds of functions and generators are told apart by the interpreter only: what derives from
 * its own ones, which nobody else can, is shown as they are. */
PyObject *
spc_call_type(PyObject *f, PyObject *o)
{
    if (SPC_UNLIKELY(f != (PyObject *)&PyType_Type)) {
        return PyObject_CallOneArg(f, o);
    }
    PyTypeObject *t = Py_TYPE(o), *base = t->tp_base;
    if (SPC_UNLIKELY(base == &PyFunction_Type || base == &PyGen_Type || base == &PyCoro_Type || base == &PyAsyncGen_Type)) {
        t = base;
    }
    return Py_NewRef((PyObject *)t);
}

PyObject *
spc_call_kw(PyObject *f, PyObject *kwnames, PyObject *const *args, Py_ssize_t n)
{
    n -= PyTuple_GET_SIZE(kwnames);
    return PyObject_Vectorcall(f, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
}

PyObject *
spc_call_loaded_kw(PyObject *f, PyObject *kwnames, PyObject *const *args, Py_ssize_t n)
{
    return args[0] != NULL ? spc_call_kw(f, kwnames, args, n) : spc_call_kw(f, kwnames, args + 1, n - 1);
}

PyObject *
spc_make_function(PyObject *code, const void *entry, void *word, PyObject *defaults, PyObject *kwdefaults, PyObject *closure,
                  PyObject *annotations)
{
    return spc_api->make_function(&spc_state, code, entry, word, defaults, kwdefaults, closure, annotations);
}

PyObject *
spc_closure_cell(PyObject *func, int32_t i)
{
    return PyTuple_GET_ITEM(((PyFunctionObject *)func)->func_closure, i);
}

PyObject *spc_cell(PyObject *v) { return PyCell_New(v); }

PyObject *spc_cell_get(PyObject *cell) { return Py_XNewRef(PyCell_GET(cell)); }

PyObject *
spc_cell_load_local(PyObject *cell, PyObject *name)
{
    PyObject *v = PyCell_GET(cell);
    if (SPC_UNLIKELY(v == NULL)) {
        spc_api->raise_name(0, name);
        return NULL;
    }
    return Py_NewRef(v);
}

PyObject *
spc_cell_load_free(PyObject *cell, PyObject *name)
{
    PyObject *v = PyCell_GET(cell);
    if (SPC_UNLIKELY(v == NULL)) {
        spc_api->raise_name(1, name);
        return NULL;
    }
    return Py_NewRef(v);
}

void
spc_cell_set(PyObject *cell, PyObject *v)
{
    PyObject *old = PyCell_GET(cell);
    PyCell_SET(cell, Py_XNewRef(v));
    Py_XDECREF(old);
}

/* A new class completes the generic classes that are made of it, in whichever module. */
static PyObject *
with_generics(PyObject *cls)
{
    if (cls != NULL && spc_api->make_generics() < 0) {
        Py_CLEAR(cls);
    }
    return cls;
}

PyObject *
spc_static_class(int32_t i, PyObject *f, PyObject *name, PyObject *const *bases, Py_ssize_t n)
{
    return with_generics(spc_api->static_class(spc_state.info->classes[i], f, name, NULL, bases, n));
}

int
spc_adopt_plain(int32_t i, PyObject *cls)
{
    PyObject *made = spc_api->adopt_plain(spc_state.info->classes[i], cls) < 0 ? NULL : Py_NewRef(cls);
    made = with_generics(made);
    Py_XDECREF(made);
    return made == NULL ? -1 : 0;
}

int spc_restore_slots(int32_t i) { return spc_api->restore_slots(spc_state.info->classes[i]); }

PyObject *
spc_static_class_kw(int32_t i, PyObject *f, PyObject *name, PyObject *kwnames, PyObject *const *args, Py_ssize_t n)
{
    return with_generics(spc_api->static_class(spc_state.info->classes[i], f, name, kwnames, args, n));
}
