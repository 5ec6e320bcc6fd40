/* Inline: tagged ints, boxes, machine integers and floats. Fast paths are for immediates and exact types; everything
 * else, whatever object it is, gets the full semantics of the operator in the core. */
#include "spc_inline.h"
#include <math.h>
#include "tags.h"
#include "version_long.h"

/* --- objects and tags --- */

static SPC_COLD uintptr_t
spc_large_to_tag(PyObject *o)
{
    int overflow;
    int64_t v = PyLong_AsLongLongAndOverflow(o, &overflow);
    return !overflow && SPC_FITS(v) ? SPC_IMMEDIATE(v) : (uintptr_t)o;
}

SPC_INLINE uintptr_t
spc_obj_to_tag(PyObject *o)
{
    int64_t v;
    if (Py_IS_TYPE(o, &PyLong_Type)) {
        return SPC_LIKELY(spc_long_small(o, &v)) ? SPC_IMMEDIATE(v) : spc_large_to_tag(o);
    }
    return (uintptr_t)o;
}

uintptr_t
spc_obj_to_tag_steal(PyObject *o)
{
    uintptr_t x = spc_obj_to_tag(o);
    if (SPC_IS_IMMEDIATE(x)) {
        Py_DECREF(o);
    }
    return x;
}

SPC_INLINE PyObject *
spc_tag_to_obj(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? spc_long(SPC_VALUE(x)) : Py_NewRef((PyObject *)x);
}

PyObject *spc_box_tag(uintptr_t x) { return spc_tag_to_obj(x); }

SPC_INLINE PyObject *
spc_tag_to_obj_steal(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? spc_long(SPC_VALUE(x)) : (PyObject *)x;
}

/* An object to show in an error message: an immediate gives some int. */
PyObject *spc_tag_borrow(uintptr_t x) { return SPC_IS_IMMEDIATE(x) ? Py_False : (PyObject *)x; }

SPC_INLINE uintptr_t
spc_i64_to_tag(int64_t v)
{
    return SPC_LIKELY(SPC_FITS(v)) ? SPC_IMMEDIATE(v) : (uintptr_t)PyLong_FromLongLong(v);
}

uintptr_t
spc_u64_to_tag(uint64_t v)
{
    return SPC_LIKELY(v <= SPC_TAG_MAX) ? SPC_IMMEDIATE(v) : (uintptr_t)PyLong_FromUnsignedLongLong(v);
}

bool
spc_is_word(PyObject *o)
{
    int64_t v;
    if (!Py_IS_TYPE(o, &PyLong_Type)) {
        return false;
    }
    if (SPC_LIKELY(spc_long_medium(o, &v))) {
        return true;
    }
    int overflow;
    PyLong_AsLongLongAndOverflow(o, &overflow);
    return !overflow;
}

/* --- arithmetic ---
 *
 * Each operation has a first half for small ints (NAME_fast, which gives the error value when it cannot) and the whole,
 * which has the operator's full semantics whatever the operands are. */

/* Both operands of an operation as numbers. */
#define FAST(name) SPC_INLINE uintptr_t spc_tag_##name##_fast(uintptr_t a, uintptr_t b)

FAST(add)
{
    int64_t r;
    /* (2a + 1) + 2b: the carry out of 64 bits is the carry out of the 63-bit sum */
    return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) && !__builtin_add_overflow((int64_t)a, (int64_t)(b - 1), &r) ? (uintptr_t)r : 0;
}

FAST(sub)
{
    int64_t r;
    return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) && !__builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &r) ? (uintptr_t)r : 0;
}

FAST(mul)
{
    int64_t r;
    return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) && !__builtin_mul_overflow((int64_t)(a - 1), SPC_VALUE(b), &r) ? (uintptr_t)r | 1 : 0;
}

FAST(floordiv)
{
    if (SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b) && b != SPC_IMMEDIATE(0))) {
        int64_t x = SPC_VALUE(a), y = SPC_VALUE(b), q = x / y;
        q -= (x % y != 0) & ((x ^ y) < 0);
        return SPC_LIKELY(SPC_FITS(q)) ? SPC_IMMEDIATE(q) : 0;
    }
    return 0;
}

FAST(mod)
{
    if (SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b) && b != SPC_IMMEDIATE(0))) {
        int64_t y = SPC_VALUE(b), r = SPC_VALUE(a) % y;
        r += (r != 0 && (r ^ y) < 0) ? y : 0;
        return SPC_IMMEDIATE(r);
    }
    return 0;
}

