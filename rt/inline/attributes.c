/* Inline: attributes and methods by name. What the caches do not know is for the core. */
#include "spc_inline.h"
#include "caches.h"
#include "version_attr.h"

SPC_INLINE PyObject *
spc_getattr_fast(PyObject *o, PyObject *name, void *words)
{
    SpcAttrCache *c = words;
    if (SPC_LIKELY(SPC_VERSION(Py_TYPE(o)) == c->fast)) {
        PyDictValues *values = spc_instance_values(o);
        if (SPC_LIKELY(values != NULL)) {
            return Py_XNewRef(values->values[c->index]);
        }
    }
    return NULL;
}

PyObject *
spc_getattr(PyObject *o, PyObject *name, void *words)
{
    return spc_api->getattr_slow(o, name, words);
}

/* Only replaces what can be released without running code. */
SPC_SHARED int
spc_setattr_fast(PyObject *o, PyObject *name, PyObject *v, void *words)
{
    SpcAttrCache *c = words;
    if (SPC_UNLIKELY(SPC_VERSION(Py_TYPE(o)) != c->fast)) {
        return -1;
    }
    PyDictValues *values = spc_private_values(o);
    if (SPC_UNLIKELY(values == NULL)) {
        return -1;
    }
    PyObject *old = values->values[c->index];
    if (old == NULL) {
        _PyDictValues_AddToInsertionOrder(values, c->index);
    }
    else if (SPC_UNLIKELY(spc_may_run_code(old))) {
        return -1;
    }
    values->values[c->index] = Py_NewRef(v);
    Py_XDECREF(old);
    return 0;
}

int
spc_setattr(PyObject *o, PyObject *name, PyObject *v, void *words)
{
    return spc_api->setattr_slow(o, name, v, words);
}

/* Whether what the cache of a method says holds for o: its type has not changed, and it has no value of its own by that
 * name. */
SPC_INLINE bool
spc_method_known(PyObject *o, SpcAttrCache *c)
{
    PyTypeObject *t = Py_TYPE(o);
    if (SPC_UNLIKELY(SPC_VERSION(t) != c->fast)) {
        return false;
    }
    if (c->keys != 0) {
        PyDictKeysObject *keys = ((PyHeapTypeObject *)t)->ht_cached_keys;
        if (SPC_UNLIKELY((uint64_t)keys->dk_nentries + 1 != c->keys || spc_instance_values(o) == NULL)) {
            return false;
        }
    }
    return true;
}

/* The native body for a call of a method of o, whose function is then spc_method_func; NULL when spc_call_method has
 * to find out. */
SPC_INLINE void *
spc_method_body(PyObject *o, void *words)
{
    return spc_method_known(o, words) ? ((SpcAttrCache *)words)->more : NULL;
}

SPC_INLINE PyObject *spc_method_func(void *words) { return ((SpcAttrCache *)words)->what; }

PyObject *
spc_call_method(PyObject *name, void *words, PyObject *const *args, Py_ssize_t n)
{
    return spc_api->method_slow(name, words, args, n, NULL);
}

PyObject *
spc_call_method_kw(PyObject *name, PyObject *kwnames, void *words, PyObject *const *args, Py_ssize_t n)
{
    return spc_api->method_slow(name, words, args, n - PyTuple_GET_SIZE(kwnames), kwnames);
}

/* What a method of o is called by when the lookup has to come before the arguments: the function, which spc_method_self
 * then tells to give o as well, or what binding it gave. */
SPC_INLINE PyObject *
spc_load_method_fast(PyObject *o, PyObject *name, void *words)
{
    SpcAttrCache *c = words;
    if (SPC_LIKELY(spc_method_known(o, c) && c->what != NULL)) {
        c->unbound = true;
        return Py_NewRef(c->what);
    }
    return NULL;
}

PyObject *
spc_load_method(PyObject *o, PyObject *name, void *words)
{
    return spc_api->load_method_slow(o, name, words);
}

/* To be asked right after spc_load_method, before any other code may have come by. */
SPC_INLINE PyObject *
spc_method_self(PyObject *o, void *words)
{
    return ((SpcAttrCache *)words)->unbound ? o : NULL;
}
