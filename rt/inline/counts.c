/* Inline: reference counts of objects and tagged words. An immediate and the null tag are not counted. */
#include "spc_inline.h"

SPC_INLINE void spc_incref(PyObject *o) { Py_INCREF(o); }

SPC_INLINE void spc_decref(PyObject *o) { Py_DECREF(o); }

SPC_INLINE void
spc_xincref(PyObject *o)
{
    if (o != NULL) {
        Py_INCREF(o);
    }
}

SPC_INLINE void
spc_xdecref(PyObject *o)
{
    if (o != NULL) {
        Py_DECREF(o);
    }
}

SPC_INLINE void
spc_incref_tag(uintptr_t x)
{
    if (!(x & 1)) {
        Py_INCREF((PyObject *)x);
    }
}

SPC_INLINE void
spc_decref_tag(uintptr_t x)
{
    if (!(x & 1)) {
        Py_DECREF((PyObject *)x);
    }
}

SPC_INLINE void
spc_xincref_tag(uintptr_t x)
{
    if (x != 0 && !(x & 1)) {
        Py_INCREF((PyObject *)x);
    }
}

SPC_INLINE void
spc_xdecref_tag(uintptr_t x)
{
    if (x != 0 && !(x & 1)) {
        Py_DECREF((PyObject *)x);
    }
}

/* Releases an object or a tag, null too: for places that are rarely reached, of which a function has many. */
SPC_COLD void
spc_release(uintptr_t x)
{
    spc_xdecref_tag(x);
}
