/* Type parameters and aliases (PEP 695), whose bounds and values are computed when somebody asks. */
#include "core.h"
#include "intrinsics.h"

#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_intrinsics.h"

static PyObject *
unary(int which, PyObject *a)
{
    return _PyIntrinsics_UnaryFunctions[which].func(PyThreadState_Get(), a);
}

static PyObject *
binary(int which, PyObject *a, PyObject *b)
{
    return _PyIntrinsics_BinaryFunctions[which].func(PyThreadState_Get(), a, b);
}

#elif PY_VERSION_HEX >= 0x030C0000
#include "internal/pycore_intrinsics.h"
#include <opcode.h>

/* 3.12 makes these objects by instructions only, which functions of one instruction give us. */
static PyObject *
intrinsic_code(int opcode, int which)
{
    unsigned char code[] = {RESUME, 0, LOAD_FAST, 0, LOAD_FAST, 1, opcode, which, RETURN_VALUE, 0};
    if (opcode == CALL_INTRINSIC_1) {
        code[4] = NOP;
        code[5] = 0;
    }
    PyObject *bytes = PyBytes_FromStringAndSize((char *)code, sizeof code), *empty = PyBytes_FromString("");
    PyObject *consts = PyTuple_Pack(1, Py_None), *none = PyTuple_New(0), *names = Py_BuildValue("(ss)", "a", "b");
    PyObject *name = PyUnicode_FromString("<type parameter>");
    PyObject *r = NULL;
    if (bytes != NULL && empty != NULL && consts != NULL && none != NULL && names != NULL && name != NULL) {
        r = (PyObject *)PyUnstable_Code_New(2, 0, 2, 2, CO_OPTIMIZED | CO_NEWLOCALS, bytes, consts, none, names, none, none, name,
                                            name, name, 1, empty, empty);
    }
    Py_XDECREF(bytes);
    Py_XDECREF(empty);
    Py_XDECREF(consts);
    Py_XDECREF(none);
    Py_XDECREF(names);
    Py_XDECREF(name);
    return r;
}

/* Runs the instruction in a function of the module that is running: the objects take its name for their __module__. */
static PyObject *
intrinsic(int opcode, int which, PyObject *a, PyObject *b)
{
    static PyObject *codes[2][16];
    PyObject **code = &codes[opcode == CALL_INTRINSIC_2][which], *globals = PyEval_GetGlobals();
    if (globals == NULL || (*code == NULL && (*code = intrinsic_code(opcode, which)) == NULL)) {
        return NULL;
    }
    PyObject *f = PyFunction_New(*code, globals);
    PyObject *r = f == NULL ? NULL : PyObject_CallFunctionObjArgs(f, a, b, NULL);
    Py_XDECREF(f);
    return r;
}

static PyObject *unary(int which, PyObject *a) { return intrinsic(CALL_INTRINSIC_1, which, a, Py_None); }

static PyObject *binary(int which, PyObject *a, PyObject *b) { return intrinsic(CALL_INTRINSIC_2, which, a, b); }

#endif

#if PY_VERSION_HEX >= 0x030C0000

PyObject *
spc_core_intrinsic(int32_t which, PyObject *a, PyObject *b, PyObject *c)
{
    switch (which) {
    case SPC_TYPEVAR: return unary(INTRINSIC_TYPEVAR, a);
    case SPC_TYPEVAR_BOUND: return binary(INTRINSIC_TYPEVAR_WITH_BOUND, a, b);
    case SPC_TYPEVAR_CONSTRAINTS: return binary(INTRINSIC_TYPEVAR_WITH_CONSTRAINTS, a, b);
    case SPC_PARAMSPEC: return unary(INTRINSIC_PARAMSPEC, a);
    case SPC_TYPEVARTUPLE: return unary(INTRINSIC_TYPEVARTUPLE, a);
    case SPC_SUBSCRIPT_GENERIC: return unary(INTRINSIC_SUBSCRIPT_GENERIC, a);
#if PY_VERSION_HEX >= 0x030D0000
    case SPC_SET_TYPE_DEFAULT: return binary(INTRINSIC_SET_TYPEPARAM_DEFAULT, a, b);
#endif
    }
    PyObject *args = PyTuple_Pack(3, a, b, c);
    PyObject *r = args == NULL ? NULL : unary(INTRINSIC_TYPEALIAS, args);
    Py_XDECREF(args);
    return r;
}

#else

PyObject *
spc_core_intrinsic(int32_t Py_UNUSED(which), PyObject *Py_UNUSED(a), PyObject *Py_UNUSED(b), PyObject *Py_UNUSED(c))
{
    PyErr_SetString(PyExc_SystemError, "spc: type parameters on a version that has none");
    return NULL;
}

#endif
