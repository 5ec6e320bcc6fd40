/* Inline: first halves of operators, for exact ints of up to 60 bits, exact floats and exact strings. They run no Python
 * code and raise nothing: NULL or -1 sends the operands to the operator itself. */
#include "spc_inline.h"
#include "version_float.h"
#include "version_long.h"

bool spc_str_eq(PyObject *a, PyObject *b); /* strings.c */

/* A result; without memory the second half has the say. */
static inline PyObject *
made(PyObject *o)
{
    if (SPC_UNLIKELY(o == NULL)) {
        PyErr_Clear();
    }
    return o;
}

static inline PyObject *new_int(int64_t v) { return made(spc_long(v)); }

static inline PyObject *new_float(double x) { return made(spc_float_new(spc_state.interp, x)); }

static inline bool
two_ints(PyObject *a, PyObject *b, int64_t *x, int64_t *y)
{
    return Py_IS_TYPE(a, &PyLong_Type) && Py_IS_TYPE(b, &PyLong_Type) && spc_long_medium(a, x) && spc_long_medium(b, y);
}

/* An exact float, or an exact int that a float can hold exactly. */
static inline bool
as_float(PyObject *o, double *x)
{
    int64_t v;
    if (Py_IS_TYPE(o, &PyFloat_Type)) {
        *x = PyFloat_AS_DOUBLE(o);
        return true;
    }
    if (Py_IS_TYPE(o, &PyLong_Type) && spc_long_medium(o, &v) && v >= -(INT64_C(1) << 53) && v <= INT64_C(1) << 53) {
        *x = (double)v;
        return true;
    }
    return false;
}

static inline bool
two_floats(PyObject *a, PyObject *b, double *x, double *y)
{
    return (Py_IS_TYPE(a, &PyFloat_Type) || Py_IS_TYPE(b, &PyFloat_Type)) && as_float(a, x) && as_float(b, y);
}

static inline bool
two_strings(PyObject *a, PyObject *b)
{
    return PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b);
}

/* --- arithmetic --- */

/* The first half of an operator and of its augmented form. on_ints and on_floats give the result, or fall through. */
#define ARITHMETIC(name, on_ints, on_floats, others) \
    SPC_SHARED PyObject *spc_##name##_fast(PyObject *a, PyObject *b) \
    { \
        int64_t x, y; \
        double f, g; \
        if (two_ints(a, b, &x, &y)) { \
            on_ints \
        } \
        else if (two_floats(a, b, &f, &g)) { \
            on_floats \
        } \
        others \
        return NULL; \
    } \
    PyObject *spc_inplace_##name##_fast(PyObject *a, PyObject *b) { return spc_##name##_fast(a, b); }

ARITHMETIC(add, return new_int(x + y);, return new_float(f + g);,
           if (two_strings(a, b)) { return made(PyUnicode_Concat(a, b)); })
ARITHMETIC(sub, return new_int(x - y);, return new_float(f - g);,)
ARITHMETIC(mul, int64_t r; if (!__builtin_mul_overflow(x, y, &r)) { return new_int(r); }, return new_float(f * g);,)
ARITHMETIC(truediv, if (y != 0 && as_float(a, &f) && as_float(b, &g)) { return new_float(f / g); },
           if (g != 0) { return new_float(f / g); },)
ARITHMETIC(floordiv, if (y != 0) { return new_int(x / y - (x % y != 0 && (x ^ y) < 0)); }, ,)
ARITHMETIC(mod, if (y != 0) { int64_t r = x % y; return new_int(r != 0 && (r ^ y) < 0 ? r + y : r); }, ,)
ARITHMETIC(and, return new_int(x & y);, ,)
ARITHMETIC(or, return new_int(x | y);, ,)
ARITHMETIC(xor, return new_int(x ^ y);, ,)
ARITHMETIC(lshift, if (y >= 0 && y < 62 && (int64_t)((uint64_t)x << y) >> y == x) { return new_int((int64_t)((uint64_t)x << y)); }, ,)
ARITHMETIC(rshift, if (y >= 0) { return new_int(x >> (y > 63 ? 63 : y)); }, ,)