FAST(lshift)
{
    if (SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b) && b < SPC_IMMEDIATE(62))) {
        int64_t x = (int64_t)(a - 1), n = SPC_VALUE(b), r = (int64_t)((uint64_t)x << n);
        return SPC_LIKELY(r >> n == x) ? (uintptr_t)r | 1 : 0;
    }
    return 0;
}

FAST(rshift)
{
    if (SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b) && (int64_t)b > 0)) {
        int64_t n = SPC_VALUE(b);
        return SPC_IMMEDIATE(SPC_VALUE(a) >> (n > 63 ? 63 : n));
    }
    return 0;
}

FAST(and) { return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) ? a & b : 0; }

FAST(or) { return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) ? a | b : 0; }

FAST(xor) { return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) ? (a ^ b) | 1 : 0; }

/* The whole of each operation, and of the augmented assignment, which objects other than ints may answer by another
 * method. */
#define WHOLE(name, op) \
    SPC_COLD uintptr_t spc_tag_##name(uintptr_t a, uintptr_t b) { return spc_api->tag_binary(op, a, b); } \
    SPC_INLINE uintptr_t spc_tag_inplace_##name##_fast(uintptr_t a, uintptr_t b) { return spc_tag_##name##_fast(a, b); } \
    SPC_COLD uintptr_t spc_tag_inplace_##name(uintptr_t a, uintptr_t b) \
    { \
        return spc_api->tag_binary(op | SPC_INPLACE, a, b); \
    }

WHOLE(add, SPC_ADD)
WHOLE(sub, SPC_SUB)
WHOLE(mul, SPC_MUL)
WHOLE(floordiv, SPC_FLOORDIV)
WHOLE(mod, SPC_MOD)
WHOLE(lshift, SPC_LSHIFT)
WHOLE(rshift, SPC_RSHIFT)
WHOLE(and, SPC_AND)
WHOLE(or, SPC_OR)
WHOLE(xor, SPC_XOR)

uintptr_t spc_tag_truediv(uintptr_t a, uintptr_t b) { return spc_api->tag_binary(SPC_TRUEDIV, a, b); }

uintptr_t
spc_tag_inplace_truediv(uintptr_t a, uintptr_t b)
{
    return spc_api->tag_binary(SPC_TRUEDIV | SPC_INPLACE, a, b);
}

/* Powers of small ints by squaring; 0 when that overflows. */
static uintptr_t
small_power(uintptr_t a, uintptr_t b)
{
    if (!SPC_BOTH_IMMEDIATE(a, b) || (int64_t)b < 0) {
        return 0;
    }
    int64_t result = 1, base = SPC_VALUE(a), e = SPC_VALUE(b);
    for (;;) {
        if ((e & 1) && __builtin_mul_overflow(result, base, &result)) {
            return 0;
        }
        e >>= 1;
        if (e == 0) {
            return SPC_FITS(result) ? SPC_IMMEDIATE(result) : 0;
        }
        if (__builtin_mul_overflow(base, base, &base)) {
            return 0;
        }
    }
}

uintptr_t
spc_tag_pow(uintptr_t a, uintptr_t b)
{
    uintptr_t r = small_power(a, b);
    return r != 0 ? r : spc_api->tag_binary(SPC_POW, a, b);
}

uintptr_t
spc_tag_inplace_pow(uintptr_t a, uintptr_t b)
{
    uintptr_t r = small_power(a, b);
    return r != 0 ? r : spc_api->tag_binary(SPC_POW | SPC_INPLACE, a, b);
}

SPC_INLINE uintptr_t
spc_tag_neg_fast(uintptr_t a)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(a) && a != SPC_IMMEDIATE(SPC_TAG_MIN)) ? SPC_IMMEDIATE(-SPC_VALUE(a)) : 0;
}

SPC_COLD uintptr_t spc_tag_neg(uintptr_t a) { return spc_api->tag_unary(SPC_NEG, a); }

SPC_INLINE uintptr_t spc_tag_pos_fast(uintptr_t a) { return SPC_LIKELY(SPC_IS_IMMEDIATE(a)) ? a : 0; }

SPC_COLD uintptr_t spc_tag_pos(uintptr_t a) { return spc_api->tag_unary(SPC_POS, a); }

SPC_INLINE uintptr_t spc_tag_invert_fast(uintptr_t a) { return SPC_LIKELY(SPC_IS_IMMEDIATE(a)) ? ~a | 1 : 0; }

