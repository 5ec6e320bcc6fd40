/* Array[P] and Vector[P]: machine values side by side in memory, of fixed and of growing length (specification 8.2). */
#include "generic.h"

static inline bool
is_vector(PyObject *o)
{
    return PyObject_TypeCheck(o, &spc_vector_type);
}

static inline char *
data_of(PyObject *o)
{
    return is_vector(o) ? ((SpcVector *)o)->data : ((SpcArray *)o)->data;
}

/* --- elements --- */

static PyObject *
load(PyObject *o, Py_ssize_t i)
{
    SpcTypeArgs *t = spc_type_args(o);
    char *p = data_of(o) + i * t->size;
    switch (t->code) {
    case SPC_CODE_INT8: case SPC_CODE_CHAR: return PyLong_FromLong(*(int8_t *)p);
    case SPC_CODE_UINT8: return PyLong_FromLong(*(uint8_t *)p);
    case SPC_CODE_INT16: return PyLong_FromLong(*(int16_t *)p);
    case SPC_CODE_UINT16: return PyLong_FromLong(*(uint16_t *)p);
    case SPC_CODE_INT32: return PyLong_FromLong(*(int32_t *)p);
    case SPC_CODE_UINT32: return PyLong_FromUnsignedLong(*(uint32_t *)p);
    case SPC_CODE_INT64: return PyLong_FromLongLong(*(int64_t *)p);
    case SPC_CODE_UINT64: return PyLong_FromUnsignedLongLong(*(uint64_t *)p);
    case SPC_CODE_DOUBLE: return PyFloat_FromDouble(*(double *)p);
    case SPC_CODE_SINGLE: return PyFloat_FromDouble(*(float *)p);
    case SPC_CODE_BOOL: return PyBool_FromLong(*p);
    }
    Py_UNREACHABLE();
}

/* The machine value of an object, in the first bytes of *out. */
static int
convert(SpcTypeArgs *t, PyObject *v, uint64_t *out)
{
    if (t->code == SPC_CODE_BOOL) {
        if (!PyBool_Check(v)) {
            PyErr_Format(PyExc_TypeError, "expected 'bool', got '%.200s'", Py_TYPE(v)->tp_name);
            return -1;
        }
        *out = v == Py_True;
        return 0;
    }
    if (t->code == SPC_CODE_DOUBLE || t->code == SPC_CODE_SINGLE) {
        double x = PyFloat_AsDouble(v);
        if (x == -1.0 && PyErr_Occurred()) {
            return -1;
        }
        float f = (float)x;
        memcpy(out, t->code == SPC_CODE_DOUBLE ? (void *)&x : (void *)&f, (size_t)t->size);
        return 0;
    }
    PyObject *n = PyNumber_Index(v);
    if (n == NULL) {
        return -1;
    }
    bool is_signed = t->code == SPC_CODE_CHAR || t->code % 2 == 1;
    int bits = 8 * t->size, overflow = 0;
    if (is_signed) {
        int64_t x = PyLong_AsLongLongAndOverflow(n, &overflow);
        *out = (uint64_t)x;
        overflow = overflow || (bits < 64 && (x < -(INT64_C(1) << (bits - 1)) || x >= INT64_C(1) << (bits - 1)));
    }
    else {
        *out = PyLong_AsUnsignedLongLong(n);
        if (*out == UINT64_MAX && PyErr_Occurred()) {
            PyErr_Clear();
            overflow = 1;
        }
        overflow = overflow || (bits < 64 && *out >> bits != 0);
    }
    Py_DECREF(n);
    if (overflow) {
        PyErr_SetString(PyExc_OverflowError, "int overflow");
        return -1;
    }
    return 0;
}

static inline void
put(PyObject *o, Py_ssize_t i, uint64_t bits)
{
    size_t size = (size_t)spc_type_args(o)->size;
    memcpy(data_of(o) + (size_t)i * size, &bits, size); /* little-endian, as every target is */
}

/* An index into o, counted from the end when negative; -1 with IndexError set when there is no such element. */
static Py_ssize_t
check_index(PyObject *o, Py_ssize_t i)
{
    Py_ssize_t n = Py_SIZE(o);
    i += i < 0 ? n : 0;
    if (i < 0 || i >= n) {
        PyErr_SetString(PyExc_IndexError, "array index out of range");
        return -1;
    }
    return i;
}

