/* Inline: operators, comparisons, attributes and items of arbitrary objects. */
#include "spc_inline.h"

#define BINARY(name, function) \
    PyObject *spc_##name(PyObject *a, PyObject *b) { return function(a, b); }
#define POWER(name, function) \
    PyObject *spc_##name(PyObject *a, PyObject *b) { return function(a, b, Py_None); }

BINARY(add, PyNumber_Add)
BINARY(sub, PyNumber_Subtract)
BINARY(mul, PyNumber_Multiply)
BINARY(matmul, PyNumber_MatrixMultiply)
BINARY(truediv, PyNumber_TrueDivide)
BINARY(floordiv, PyNumber_FloorDivide)
BINARY(mod, PyNumber_Remainder)
POWER(pow, PyNumber_Power)
BINARY(lshift, PyNumber_Lshift)
BINARY(rshift, PyNumber_Rshift)
BINARY(and, PyNumber_And)
BINARY(or, PyNumber_Or)
BINARY(xor, PyNumber_Xor)
BINARY(inplace_add, PyNumber_InPlaceAdd)
BINARY(inplace_sub, PyNumber_InPlaceSubtract)
BINARY(inplace_mul, PyNumber_InPlaceMultiply)
BINARY(inplace_matmul, PyNumber_InPlaceMatrixMultiply)
BINARY(inplace_truediv, PyNumber_InPlaceTrueDivide)
BINARY(inplace_floordiv, PyNumber_InPlaceFloorDivide)
BINARY(inplace_mod, PyNumber_InPlaceRemainder)
POWER(inplace_pow, PyNumber_InPlacePower)
BINARY(inplace_lshift, PyNumber_InPlaceLshift)
BINARY(inplace_rshift, PyNumber_InPlaceRshift)
BINARY(inplace_and, PyNumber_InPlaceAnd)
BINARY(inplace_or, PyNumber_InPlaceOr)
BINARY(inplace_xor, PyNumber_InPlaceXor)

PyObject *spc_neg(PyObject *o) { return PyNumber_Negative(o); }

PyObject *spc_pos(PyObject *o) { return PyNumber_Positive(o); }

PyObject *spc_invert(PyObject *o) { return PyNumber_Invert(o); }

int
spc_truth(PyObject *o)
{
    if (o == Py_True) {
        return 1;
    }
    if (o == Py_False || o == Py_None) {
        return 0;
    }
    return PyObject_IsTrue(o);
}

/* The truth of a comparison's result, which it takes over. */
static inline int
truth_of(PyObject *r)
{
    if (SPC_UNLIKELY(r == NULL)) {
        return -1;
    }
    int t = spc_truth(r);
    Py_DECREF(r);
    return t;
}

#define COMPARE(name, op) \
    PyObject *spc_##name(PyObject *a, PyObject *b) { return PyObject_RichCompare(a, b, op); } \
    int spc_##name##_bool(PyObject *a, PyObject *b) { return truth_of(PyObject_RichCompare(a, b, op)); }

COMPARE(lt, Py_LT)
COMPARE(le, Py_LE)
COMPARE(eq, Py_EQ)
COMPARE(ne, Py_NE)
COMPARE(gt, Py_GT)
COMPARE(ge, Py_GE)

int spc_contains(PyObject *o, PyObject *item) { return PySequence_Contains(o, item); }

/* A length is never negative, so the error value cannot be one. */
int64_t
spc_len(PyObject *o)
{
    Py_ssize_t n = PyObject_Size(o);
    return SPC_UNLIKELY(n < 0) ? SPC_SENTINEL : n;
}

PyObject *
spc_len_obj(PyObject *o)
{
    Py_ssize_t n = PyObject_Size(o);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

int64_t
spc_hash(PyObject *o)
{
    Py_hash_t h = PyObject_Hash(o);
    return h == -1 ? SPC_SENTINEL : h;
}

int spc_isinstance(PyObject *o, PyObject *cls) { return PyObject_IsInstance(o, cls); }

int spc_issubclass(PyObject *c, PyObject *cls) { return PyObject_IsSubclass(c, cls); }

PyObject *spc_type_of(PyObject *o) { return (PyObject *)Py_TYPE(o); }

int spc_delattr(PyObject *o, PyObject *name) { return PyObject_SetAttr(o, name, NULL); }

int spc_del_subscr(PyObject *o, PyObject *i) { return PyObject_DelItem(o, i); }

PyObject *spc_slice(PyObject *a, PyObject *b, PyObject *c) { return PySlice_New(a, b, c); }

PyObject *spc_iter(PyObject *o) { return PyObject_GetIter(o); }

int
spc_unpack(PyObject *o, int64_t n, void *words)
{
    PyObject **out = words;
    PyObject **items;
    if (PyTuple_CheckExact(o) && PyTuple_GET_SIZE(o) == n) {
        items = ((PyTupleObject *)o)->ob_item;
    }
    else if (PyList_CheckExact(o) && PyList_GET_SIZE(o) == n) {
        items = ((PyListObject *)o)->ob_item;
    }
    else {
        return spc_api->unpack_slow(o, n, out);
    }
    for (int64_t i = 0; i < n; i++) {
        out[i] = Py_NewRef(items[i]);
    }
    return 0;
}

PyObject *spc_str(PyObject *o) { return PyObject_Str(o); }

PyObject *spc_repr(PyObject *o) { return PyObject_Repr(o); }

bool spc_match_sequence(PyObject *o) { return (Py_TYPE(o)->tp_flags & Py_TPFLAGS_SEQUENCE) != 0; }

bool spc_match_mapping(PyObject *o) { return (Py_TYPE(o)->tp_flags & Py_TPFLAGS_MAPPING) != 0; }