/* --- comparison and truth --- */

/* Of two strings only equality is told. */
#define COMPARISON(name, op, equality, equal) \
    SPC_SHARED int spc_##name##_more(PyObject *a, PyObject *b) \
    { \
        int64_t x, y; \
        double f, g; \
        if (two_ints(a, b, &x, &y)) { \
            return x op y; \
        } \
        if (two_floats(a, b, &f, &g)) { \
            return f op g; \
        } \
        if (equality && two_strings(a, b)) { \
            return spc_str_eq(a, b) == equal; \
        } \
        return -1; \
    } \
    SPC_INLINE int spc_##name##_bool_fast(PyObject *a, PyObject *b) \
    { \
        int64_t x, y; \
        if (SPC_LIKELY(Py_IS_TYPE(a, &PyLong_Type) && Py_IS_TYPE(b, &PyLong_Type)) && spc_long_small(a, &x) \
            && spc_long_small(b, &y)) { \
            return x op y; \
        } \
        return spc_##name##_more(a, b); \
    } \
    PyObject *spc_##name##_fast(PyObject *a, PyObject *b) \
    { \
        int r = spc_##name##_more(a, b); \
        return r < 0 ? NULL : Py_NewRef(r ? Py_True : Py_False); \
    }

COMPARISON(lt, <, 0, 0)
COMPARISON(le, <=, 0, 0)
COMPARISON(eq, ==, 1, 1)
COMPARISON(ne, !=, 1, 0)
COMPARISON(gt, >, 0, 0)
COMPARISON(ge, >=, 0, 0)

/* The truth of what has neither __bool__ nor __len__ of its own. */
SPC_SHARED static int
truth_by_type(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    int64_t x;
    if (t == &PyLong_Type) {
        return spc_long_small(o, &x) ? x != 0 : 1;
    }
    if (t == &PyUnicode_Type) {
        return PyUnicode_GET_LENGTH(o) != 0;
    }
    if (t == &PyList_Type || t == &PyTuple_Type) {
        return Py_SIZE(o) != 0;
    }
    if (t == &PyDict_Type) {
        return ((PyDictObject *)o)->ma_used != 0;
    }
    if (t == &PySet_Type) {
        return PySet_GET_SIZE(o) != 0;
    }
    if (t == &PyFloat_Type) {
        return PyFloat_AS_DOUBLE(o) != 0;
    }
    return -1;
}

SPC_INLINE int
spc_truth_fast(PyObject *o)
{
    return o == Py_True ? 1 : o == Py_False || o == Py_None ? 0 : truth_by_type(o);
}

/* a += b, taking a over: a string that nobody else holds grows in place. */
SPC_SHARED PyObject *
spc_inplace_add_taking(PyObject *a, PyObject *b)
{
    if (two_strings(a, b)) {
        PyUnicode_Append(&a, b);
        return a;
    }
    PyObject *r = spc_inplace_add_fast(a, b);
    if (r == NULL) {
        r = spc_inplace_add(a, b);
    }
    Py_DECREF(a);
    return r;
}

SPC_SHARED static int64_t
length_by_type(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    return t == &PyUnicode_Type ? PyUnicode_GET_LENGTH(o)
           : t == &PyTuple_Type ? PyTuple_GET_SIZE(o)
           : t == &PyDict_Type  ? ((PyDictObject *)o)->ma_used
           : t == &PySet_Type   ? PySet_GET_SIZE(o)
                                : SPC_SENTINEL;
}

SPC_INLINE int64_t
spc_len_fast(PyObject *o)
{
    return PyList_CheckExact(o) ? PyList_GET_SIZE(o) : length_by_type(o);
}
