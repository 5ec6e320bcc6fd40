/* Slow paths of tagged ints and machine numbers: whatever the object is, the operator's full semantics. */
#include "core.h"
#include <math.h>
#include "tags.h"

/* The object of a tag as a new reference. */
static PyObject *
object_of(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? PyLong_FromLongLong(SPC_VALUE(x)) : Py_NewRef((PyObject *)x);
}

/* The tag of an object, which it takes over; NULL stays the error value. */
static uintptr_t
tag_of(PyObject *o)
{
    if (o != NULL && PyLong_CheckExact(o)) {
        int overflow;
        long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
        if (!overflow && SPC_FITS(v)) {
            Py_DECREF(o);
            return SPC_IMMEDIATE(v);
        }
    }
    return (uintptr_t)o;
}

static PyObject *power(PyObject *a, PyObject *b) { return PyNumber_Power(a, b, Py_None); }

static PyObject *inplace_power(PyObject *a, PyObject *b) { return PyNumber_InPlacePower(a, b, Py_None); }

uintptr_t
spc_core_tag_binary(int32_t op, uintptr_t a, uintptr_t b)
{
    static const binaryfunc ops[] = {
        PyNumber_Add, PyNumber_Subtract, PyNumber_Multiply, PyNumber_MatrixMultiply, PyNumber_TrueDivide,
        PyNumber_FloorDivide, PyNumber_Remainder, power, PyNumber_Lshift, PyNumber_Rshift, PyNumber_And, PyNumber_Or,
        PyNumber_Xor,
    };
    static const binaryfunc inplace[] = {
        PyNumber_InPlaceAdd, PyNumber_InPlaceSubtract, PyNumber_InPlaceMultiply, PyNumber_InPlaceMatrixMultiply,
        PyNumber_InPlaceTrueDivide, PyNumber_InPlaceFloorDivide, PyNumber_InPlaceRemainder, inplace_power,
        PyNumber_InPlaceLshift, PyNumber_InPlaceRshift, PyNumber_InPlaceAnd, PyNumber_InPlaceOr, PyNumber_InPlaceXor,
    };
    PyObject *x = object_of(a), *y = object_of(b), *r = NULL;
    if (x != NULL && y != NULL) {
        r = op & SPC_INPLACE ? inplace[op & ~SPC_INPLACE](x, y) : ops[op](x, y);
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return tag_of(r);
}

uintptr_t
spc_core_tag_unary(int32_t op, uintptr_t a)
{
    static const unaryfunc ops[] = {PyNumber_Negative, PyNumber_Positive, PyNumber_Invert, PyNumber_Absolute};
    PyObject *x = object_of(a);
    PyObject *r = x == NULL ? NULL : ops[op](x);
    Py_XDECREF(x);
    return tag_of(r);
}

/* The truth of a comparison of two ints; strict: of subclasses of int, too, it has to be a bool. */
int
spc_core_tag_compare(int32_t op, uintptr_t a, uintptr_t b, bool strict)
{
    PyObject *x = object_of(a), *y = object_of(b), *r = NULL;
    int t = -1;
    if (x != NULL && y != NULL && (r = PyObject_RichCompare(x, y, op)) != NULL) {
        if (strict && !PyBool_Check(r)) {
            spc_core_raise_cast(r, &PyBool_Type, SPC_EXACT);
        }
        else {
            t = PyObject_IsTrue(r);
        }
        Py_DECREF(r);
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return t;
}

/* --- unboxing (specification 7.4) --- */

int
spc_core_raise_overflow(void)
{
    PyErr_SetString(PyExc_OverflowError, "int overflow");
    return SPC_SENTINEL;
}

int64_t
spc_core_unbox_slow(PyObject *o, int32_t rep)
{
    if (!PyLong_Check(o)) {
        PyErr_Format(PyExc_TypeError, "expected 'int', got '%.200s'", Py_TYPE(o)->tp_name);
        return SPC_SENTINEL;
    }
    if (rep == SPC_REP_U64) {
        unsigned long long u = PyLong_AsUnsignedLongLong(o);
        return u == (unsigned long long)-1 && PyErr_Occurred() ? spc_core_raise_overflow() : (int64_t)u;
    }
    int overflow;
    long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
    bool fits = !overflow;
    switch (rep) {
    case SPC_REP_I8: fits &= v == (int8_t)v; break;
    case SPC_REP_I16: fits &= v == (int16_t)v; break;
    case SPC_REP_I32: fits &= v == (int32_t)v; break;
    case SPC_REP_U8: fits &= v == (uint8_t)v; break;
    case SPC_REP_U16: fits &= v == (uint16_t)v; break;
    case SPC_REP_U32: fits &= v == (uint32_t)v; break;
    }
    return fits ? v : spc_core_raise_overflow();
}

double
spc_core_unbox_f64_slow(PyObject *o)
{
    if (PyFloat_Check(o)) {
        return PyFloat_AS_DOUBLE(o);
    }
    if (!PyLong_Check(o)) {
        PyErr_Format(PyExc_TypeError, "expected 'float', got '%.200s'", Py_TYPE(o)->tp_name);
        return SPC_SENTINEL;
    }
    double v = PyLong_AsDouble(o);
    return v == -1.0 && PyErr_Occurred() ? SPC_SENTINEL : v;
}

int
spc_core_unbox_bool_slow(PyObject *o)
{
    PyErr_Format(PyExc_TypeError, "expected 'bool', got '%.200s'", o == NULL ? "int" : Py_TYPE(o)->tp_name);
    return -1;
}

/* An index for slicing: objects by their __index__, big numbers clipped. */
int64_t
spc_core_index_slow(PyObject *o)
{
    PyObject *i = PyNumber_Index(o);
    if (i == NULL) {
        return SPC_SENTINEL;
    }
    int overflow;
    long long v = PyLong_AsLongLongAndOverflow(i, &overflow);
    Py_DECREF(i);
    return overflow == 0 ? v : overflow > 0 ? INT64_MAX : INT64_MIN;
}

/* --- floats --- */

/* Applies an operator of float objects. */
static PyObject *
float_objects(PyObject *(*f)(PyObject *, PyObject *), double a, double b)
{
    PyObject *x = PyFloat_FromDouble(a), *y = PyFloat_FromDouble(b), *r = NULL;
    if (x != NULL && y != NULL) {
        r = f(x, y);
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return r;
}

double
spc_core_float_op(int32_t op, double a, double b)
{
    static PyObject *(*const ops[])(PyObject *, PyObject *) = {
        power, PyNumber_TrueDivide, PyNumber_FloorDivide, PyNumber_Remainder,
    };
    PyObject *r = float_objects(ops[op], a, b);
    if (r == NULL) {
        return SPC_SENTINEL;
    }
    double v = SPC_SENTINEL;
    if (PyFloat_Check(r)) {
        v = PyFloat_AS_DOUBLE(r);
    }
    else {
        PyErr_SetString(PyExc_ValueError, "a negative number to a fractional power is not a float");
    }
    Py_DECREF(r);
    return v;
}

PyObject *
spc_core_f64_pow_obj(double a, double b)
{
    if (a > 0.0 && isfinite(a) && isfinite(b)) {
        double r = pow(a, b);
        if (isfinite(r)) {
            return PyFloat_FromDouble(r);
        }
    }
    return float_objects(power, a, b);
}

int
spc_core_f64_cmp_obj(double a, PyObject *b, int32_t op)
{
    PyObject *x = PyFloat_FromDouble(a), *r;
    int t = -1;
    if (x != NULL && (r = PyObject_RichCompare(x, b, op)) != NULL) {
        t = PyObject_IsTrue(r);
        Py_DECREF(r);
    }
    Py_XDECREF(x);
    return t;
}

uintptr_t
spc_core_f64_to_tag_slow(double x)
{
    return tag_of(PyLong_FromDouble(x));
}

double
spc_core_int_truediv(PyObject *a, PyObject *b)
{
    PyObject *r = PyNumber_TrueDivide(a, b);
    if (r == NULL) {
        return SPC_SENTINEL;
    }
    double v = PyFloat_AsDouble(r);
    Py_DECREF(r);
    return v == -1.0 && PyErr_Occurred() ? SPC_SENTINEL : v;
}

/* --- functions of math --- */

bool
spc_is_c_function(PyObject *f, const char *module, const char *name, PyObject **known)
{
    if (*known == NULL && PyCFunction_CheckExact(f)) {
        PyCFunctionObject *c = (PyCFunctionObject *)f;
        if (c->m_module != NULL && PyUnicode_Check(c->m_module) && strcmp(c->m_ml->ml_name, name) == 0 &&
            PyUnicode_CompareWithASCIIString(c->m_module, module) == 0) {
            *known = Py_NewRef(f);
        }
    }
    return f == *known;
}

/* Calls what a variable holds that an import has bound to a function of math, and notes the function when it is that one. */
static PyObject *
call_math(PyObject *f, double x, const char *name, PyObject **known)
{
    spc_is_c_function(f, "math", name, known);
    PyObject *arg = PyFloat_FromDouble(x), *r = NULL;
    if (arg != NULL) {
        r = PyObject_CallOneArg(f, arg);
        Py_DECREF(arg);
    }
    return r;
}

double
spc_core_math_slow(PyObject *f, double x, const char *name, PyObject **known)
{
    PyObject *r = call_math(f, x, name, known);
    if (r == NULL) {
        return SPC_SENTINEL;
    }
    double v = spc_core_unbox_f64_slow(r);
    Py_DECREF(r);
    return v;
}

uintptr_t
spc_core_math_int_slow(PyObject *f, double x, const char *name, PyObject **known)
{
    PyObject *r = call_math(f, x, name, known);
    if (r != NULL && !PyLong_Check(r)) {
        PyErr_Format(PyExc_TypeError, "expected 'int', got '%.200s'", Py_TYPE(r)->tp_name);
        Py_CLEAR(r);
    }
    return tag_of(r);
}
