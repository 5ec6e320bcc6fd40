/* Modules that are built to be patched: what is found missing there, or is something else than it was (specification 5.9). */
#include "core.h"

/* The error indicator is an exception of this class alone: what a lookup raises itself, not what some descriptor raised for reasons of its own. */
static bool
failed_with(PyObject *exception)
{
    return PyErr_Occurred() == exception;
}

/* A function of a static module, which was there when the module's body had run. */
PyObject *
spc_core_load_function_slow(const SpcModuleState *m, PyObject *name, void *cache)
{
    PyObject *f = spc_core_load_global_slow(m, name, cache);
    if (f == NULL && failed_with(PyExc_NameError) && spc_strict_module_is_open(m->module)) {
        PyErr_Format(spc_static_type_error(), "%U has been deleted from module", name);
    }
    return f;
}

/* A method that is called on its class. */
PyObject *
spc_core_class_function(PyObject *cls, PyObject *name)
{
    PyObject *f = PyObject_GetAttr(cls, name);
    if (f == NULL && failed_with(PyExc_AttributeError) && PyType_Check(cls)
        && _PyType_Lookup((PyTypeObject *)cls, name) == NULL) {
        PyErr_Format(spc_static_type_error(), "%s.%U has been deleted from class", ((PyTypeObject *)cls)->tp_name, name);
    }
    return f;
}

/* o.name = v, where name was a property. */
int
spc_core_store_property(PyObject *o, PyObject *name, PyObject *v)
{
    int r = PyObject_SetAttr(o, name, v);
    PyObject *found = r < 0 && failed_with(PyExc_AttributeError) ? _PyType_Lookup(Py_TYPE(o), name) : NULL;
    if (found != NULL && Py_TYPE(found)->tp_descr_set == NULL) {
        PyErr_Format(PyExc_TypeError, "'%s' object doesn't support __set__", Py_TYPE(found)->tp_name);
    }
    return r;
}
