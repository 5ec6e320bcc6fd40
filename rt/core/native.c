/* @native functions: calls of C functions found in shared libraries by name (specification 4.7). */
#include "core.h"
#include <dlfcn.h>

/* Symbols that were found: from (library, name) to the address. Nothing is ever taken out. */
static PyObject *found;

static void *
look_up(PyObject *lib, PyObject *name)
{
    const char *path = PyUnicode_AsUTF8(lib), *symbol = PyUnicode_AsUTF8(name);
    if (path == NULL || symbol == NULL) {
        return NULL;
    }
    void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (handle == NULL) {
        PyErr_Format(PyExc_RuntimeError, "classloader: Could not load library '%s': %s", path, dlerror());
        return NULL;
    }
    void *p = dlsym(handle, symbol);
    if (p == NULL) {
        PyErr_Format(PyExc_RuntimeError, "classloader: unable to lookup '%s' in '%s': %s", symbol, path, dlerror());
    }
    return p;
}

/* The address of a function, found at its first call; NULL with an error. */
void *
spc_core_native_symbol(PyObject *lib, PyObject *name)
{
    if (found == NULL && (found = PyDict_New()) == NULL) {
        return NULL;
    }
    PyObject *key = PyTuple_Pack(2, lib, name);
    if (key == NULL) {
        return NULL;
    }
    PyObject *address = PyDict_GetItemWithError(found, key);
    void *p = NULL;
    if (address != NULL) {
        p = PyLong_AsVoidPtr(address);
    }
    else if (!PyErr_Occurred() && (p = look_up(lib, name)) != NULL) {
        address = PyLong_FromVoidPtr(p);
        if (address == NULL || PyDict_SetItem(found, key, address) < 0) {
            p = NULL;
        }
        Py_XDECREF(address);
    }
    Py_DECREF(key);
    return p;
}