SPC_COLD uintptr_t spc_tag_invert(uintptr_t a) { return spc_api->tag_unary(SPC_INVERT, a); }

SPC_INLINE uintptr_t
spc_tag_abs_fast(uintptr_t a)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(a)) && (int64_t)a > 0 ? a : spc_tag_neg_fast(a);
}

SPC_COLD uintptr_t spc_tag_abs(uintptr_t a) { return spc_api->tag_unary(SPC_ABS, a); }

#define TAG_COMPARE(name, c_op, op) \
    SPC_INLINE int spc_tag_##name##_fast(uintptr_t a, uintptr_t b) \
    { \
        return SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b)) ? (int64_t)a c_op (int64_t)b : -1; \
    } \
    SPC_COLD int spc_tag_##name(uintptr_t a, uintptr_t b) { return spc_api->tag_compare(op, a, b, false); } \
    SPC_INLINE int spc_tag_##name##_strict_fast(uintptr_t a, uintptr_t b) { return spc_tag_##name##_fast(a, b); } \
    SPC_COLD int spc_tag_##name##_strict(uintptr_t a, uintptr_t b) { return spc_api->tag_compare(op, a, b, true); }

TAG_COMPARE(lt, <, Py_LT)
TAG_COMPARE(le, <=, Py_LE)
TAG_COMPARE(eq, ==, Py_EQ)
TAG_COMPARE(ne, !=, Py_NE)
TAG_COMPARE(gt, >, Py_GT)
TAG_COMPARE(ge, >=, Py_GE)

/* One of two tags as a new reference. */
static inline uintptr_t
new_tag(uintptr_t x)
{
    if (!SPC_IS_IMMEDIATE(x)) {
        Py_INCREF((PyObject *)x);
    }
    return x;
}

#define TAG_CHOOSE(name, test) \
    SPC_INLINE uintptr_t spc_tag_##name(uintptr_t a, uintptr_t b) \
    { \
        int t = spc_tag_##test##_fast(b, a); \
        if (SPC_UNLIKELY(t < 0)) { \
            t = spc_tag_##test(b, a); \
        } \
        return SPC_UNLIKELY(t < 0) ? 0 : new_tag(t ? b : a); \
    }

TAG_CHOOSE(min, lt)
TAG_CHOOSE(max, gt)

SPC_INLINE int spc_tag_truth_fast(uintptr_t x) { return SPC_LIKELY(SPC_IS_IMMEDIATE(x)) ? x != SPC_IMMEDIATE(0) : -1; }

SPC_COLD int
spc_tag_truth(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? x != SPC_IMMEDIATE(0) : spc_truth((PyObject *)x);
}

/* --- boxes --- */

PyObject *spc_box_bool(bool v) { return Py_NewRef(v ? Py_True : Py_False); }

PyObject *spc_box_i8(int8_t v) { return spc_long(v); }

PyObject *spc_box_i16(int16_t v) { return spc_long(v); }

PyObject *spc_box_i32(int32_t v) { return spc_long(v); }

PyObject *spc_box_i64(int64_t v) { return spc_long(v); }

PyObject *spc_box_u8(uint8_t v) { return spc_long(v); }

PyObject *spc_box_u16(uint16_t v) { return spc_long(v); }

PyObject *spc_box_u32(uint32_t v) { return spc_long(v); }

PyObject *spc_box_u64(uint64_t v) { return PyLong_FromUnsignedLongLong(v); }

PyObject *spc_box_f64(double v) { return PyFloat_FromDouble(v); }

PyObject *spc_box_f32(float v) { return PyFloat_FromDouble(v); }

SPC_INLINE int64_t
spc_unbox_i64(PyObject *o)
{
    int64_t v;
    if (SPC_LIKELY(PyLong_Check(o) && spc_long_medium(o, &v))) {
        return v;
    }
    return spc_api->unbox_slow(o, SPC_REP_I64);
}

uint64_t
spc_unbox_u64(PyObject *o)
{
    int64_t v;
    if (SPC_LIKELY(PyLong_Check(o) && spc_long_medium(o, &v) && v >= 0)) {
        return v;
    }
    return (uint64_t)spc_api->unbox_slow(o, SPC_REP_U64);
}

SPC_INLINE int64_t
spc_unbox_tag_i64(uintptr_t x)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(x)) ? SPC_VALUE(x) : spc_unbox_i64((PyObject *)x);
}

