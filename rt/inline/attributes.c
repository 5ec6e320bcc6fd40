/* Inline: attributes and methods by name. */
#include "spc_inline.h"

PyObject *spc_getattr(PyObject *o, PyObject *name, void *cache) { return spc_api->getattr_slow(o, name, cache); }

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