static Py_ssize_t
index_of(PyObject *o, PyObject *index)
{
    if (!PyIndex_Check(index)) {
        PyErr_Format(PyExc_TypeError, "sequence index must be integer, not '%.200s'", Py_TYPE(index)->tp_name);
        return -1;
    }
    Py_ssize_t i = PyNumber_AsSsize_t(index, PyExc_IndexError);
    if (i == -1 && PyErr_Occurred()) {
        PyErr_SetString(PyExc_IndexError, "array index out of range");
        return -1;
    }
    return check_index(o, i);
}

/* --- making --- */

static PyObject *
array_make(PyTypeObject *type, SpcTypeArgs *t, Py_ssize_t n)
{
    if (n > (PY_SSIZE_T_MAX - (Py_ssize_t)sizeof(SpcArray)) / t->size) {
        return PyErr_NoMemory();
    }
    SpcArray *a = PyObject_Malloc(sizeof(SpcArray) + (size_t)(n * t->size));
    if (a == NULL) {
        return PyErr_NoMemory();
    }
    PyObject_InitVar((PyVarObject *)a, type, n);
    a->weakrefs = NULL;
    return (PyObject *)a;
}

static PyObject *
vector_make(PyTypeObject *type, SpcTypeArgs *t, Py_ssize_t n)
{
    if (n > PY_SSIZE_T_MAX / t->size) {
        return PyErr_NoMemory();
    }
    SpcVector *a = PyObject_Malloc(sizeof(SpcVector));
    char *data = a == NULL ? NULL : PyMem_Malloc((size_t)(n * t->size));
    if (data == NULL) {
        PyObject_Free(a);
        return PyErr_NoMemory();
    }
    PyObject_InitVar((PyVarObject *)a, type, n);
    a->weakrefs = NULL;
    a->data = data;
    a->capacity = n;
    a->exports = 0;
    return (PyObject *)a;
}

/* n elements of unset content. */
static PyObject *
make(PyTypeObject *type, SpcTypeArgs *t, Py_ssize_t n)
{
    return PyType_IsSubtype(type, &spc_vector_type) ? vector_make(type, t, n) : array_make(type, t, n);
}

static PyObject *
make_zeroed(PyTypeObject *type, SpcTypeArgs *t, Py_ssize_t n)
{
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "array length must not be negative");
        return NULL;
    }
    PyObject *o = make(type, t, n);
    if (o != NULL) {
        memset(data_of(o), 0, (size_t)(n * t->size));
    }
    return o;
}

/* Array[P](n) in native code. */
PyObject *
spc_core_array_new(PyTypeObject *type, int64_t n)
{
    return make_zeroed(type, (SpcTypeArgs *)type->tp_cache, n);
}

static PyObject *
array_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
    SpcTypeArgs *t = spc_type_args_of(type);
    PyObject *length = NULL;
    int least = !PyType_IsSubtype(type, &spc_vector_type);
    if (t == NULL || !PyArg_UnpackTuple(args, least ? "Array" : "Vector", least, 1, &length)) {
        return NULL;
    }
    if (kw != NULL && PyDict_GET_SIZE(kw) > 0) {
        PyErr_SetString(PyExc_TypeError, "Array takes no keyword arguments");
        return NULL;
    }
    Py_ssize_t n = length == NULL ? 0 : PyNumber_AsSsize_t(length, PyExc_OverflowError);
    if (n == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return make_zeroed(type, t, n);
}

static void
array_dealloc(PyObject *o)
{
    if (((SpcArray *)o)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(o);
    }
    if (is_vector(o)) {
        PyMem_Free(((SpcVector *)o)->data);
    }
    PyTypeObject *type = Py_TYPE(o);
    PyObject_Free(o);
    Py_DECREF(type);
}

/* --- access --- */

static Py_ssize_t length(PyObject *o) { return Py_SIZE(o); }

static PyObject *
item(PyObject *o, Py_ssize_t i)
{
    if (i < 0 || i >= Py_SIZE(o)) {
        PyErr_SetString(PyExc_IndexError, "array index out of range");
        return NULL;
    }
    return load(o, i);
}

static PyObject *
subscript(PyObject *o, PyObject *index)
{
    Py_ssize_t i = index_of(o, index);
    return i < 0 ? NULL : load(o, i);
}

static int
store(PyObject *o, PyObject *index, PyObject *v)
{
    uint64_t bits;
    if (v == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object doesn't support item deletion", Py_TYPE(o)->tp_name);
        return -1;
    }
    if (index_of(o, index) < 0 || convert(spc_type_args(o), v, &bits) < 0) {
        return -1;
    }
    Py_ssize_t i = index_of(o, index); /* the conversion may have run code that shortened a Vector */
    if (i < 0) {
        return -1;
    }
    put(o, i, bits);
    return 0;
}

