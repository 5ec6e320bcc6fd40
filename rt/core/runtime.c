/* The extension module compiler._rt: the table for compiled modules and the runtime's own Python names. */
#include "core.h"
#include "frames.h"

static const SpcApi api = {
    SPC_RUNTIME_ID,
#define SPC_API(result, name, params, args) spc_core_##name,
#define SPC_SLOW(result, name, params) spc_core_##name,
#include "api_list.h"
};

static PyObject *static_type_error;

PyObject *
spc_static_type_error(void)
{
    return static_type_error;
}

/* freeze_type(cls): makes a class immutable and gives it back. */
static PyObject *
freeze_type(PyObject *Py_UNUSED(self), PyObject *o)
{
    if (!PyType_Check(o)) {
        PyErr_Format(PyExc_TypeError, "freeze_type requires a type, got %.200s", Py_TYPE(o)->tp_name);
        return NULL;
    }
    ((PyTypeObject *)o)->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    PyType_Modified((PyTypeObject *)o);
    return Py_NewRef(o);
}

static PyMethodDef functions[] = {
    {"freeze_type", freeze_type, METH_O, "Make a class immutable and return it."},
    {NULL},
};

static int
add_types(PyObject *m)
{
    static_type_error = PyErr_NewException("__static__.StaticTypeError", PyExc_TypeError, NULL);
    if (static_type_error == NULL || PyModule_AddObjectRef(m, "StaticTypeError", static_type_error) < 0
        || spc_core_names_init() < 0 || spc_core_objects_init() < 0 || spc_core_exceptions_init() < 0 || spc_core_functions_init() < 0
        || spc_core_class_statement_init() < 0 || spc_core_typed_slots_init() < 0 || spc_core_classes_init() < 0
        || spc_core_generators_init() < 0 || spc_core_strict_module_init(m) < 0
        || spc_core_run_module_init(m) < 0 || spc_core_generic_init(m) < 0) {
        return -1;
    }
    return 0;
}

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "compiler._rt",
    .m_doc = "The part of the runtime of compiled modules that exists once per process.",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit__rt(void)
{
    spc_interpreter = PyInterpreterState_Main();
    if (PyInterpreterState_Get() != spc_interpreter) {
        PyErr_SetString(PyExc_ImportError, "the spc runtime does not support subinterpreters");
        return NULL;
    }
    PyObject *m = PyModule_Create(&definition);
    if (m == NULL) {
        return NULL;
    }
    PyObject *capsule = PyCapsule_New((void *)&api, "compiler._rt._C_API", NULL);
    if (capsule == NULL || PyModule_AddObjectRef(m, "_C_API", capsule) < 0
        || PyModule_AddStringConstant(m, "runtime_id", SPC_RUNTIME_ID) < 0 || add_types(m) < 0) {
        Py_CLEAR(m);
    }
    Py_XDECREF(capsule);
    return m;
}
