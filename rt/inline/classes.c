/* Inline fast paths for static classes and type tests. */
#include "spc_inline.h"
#include "classes.h"
#include "free_list.h"

static SPC_COLD SpcVtable *vtable_slow(PyTypeObject *t) { return spc_api->vtable_slow(t); }

/* The vtable of o's type; a Python subclass gets its own at first use. */
SpcVtableEntry *
spc_vtable(PyObject *o)
{
    SpcVtable *vt = (SpcVtable *)Py_TYPE(o)->tp_cache;
    if (__builtin_expect(vt == NULL, 0)) {
        vt = vtable_slow(Py_TYPE(o));
    }
    return vt->entries;
}

/* The descriptor of a static class of another module. */
SPC_INLINE SpcClass *
spc_class_of(PyTypeObject *type)
{
    return ((SpcVtable *)type->tp_cache)->cls;
}

/* A new instance of that size with all fields unset. */
SPC_INLINE PyObject *
spc_alloc(SpcClass *c, int64_t size, bool acyclic)
{
    PyObject *o = spc_take_free(c);
    if (SPC_UNLIKELY(o == NULL)) {
        return spc_api->alloc_slow(c);
    }
    memset((char *)o + sizeof(PyObject), 0, size - sizeof(PyObject));
    if (!acyclic) {
        spc_gc_track(o, spc_state.interp);
    }
    return o;
}

/* A field of o, an instance of an acyclic class, gets x. */
SPC_INLINE void spc_gc_guard(PyObject *o, PyObject *x) { spc_guard_cycles(o, x); }

SPC_INLINE void
spc_gc_guard_tag(PyObject *o, uintptr_t x)
{
    if (!(x & 1)) {
        spc_guard_cycles(o, (PyObject *)x);
    }
}

/* isinstance(o, type) by nominal subclassing; with SPC_EXACT type(o) is type, with SPC_OPTIONAL None passes. */
bool
spc_is_type(PyObject *o, PyTypeObject *type, int32_t flags)
{
    if ((flags & SPC_OPTIONAL) && o == Py_None) {
        return true;
    }
    PyTypeObject *t = Py_TYPE(o);
    if (t == type) {
        return true;
    }
    if (flags & SPC_EXACT) {
        return false;
    }
    if (type == &PyLong_Type) return PyType_FastSubclass(t, Py_TPFLAGS_LONG_SUBCLASS);
    if (type == &PyUnicode_Type) return PyType_FastSubclass(t, Py_TPFLAGS_UNICODE_SUBCLASS);
    if (type == &PyList_Type) return PyType_FastSubclass(t, Py_TPFLAGS_LIST_SUBCLASS);
    if (type == &PyTuple_Type) return PyType_FastSubclass(t, Py_TPFLAGS_TUPLE_SUBCLASS);
    if (type == &PyDict_Type) return PyType_FastSubclass(t, Py_TPFLAGS_DICT_SUBCLASS);
    if (type == &PyBytes_Type) return PyType_FastSubclass(t, Py_TPFLAGS_BYTES_SUBCLASS);
    if (type == &PyType_Type) return PyType_FastSubclass(t, Py_TPFLAGS_TYPE_SUBCLASS);
    if (type == &PyBaseObject_Type) return true;
    if (t->tp_base == type) return type != NULL;
    return spc_api->is_subtype(t, type);
}

/* Whether t, which is not type, derives from it. A static class stands in the chain of bases that lay instances out, unless
 * it has no fields and a Python subclass puts another base first. */
SPC_SHARED bool
spc_inherits(PyTypeObject *t, PyTypeObject *type)
{
    for (PyTypeObject *base = t->tp_base; base != NULL; base = base->tp_base) {
        if (base == type) {
            return true;
        }
    }
    return type != NULL && spc_api->is_subtype(t, type);
}

/* The same for a class of compiled code, which is not known when this is inlined: there is less to test. */
SPC_INLINE bool
spc_is_instance(PyObject *o, PyTypeObject *type, int32_t flags)
{
    if ((flags & SPC_OPTIONAL) && o == Py_None) {
        return true;
    }
    PyTypeObject *t = Py_TYPE(o);
    if (t == type) {
        return true;
    }
    return !(flags & SPC_EXACT) && spc_inherits(t, type);
}

/* The same of a tagged word. */
bool
spc_tag_is_type(uintptr_t x, PyTypeObject *type, int32_t flags)
{
    if (x & 1) {
        return type == &PyLong_Type || (!(flags & SPC_EXACT) && type == &PyBaseObject_Type);
    }
    return spc_is_type((PyObject *)x, type, flags);
}

bool
spc_tag_is_int(uintptr_t x)
{
    return (x & 1) || PyType_FastSubclass(Py_TYPE((PyObject *)x), Py_TPFLAGS_LONG_SUBCLASS);
}

/* --- errors and overrides: cold, in the core --- */

void spc_raise_cast(PyObject *o, PyTypeObject *type, int32_t flags) { spc_api->raise_cast(o, type, flags); }

void spc_raise_cast_tag(uintptr_t x, PyTypeObject *type, int32_t flags)
{
    /* an immediate that failed a cast is shown as what it is: an int */
    spc_api->raise_cast(x & 1 ? NULL : (PyObject *)x, type, flags);
}

void spc_raise_unset_field(PyObject *o, const char *name)
{
    PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%s'", Py_TYPE(o)->tp_name, name);
}

void spc_raise_argument(PyObject *func, int32_t i, PyObject *value, PyTypeObject *type)
{
    spc_api->raise_argument(func, i, value, type);
}

/* What came back from something that untyped code can replace: the method called name of class cls; without cls name is all there is to say. */
__attribute__((noinline)) int
spc_check_result(PyObject *name, const char *cls, PyObject *value, PyTypeObject *type, int32_t flags)
{
    if (SPC_LIKELY(flags < SPC_MACHINE && spc_is_type(value, type, flags))) {
        return 0;
    }
    return spc_api->check_result(name, cls, value, type, flags);
}

PyObject *
spc_call_override(PyObject *name, const char *cls, PyTypeObject *type, int32_t flags, PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *r = PyObject_VectorcallMethod(name, args, nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    if (r != NULL && type != NULL && spc_check_result(name, cls, r, type, flags) < 0) {
        Py_CLEAR(r);
    }
    return r;
}

/* The word holds a small int itself, not a pointer. */
bool
spc_tag_is_small(uintptr_t x)
{
    return x & 1;
}