SPC_INLINE uint64_t
spc_unbox_tag_u64(uintptr_t x)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(x) && (int64_t)x > 0) ? (uint64_t)SPC_VALUE(x)
           : SPC_IS_IMMEDIATE(x) ? (uint64_t)(int64_t)spc_api->raise_overflow() : spc_unbox_u64((PyObject *)x);
}

#define UNBOX(name, type, rep) \
    type spc_unbox_##name(PyObject *o) \
    { \
        int64_t v; \
        if (SPC_LIKELY(PyLong_Check(o) && spc_long_small(o, &v) && v == (type)v)) { \
            return (type)v; \
        } \
        return (type)spc_api->unbox_slow(o, rep); \
    } \
    type spc_unbox_tag_##name(uintptr_t x) \
    { \
        if (SPC_LIKELY(SPC_IS_IMMEDIATE(x))) { \
            int64_t v = SPC_VALUE(x); \
            return SPC_LIKELY(v == (type)v) ? (type)v : (type)spc_api->raise_overflow(); \
        } \
        return spc_unbox_##name((PyObject *)x); \
    }

UNBOX(i8, int8_t, SPC_REP_I8)
UNBOX(i16, int16_t, SPC_REP_I16)
UNBOX(i32, int32_t, SPC_REP_I32)
UNBOX(u8, uint8_t, SPC_REP_U8)
UNBOX(u16, uint16_t, SPC_REP_U16)
UNBOX(u32, uint32_t, SPC_REP_U32)

SPC_INLINE double
spc_unbox_f64(PyObject *o)
{
    return SPC_LIKELY(Py_IS_TYPE(o, &PyFloat_Type)) ? PyFloat_AS_DOUBLE(o) : spc_api->unbox_f64_slow(o);
}

float spc_unbox_f32(PyObject *o) { return (float)spc_unbox_f64(o); }

SPC_INLINE double
spc_unbox_tag_f64(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? (double)SPC_VALUE(x) : spc_unbox_f64((PyObject *)x);
}

float spc_unbox_tag_f32(uintptr_t x) { return (float)spc_unbox_tag_f64(x); }

double spc_tag_to_f64(uintptr_t x) { return spc_unbox_tag_f64(x); }

SPC_INLINE int
spc_unbox_bool(PyObject *o)
{
    return o == Py_True ? 1 : o == Py_False ? 0 : spc_api->unbox_bool_slow(o);
}

int
spc_unbox_tag_bool(uintptr_t x)
{
    return SPC_IS_IMMEDIATE(x) ? spc_api->unbox_bool_slow(NULL) : spc_unbox_bool((PyObject *)x);
}

SPC_INLINE double spc_exact_f64(PyObject *o) { return PyFloat_AS_DOUBLE(o); }

SPC_INLINE bool spc_exact_bool(PyObject *o) { return o == Py_True; }

int64_t
spc_tag_index(uintptr_t x)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(x)) ? SPC_VALUE(x) : spc_api->index_slow((PyObject *)x);
}

/* An exact int as a place in a list, as the methods of lists take it. */
SPC_INLINE int64_t
spc_tag_ssize(uintptr_t x)
{
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(x))) {
        return SPC_VALUE(x);
    }
    Py_ssize_t i = PyLong_AsSsize_t((PyObject *)x);
    return SPC_UNLIKELY(i == -1) ? SPC_SENTINEL : i; /* -1 is an immediate */
}

/* --- machine numbers with Python's rules --- */