static PyObject *
concat(PyObject *a, PyObject *b)
{
    if (Py_TYPE(a) != Py_TYPE(b)) {
        PyErr_Format(PyExc_TypeError, "can only concatenate %.200s (not \"%.200s\") to %.200s", Py_TYPE(a)->tp_name,
                     Py_TYPE(b)->tp_name, Py_TYPE(a)->tp_name);
        return NULL;
    }
    SpcTypeArgs *t = spc_type_args(a);
    Py_ssize_t x = Py_SIZE(a), y = Py_SIZE(b);
    PyObject *o = make(Py_TYPE(a), t, x + y);
    if (o != NULL) {
        memcpy(data_of(o), data_of(a), (size_t)(x * t->size));
        memcpy(data_of(o) + x * t->size, data_of(b), (size_t)(y * t->size));
    }
    return o;
}

static PyObject *
repeat(PyObject *a, Py_ssize_t times)
{
    SpcTypeArgs *t = spc_type_args(a);
    Py_ssize_t n = Py_SIZE(a);
    times = times < 0 ? 0 : times;
    if (n > 0 && times > PY_SSIZE_T_MAX / n) {
        return PyErr_NoMemory();
    }
    PyObject *o = make(Py_TYPE(a), t, n * times);
    for (Py_ssize_t i = 0; o != NULL && i < times; i++) {
        memcpy(data_of(o) + i * n * t->size, data_of(a), (size_t)(n * t->size));
    }
    return o;
}

static PyObject *copy(PyObject *o, PyObject *Py_UNUSED(none)) { return repeat(o, 1); }

static PyObject *
repr(PyObject *o)
{
    PyObject *list = PySequence_List(o);
    PyObject *s = list == NULL ? NULL
                  : PyUnicode_FromFormat("%s[%zd](%R)", is_vector(o) ? "Vector" : "staticarray", PyList_GET_SIZE(list), list);
    Py_XDECREF(list);
    return s;
}

static PyObject *
size_of(PyObject *o, PyObject *Py_UNUSED(none))
{
    Py_ssize_t n = is_vector(o) ? ((SpcVector *)o)->capacity : Py_SIZE(o);
    size_t head = is_vector(o) ? sizeof(SpcVector) : sizeof(SpcArray);
    return PyLong_FromSize_t(head + (size_t)(n * spc_type_args(o)->size));
}

/* --- the buffer protocol --- */

static int
get_buffer(PyObject *o, Py_buffer *view, int flags)
{
    static const char *const formats[] = {"B", "b", "H", "h", "I", "i", "Q", "q", "", "d", "f", "b", "?"};
    SpcTypeArgs *t = spc_type_args(o);
    view->obj = Py_NewRef(o);
    view->buf = data_of(o);
    view->len = Py_SIZE(o) * t->size;
    view->itemsize = t->size;
    view->readonly = 0;
    view->ndim = 1;
    view->format = flags & PyBUF_FORMAT ? (char *)formats[t->code] : NULL;
    view->internal = NULL;
    view->shape = NULL;
    if (flags & PyBUF_ND) {
        view->shape = PyMem_New(Py_ssize_t, 1);
        if (view->shape == NULL) {
            Py_CLEAR(view->obj);
            PyErr_NoMemory();
            return -1;
        }
        view->shape[0] = Py_SIZE(o);
    }
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &view->itemsize : NULL;
    view->suboffsets = NULL;
    if (is_vector(o)) {
        ((SpcVector *)o)->exports++;
    }
    return 0;
}

static void
release_buffer(PyObject *o, Py_buffer *view)
{
    PyMem_Free(view->shape);
    if (is_vector(o)) {
        ((SpcVector *)o)->exports--;
    }
}

/* --- growing --- */

