/* Inline fast paths for static classes and type tests. */
#include "spc_inline.h"
#include "classes.h"

/* The vtable of o's type; a Python subclass gets its own at first use. */
SpcVtableEntry *
spc_vtable(PyObject *o)
{
    SpcVtable *vt = (SpcVtable *)Py_TYPE(o)->tp_cache;
    if (__builtin_expect(vt == NULL, 0)) {
        vt = spc_api->vtable_slow(Py_TYPE(o));
    }
    return vt->entries;
}

/* A new instance with all fields unset, from the class's free list when it has one to spare. */
PyObject *
spc_alloc(PyTypeObject *type)
{
    SpcClass *c = ((SpcVtable *)type->tp_cache)->cls;
    PyObject *o = c->free_list;
    if (__builtin_expect(o == NULL, 0)) {
        return spc_api->alloc_slow(type);
    }
    c->free_list = (PyObject *)Py_TYPE(o);
    c->nfree--;
    Py_SET_TYPE(o, type);
    Py_INCREF(type);
    _Py_NewReference(o);
    memset((char *)o + sizeof(PyObject), 0, type->tp_basicsize - sizeof(PyObject));
    if (!c->acyclic) {
        PyObject_GC_Track(o);
    }
    return o;
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

static __attribute__((noinline)) bool
spc_inherits(PyTypeObject *t, PyTypeObject *type)
{
    return spc_api->is_subtype(t, type);
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
    return !(flags & SPC_EXACT) && (t->tp_base == type ? type != NULL : spc_inherits(t, type));
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

PyObject *spc_call_override(PyObject *name, PyObject *const *args, Py_ssize_t nargs)
{
    return PyObject_VectorcallMethod(name, args, nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

__attribute__((noinline)) int
spc_check_override(PyObject *name, const char *cls, PyObject *value, PyTypeObject *type, int32_t flags)
{
    if (SPC_LIKELY(spc_is_type(value, type, flags))) {
        return 0;
    }
    return spc_api->raise_override(name, cls, value, type, flags);
}

/* The word holds a small int itself, not a pointer. */
bool
spc_tag_is_small(uintptr_t x)
{
    return x & 1;
}
