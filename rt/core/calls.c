/* Calls with unpacked arguments, super(), and what sites remember of functions and classes that they call. */
#include "caches.h"
#include "functions.h"
#include "internal/pycore_interp.h"

/* f(*args, **kw). */
PyObject *
spc_core_call_ex(PyObject *f, PyObject *args, PyObject *kw)
{
    PyObject *tuple;
    if (PyTuple_CheckExact(args)) {
        tuple = Py_NewRef(args);
    }
    else {
        if (Py_TYPE(args)->tp_iter == NULL && !PySequence_Check(args)) {
            PyObject *name = _PyObject_FunctionStr(f);
            if (name != NULL) {
                PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s", name,
                             Py_TYPE(args)->tp_name);
                Py_DECREF(name);
            }
            return NULL;
        }
        tuple = PySequence_Tuple(args);
        if (tuple == NULL) {
            return NULL;
        }
    }
    PyObject *r = NULL;
    if (kw != NULL && !PyDict_CheckExact(kw)) {
        PyObject *d = PyDict_New();
        if (d != NULL && spc_core_dict_merge(f, d, kw) == 0) {
            r = PyObject_Call(f, tuple, d);
        }
        Py_XDECREF(d);
    }
    else {
        r = PyObject_Call(f, tuple, kw);
    }
    Py_DECREF(tuple);
    return r;
}

/* super() without arguments; f is what the name super is bound to. */
PyObject *
spc_core_super(PyObject *f, PyObject *cls, PyObject *self)
{
    if (f != (PyObject *)&PySuper_Type) {
        return PyObject_CallNoArgs(f);
    }
    if (self == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): arg[0] deleted");
        return NULL;
    }
    if (cls == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): empty __class__ cell");
        return NULL;
    }
    return PyObject_CallFunctionObjArgs(f, cls, self, NULL);
}

PyObject *
spc_core_super_attr(PyObject *f, PyObject *cls, PyObject *self, PyObject *name)
{
    PyObject *s = spc_core_super(f, cls, self);
    PyObject *r = s == NULL ? NULL : PyObject_GetAttr(s, name);
    Py_XDECREF(s);
    return r;
}

/* The attribute that a super object gives, when it is a plain function on the way: borrowed, to be called with the
 * receiver in front. NULL when it must go the long way. */
static PyObject *
super_function(PyObject *cls, PyObject *self, PyObject *name)
{
    PyObject *mro = Py_TYPE(self)->tp_mro;
    Py_ssize_t i = 0, n = PyTuple_GET_SIZE(mro);
    while (i < n && PyTuple_GET_ITEM(mro, i) != cls) {
        i++;
    }
    for (i++; i < n; i++) {
        PyTypeObject *t = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
#if PY_VERSION_HEX >= 0x030C0000
        PyObject *dict = PyType_GetDict(t);
        PyObject *v = PyDict_GetItemWithError(dict, name);
        Py_DECREF(dict);
#else
        PyObject *v = PyDict_GetItemWithError(t->tp_dict, name);
#endif
        if (v != NULL) {
            return PyType_HasFeature(Py_TYPE(v), Py_TPFLAGS_METHOD_DESCRIPTOR) ? v : NULL;
        }
        if (PyErr_Occurred()) {
            PyErr_Clear();
            return NULL;
        }
    }
    return NULL;
}

/* The same from the cache, whose more is the class: it is one of the type's bases as long as the version holds. */
static PyObject *
cached_super_function(PyObject *cls, PyObject *self, PyObject *name, SpcAttrCache *c)
{
    PyTypeObject *t = Py_TYPE(self);
    if (SPC_VERSION(t) == c->version && c->more == (void *)cls) {
        return c->what;
    }
    if (!PyType_Check(cls) || !PyType_IsSubtype(t, (PyTypeObject *)cls)) {
        return NULL;
    }
    PyObject *f = super_function(cls, self, name);
    /* the lookup of any attribute gives the type a version */
    if (f != NULL && _PyType_Lookup(t, name) != NULL && t->tp_version_tag != 0) {
        c->version = SPC_VERSION(t);
        c->more = cls;
        c->what = f;
    }
    return f;
}