double
spc_tag_truediv_f64(uintptr_t a, uintptr_t b)
{
    const int64_t exact = (int64_t)1 << 53;
    if (SPC_LIKELY(SPC_BOTH_IMMEDIATE(a, b) && b != SPC_IMMEDIATE(0))) {
        int64_t x = SPC_VALUE(a), y = SPC_VALUE(b);
        if (SPC_LIKELY(x >= -exact && x <= exact && y >= -exact && y <= exact)) {
            return (double)x / (double)y;
        }
    }
    PyObject *x = spc_tag_to_obj(a), *y = spc_tag_to_obj(b);
    double r = SPC_SENTINEL;
    if (x != NULL && y != NULL) {
        r = spc_api->int_truediv(x, y);
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return r;
}

/* int(x) */
uintptr_t
spc_f64_to_tag(double x)
{
    if (SPC_LIKELY(x > -4e18 && x < 4e18)) {
        return SPC_IMMEDIATE((int64_t)x);
    }
    return spc_api->f64_to_tag_slow(x);
}

SPC_INLINE double spc_f64_truediv_fast(double a, double b) { return SPC_UNLIKELY(b == 0.0) ? SPC_SENTINEL : a / b; }

SPC_COLD double
spc_f64_truediv(double a, double b)
{
    return b == 0.0 ? spc_api->float_op(SPC_F64_ZERO_DIV, a, b) : a / b;
}

double
spc_f64_mod(double a, double b)
{
    if (SPC_UNLIKELY(b == 0.0)) {
        return spc_api->float_op(SPC_F64_ZERO_MOD, a, b);
    }
    double r = fmod(a, b);
    if (r != 0.0) {
        return (b < 0.0) != (r < 0.0) ? r + b : r;
    }
    return copysign(0.0, b);
}

double
spc_f64_floordiv(double a, double b)
{
    if (SPC_UNLIKELY(b == 0.0)) {
        return spc_api->float_op(SPC_F64_ZERO_FLOORDIV, a, b);
    }
    double r = fmod(a, b);
    double q = (a - r) / b;
    if (r != 0.0 && (b < 0.0) != (r < 0.0)) {
        q -= 1.0;
    }
    if (q == 0.0) {
        return copysign(0.0, a / b);
    }
    double f = floor(q);
    return q - f > 0.5 ? f + 1.0 : f;
}

double
spc_f64_pow(double a, double b)
{
    if (SPC_LIKELY(a > 0.0 && isfinite(a) && isfinite(b))) {
        double r = pow(a, b);
        if (SPC_LIKELY(isfinite(r))) {
            return r;
        }
    }
    return spc_api->float_op(SPC_F64_POW, a, b);
}

SPC_INLINE double spc_f64_abs(double x) { return fabs(x); }

SPC_INLINE double spc_f64_min(double a, double b) { return b < a ? b : a; }

SPC_INLINE double spc_f64_max(double a, double b) { return b > a ? b : a; }

/* Half-way cases go to the even number, as in Python. */
uintptr_t spc_f64_round(double x) { return spc_f64_to_tag(rint(x)); }

uintptr_t spc_f64_floor(double x) { return spc_f64_to_tag(floor(x)); }

uintptr_t spc_f64_ceil(double x) { return spc_f64_to_tag(ceil(x)); }

double spc_pow_f64(double a, double b) { return pow(a, b); }

/* Compares a float with an int of any size as Python does: exactly. */
int
spc_f64_cmp_tag(double a, uintptr_t b, int32_t op)
{
    int64_t v = SPC_VALUE(b);
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(b) && v >= -((int64_t)1 << 53) && v <= ((int64_t)1 << 53))) {
        double d = (double)v;
        switch (op) {
        case Py_LT: return a < d;
        case Py_LE: return a <= d;
        case Py_EQ: return a == d;
        case Py_NE: return a != d;
        case Py_GT: return a > d;
        case Py_GE: return a >= d;
        }
    }
    PyObject *o = spc_tag_to_obj(b);
    if (o == NULL) {
        return -1;
    }
    int r = spc_api->f64_cmp_obj(a, o, op);
    Py_DECREF(o);
    return r;
}

void spc_raise_int_overflow(void) { spc_api->raise_overflow(); }

void
spc_raise_zero_division(void)
{
    PyErr_SetString(PyExc_ZeroDivisionError, "integer division or modulo by zero");
}

SPC_INLINE int64_t
spc_i64_floordiv(int64_t x, int64_t y)
{
    if (SPC_UNLIKELY(y == 0 || y == -1)) {
        if (y == -1) {
            return (int64_t)(0 - (uint64_t)x);
        }
        spc_raise_zero_division();
        return SPC_SENTINEL;
    }
    return x / y - ((x % y != 0) & ((x ^ y) < 0));
}

SPC_INLINE int64_t
spc_i64_mod(int64_t x, int64_t y)
{
    if (SPC_UNLIKELY(y == 0 || y == -1)) {
        if (y == -1) {
            return 0;
        }
        spc_raise_zero_division();
        return SPC_SENTINEL;
    }
    int64_t r = x % y;
    return r != 0 && (r ^ y) < 0 ? r + y : r;
}

SPC_INLINE int64_t
spc_tag_range_stop(uintptr_t x)
{
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(x))) {
        return SPC_VALUE(x);
    }
    return _PyLong_Sign((PyObject *)x) < 0 ? INT64_MIN : INT64_MAX;
}

bool
spc_range_fits(int64_t stop, int64_t step)
{
    return step > 0 ? stop <= INT64_MAX - step : step < 0 && stop >= INT64_MIN - step;
}