/* Gives the vector the length n; what is new is not set. */
static int
resize(PyObject *o, Py_ssize_t n)
{
    SpcVector *a = (SpcVector *)o;
    Py_ssize_t size = spc_type_args(o)->size;
    if (a->exports > 0) {
        PyErr_SetString(PyExc_BufferError, "cannot resize a Vector that is exporting buffers");
        return -1;
    }
    if (n > a->capacity) {
        Py_ssize_t capacity = n + (n >> 3) + 6;
        char *data = capacity > PY_SSIZE_T_MAX / size ? NULL : PyMem_Realloc(a->data, (size_t)(capacity * size));
        if (data == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        a->data = data;
        a->capacity = capacity;
    }
    Py_SET_SIZE(a, n);
    return 0;
}

static int
append_value(PyObject *o, PyObject *v)
{
    uint64_t bits;
    if (convert(spc_type_args(o), v, &bits) < 0 || resize(o, Py_SIZE(o) + 1) < 0) {
        return -1;
    }
    put(o, Py_SIZE(o) - 1, bits);
    return 0;
}

static PyObject *
append(PyObject *o, PyObject *v)
{
    return append_value(o, v) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *
extend(PyObject *o, PyObject *iterable)
{
    PyObject *it = PyObject_GetIter(iterable), *v;
    int r = it == NULL ? -1 : 0;
    while (r == 0 && (v = PyIter_Next(it)) != NULL) {
        r = append_value(o, v);
        Py_DECREF(v);
    }
    Py_XDECREF(it);
    return r < 0 || PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static PyObject *
insert(PyObject *o, PyObject *args)
{
    Py_ssize_t i, size = spc_type_args(o)->size;
    PyObject *v;
    uint64_t bits;
    if (!PyArg_ParseTuple(args, "nO:insert", &i, &v) || convert(spc_type_args(o), v, &bits) < 0) {
        return NULL;
    }
    Py_ssize_t n = Py_SIZE(o);
    i += i < 0 ? n : 0;
    i = i < 0 ? 0 : i > n ? n : i;
    if (resize(o, n + 1) < 0) {
        return NULL;
    }
    memmove(data_of(o) + (i + 1) * size, data_of(o) + i * size, (size_t)((n - i) * size));
    put(o, i, bits);
    Py_RETURN_NONE;
}

static PyObject *
pop(PyObject *o, PyObject *args)
{
    Py_ssize_t i = -1, size = spc_type_args(o)->size;
    if (!PyArg_ParseTuple(args, "|n:pop", &i) || (i = check_index(o, i)) < 0) {
        return NULL;
    }
    PyObject *v = ((SpcVector *)o)->exports > 0 ? NULL : load(o, i);
    if (v != NULL) {
        memmove(data_of(o) + i * size, data_of(o) + (i + 1) * size, (size_t)((Py_SIZE(o) - i - 1) * size));
    }
    if (resize(o, Py_SIZE(o) - (v != NULL)) < 0) {
        Py_CLEAR(v);
    }
    return v;
}

static PyObject *
clear(PyObject *o, PyObject *Py_UNUSED(none))
{
    return resize(o, 0) < 0 ? NULL : Py_NewRef(Py_None);
}

/* --- the types --- */

static PySequenceMethods as_sequence = {.sq_length = length, .sq_item = item, .sq_concat = concat, .sq_repeat = repeat};
static PyMappingMethods as_mapping = {.mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = store};
static PyBufferProcs as_buffer = {.bf_getbuffer = get_buffer, .bf_releasebuffer = release_buffer};

static PyMethodDef array_methods[] = {
    {"__copy__", copy, METH_NOARGS, NULL},
    {"__sizeof__", size_of, METH_NOARGS, NULL},
    SPC_GENERIC_ADOPT,
    {NULL},
};

static PyMethodDef vector_methods[] = {
    {"append", append, METH_O, "Append value."},
    {"extend", extend, METH_O, "Append every value of iterable."},
    {"insert", insert, METH_VARARGS, "Insert value before index."},
    {"pop", pop, METH_VARARGS, "Remove and return the value at index."},
    {"clear", clear, METH_NOARGS, "Remove every value."},
    {"__copy__", copy, METH_NOARGS, NULL},
    {"__sizeof__", size_of, METH_NOARGS, NULL},
    SPC_GENERIC_ADOPT,
    {NULL},
};

#define ARRAY_TYPE(name, doc, layout, its_methods) \
    { \
        PyVarObject_HEAD_INIT(NULL, 0).tp_name = "compiler._rt." name, .tp_doc = doc, .tp_basicsize = sizeof(layout), \
        .tp_weaklistoffset = offsetof(layout, weakrefs), \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_SEQUENCE, .tp_new = array_new, \
        .tp_dealloc = array_dealloc, .tp_repr = repr, .tp_iter = PySeqIter_New, .tp_as_sequence = &as_sequence, \
        .tp_as_mapping = &as_mapping, .tp_as_buffer = &as_buffer, .tp_methods = its_methods, \
    }

PyTypeObject spc_array_type = ARRAY_TYPE("Array", "A fixed number of machine values.", SpcArray, array_methods);
PyTypeObject spc_vector_type = ARRAY_TYPE("Vector", "A growing row of machine values.", SpcVector, vector_methods);