/* super().name(...): args[0] is the receiver. */
PyObject *
spc_core_super_method(PyObject *f, PyObject *cls, PyObject *name, void *cache, PyObject *const *args, Py_ssize_t n)
{
    bool plain = f == (PyObject *)&PySuper_Type && cls != NULL && args[0] != NULL;
    PyObject *m = plain ? cached_super_function(cls, args[0], name, cache) : NULL;
    PyObject *r;
    if (m != NULL) {
        Py_INCREF(m);
        r = spc_vectorcall(m, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    else {
        m = spc_core_super_attr(f, cls, args[0], name);
        r = m == NULL ? NULL : spc_vectorcall(m, args + 1, (n - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    Py_XDECREF(m);
    return r;
}

/* --- calls of functions and classes that sites remember --- */

/* Calls a native body with n arguments, of which there are at most 6. */
static PyObject *
call_body(void *body, PyObject *f, PyObject *const *a, Py_ssize_t n)
{
    typedef PyObject *O;
    switch (n) {
    case 0: return ((O (*)(O))body)(f);
    case 1: return ((O (*)(O, O))body)(f, a[0]);
    case 2: return ((O (*)(O, O, O))body)(f, a[0], a[1]);
    case 3: return ((O (*)(O, O, O, O))body)(f, a[0], a[1], a[2]);
    case 4: return ((O (*)(O, O, O, O, O))body)(f, a[0], a[1], a[2], a[3]);
    case 5: return ((O (*)(O, O, O, O, O, O))body)(f, a[0], a[1], a[2], a[3], a[4]);
    }
    return ((O (*)(O, O, O, O, O, O, O))body)(f, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Finds out how instances of a class are made by a call with n arguments. */
static void
fill_class(SpcCallCache *c, PyTypeObject *t, Py_ssize_t n)
{
    static PyObject *s_init;
    c->version = 0;
    c->kind = SPC_NEW_ANY;
    if (s_init == NULL && (s_init = PyUnicode_InternFromString("__init__")) == NULL) {
        PyErr_Clear();
        return;
    }
    PyObject *init = _PyType_Lookup(t, s_init);
    if (init == NULL || t->tp_version_tag == 0) {
        return;
    }
    c->version = SPC_VERSION(t);
    if (!PyType_HasFeature(t, Py_TPFLAGS_HEAPTYPE) || PyType_HasFeature(t, Py_TPFLAGS_IS_ABSTRACT)
        || t->tp_new != PyBaseObject_Type.tp_new) {
        return;
    }
    if (PyFunction_Check(init) || spc_is_function(init)) {
        const SpcEntry *e = n < 6 ? spc_native(init, n + 1) : NULL;
        c->kind = SPC_NEW_INIT;
        c->init = init;
        c->init_body = e == NULL ? NULL : e->body;
    }
    else if (t->tp_init == PyBaseObject_Type.tp_init && n == 0) {
        c->kind = SPC_NEW_PLAIN;
    }
}

/* A new instance of t by its own __init__; args has a free word in front. */
static PyObject *
construct(PyTypeObject *t, SpcCallCache *c, PyObject **args, Py_ssize_t n)
{
    static PyObject *nothing;
    if (nothing == NULL && (nothing = PyTuple_New(0)) == NULL) {
        return NULL;
    }
    PyObject *o = PyBaseObject_Type.tp_new(t, nothing, NULL);
    if (o == NULL || c->kind == SPC_NEW_PLAIN) {
        return o;
    }
    PyObject *init = Py_NewRef(c->init);
    args[-1] = o;
    PyObject *r = c->init_body != NULL ? call_body(c->init_body, init, args - 1, n + 1)
                                       : spc_vectorcall(init, args - 1, n + 1, NULL);
    Py_DECREF(init);
    if (r != NULL && r != Py_None) {
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(r)->tp_name);
        Py_CLEAR(r);
    }
    if (r == NULL) {
        Py_DECREF(o);
        return NULL;
    }
    Py_DECREF(r);
    return o;
}

/* --- built-in functions --- */

/* Whether type(o).__class__ is what object says: the type, so that isinstance() need not ask o. */
static bool
shows_its_type(PyTypeObject *t)
{
    return !PyType_HasFeature(t, Py_TPFLAGS_HEAPTYPE) && t->tp_getattro == PyObject_GenericGetAttr;
}

static PyObject *
is_instance(PyObject *o, PyObject *cls)
{
    int r;
    if (Py_IS_TYPE(o, (PyTypeObject *)cls)) {
        r = 1;
    }
    else if (PyType_CheckExact(cls) && (PyType_IsSubtype(Py_TYPE(o), (PyTypeObject *)cls) || shows_its_type(Py_TYPE(o)))) {
        r = PyType_IsSubtype(Py_TYPE(o), (PyTypeObject *)cls);
    }
    else {
        r = PyObject_IsInstance(o, cls);
    }
    return r < 0 ? NULL : Py_NewRef(r ? Py_True : Py_False);
}

/* A call of a built-in function: past its vectorcall entry where all is plain. */
static PyObject *
call_builtin(PyObject *f, PyObject *const *args, Py_ssize_t n)
{
    PyMethodDef *def = ((PyCFunctionObject *)f)->m_ml;
    PyObject *self = PyCFunction_GET_SELF(f);
    switch (def->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST)) {
    case METH_FASTCALL:
        return ((_PyCFunctionFast)(void (*)(void))def->ml_meth)(self, args, n);
    case METH_FASTCALL | METH_KEYWORDS:
        return ((_PyCFunctionFastWithKeywords)(void (*)(void))def->ml_meth)(self, args, n, NULL);
    }
    return spc_vectorcall(f, args, n ? n | PY_VECTORCALL_ARGUMENTS_OFFSET : 0, NULL);
}

PyObject *
spc_core_call_slow(PyObject *f, void *cache, PyObject *const *args, Py_ssize_t n)
{
    SpcCallCache *c = cache;
    PyObject *alone[1];
    if (PyCFunction_CheckExact(f)) {
        if (n == 2 && f == PyInterpreterState_Main()->callable_cache.isinstance) {
            return is_instance(args[0], args[1]);
        }
        return call_builtin(f, args, n);
    }
    if (PyType_Check(f) && Py_TYPE(f)->tp_call == PyType_Type.tp_call) {
        PyTypeObject *t = (PyTypeObject *)f;
        if (SPC_VERSION(t) != c->version) {
            fill_class(c, t, n);
        }
        if (c->kind != SPC_NEW_ANY) {
            return construct(t, c, n == 0 ? alone + 1 : (PyObject **)args, n);
        }
    }
    else if (spc_is_function(f) && (void *)((PyFunctionObject *)f)->vectorcall != c->entry) {
        const SpcEntry *e = spc_native(f, n);
        c->entry = e == NULL ? NULL : e->entry;
        c->body = e == NULL ? NULL : e->body;
    }
    return spc_vectorcall(f, args, n ? n | PY_VECTORCALL_ARGUMENTS_OFFSET : 0, NULL);
}
