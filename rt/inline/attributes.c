/* Inline: attributes and methods by name.
 *
 * A cache's word 0 is the version of a type for which something is known; versions are never used again. For getattr:
 * nothing in the type has the name, and word 1 is where its instances keep the value. */
#include "spc_inline.h"
#include "version_attr.h"

PyObject *
spc_getattr(PyObject *o, PyObject *name, void *words)
{
    uintptr_t *cache = words;
    PyTypeObject *t = Py_TYPE(o);
    if (SPC_LIKELY(cache[0] != 0 && t->tp_version_tag == cache[0])) {
        PyObject **values = spc_instance_values(o);
        PyDictKeysObject *keys = ((PyHeapTypeObject *)t)->ht_cached_keys;
        if (SPC_LIKELY(values != NULL && keys != NULL && (Py_ssize_t)cache[1] < keys->dk_nentries
                       && DK_UNICODE_ENTRIES(keys)[cache[1]].me_key == name && values[cache[1]] != NULL)) {
            return Py_NewRef(values[cache[1]]);
        }
    }
    return spc_api->getattr_slow(o, name, cache);
}

int
spc_setattr(PyObject *o, PyObject *name, PyObject *v, void *cache)
{
    return spc_api->setattr_slow(o, name, v, cache);
}

PyObject *
spc_call_method(PyObject *name, void *cache, PyObject *const *args, Py_ssize_t n)
{
    return spc_api->method_slow(name, cache, args, n, NULL);
}
