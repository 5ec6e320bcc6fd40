/* Typed slots seen from Python: reads box, stores check (specification 5.2, rows SP-126 to SP-130). */
#include "core.h"
#include "typed_slots.h"
#include "version_gc.h"

typedef struct {
    PyObject_HEAD
    PyTypeObject *owner;      /* the class that declares the field */
    const SpcField *field;
    PyObject *name;
    PyObject *default_value;  /* NULL: unset slots raise AttributeError */
} TypedSlot;

static PyTypeObject TypedSlot_Type;

PyObject *
spc_typed_slot_new(PyTypeObject *t, const SpcField *f, PyObject *value_or_null)
{
    TypedSlot *d = PyObject_GC_New(TypedSlot, &TypedSlot_Type);
    if (d == NULL) {
        return NULL;
    }
    d->owner = (PyTypeObject *)Py_NewRef(t);
    d->field = f;
    d->default_value = Py_XNewRef(value_or_null);
    d->name = PyUnicode_InternFromString(f->name);
    PyObject_GC_Track(d);
    if (d->name == NULL) {
        Py_DECREF(d);
        return NULL;
    }
    return (PyObject *)d;
}

int
spc_is_typed_slot(PyObject *o)
{
    return Py_IS_TYPE(o, &TypedSlot_Type);
}

static int
slot_traverse(TypedSlot *d, visitproc visit, void *arg)
{
    Py_VISIT(d->owner);
    Py_VISIT(d->default_value);
    return 0;
}

static int
slot_clear(TypedSlot *d)
{
    Py_CLEAR(d->owner);
    Py_CLEAR(d->default_value);
    return 0;
}

static void
slot_dealloc(TypedSlot *d)
{
    PyObject_GC_UnTrack(d);
    slot_clear(d);
    Py_XDECREF(d->name);
    PyObject_GC_Del(d);
}

static PyObject *
unset(TypedSlot *d, PyObject *o)
{
    if (d->default_value != NULL) {
        return Py_NewRef(d->default_value);
    }
    PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%U'", Py_TYPE(o)->tp_name, d->name);
    return NULL;
}

static PyObject *
slot_get(TypedSlot *d, PyObject *o, PyObject *type)
{
    if (o == NULL) {
        return Py_NewRef(d->default_value != NULL ? d->default_value : (PyObject *)d);
    }
    if (!PyObject_TypeCheck(o, d->owner)) {
        PyErr_Format(PyExc_TypeError, "descriptor '%U' for '%.100s' objects doesn't apply to a '%.100s' object",
                     d->name, d->owner->tp_name, Py_TYPE(o)->tp_name);
        return NULL;
    }
    char *p = (char *)o + d->field->offset;
    switch (d->field->rep) {
    case SPC_REP_OBJ: {
        PyObject *x = *(PyObject **)p;
        return x == NULL ? unset(d, o) : Py_NewRef(x);
    }
    case SPC_REP_TAG: {
        uintptr_t w = *(uintptr_t *)p;
        if (w == 0) {
            return unset(d, o);
        }
        return w & 1 ? PyLong_FromLongLong((intptr_t)w >> 1) : Py_NewRef((PyObject *)w);
    }
    case SPC_REP_BOOL: return PyBool_FromLong(*(int8_t *)p);
    case SPC_REP_I8: return PyLong_FromLong(*(int8_t *)p);
    case SPC_REP_I16: return PyLong_FromLong(*(int16_t *)p);
    case SPC_REP_I32: return PyLong_FromLong(*(int32_t *)p);
    case SPC_REP_I64: return PyLong_FromLongLong(*(int64_t *)p);
    case SPC_REP_U8: return PyLong_FromUnsignedLong(*(uint8_t *)p);
    case SPC_REP_U16: return PyLong_FromUnsignedLong(*(uint16_t *)p);
    case SPC_REP_U32: return PyLong_FromUnsignedLong(*(uint32_t *)p);
    case SPC_REP_U64: return PyLong_FromUnsignedLongLong(*(uint64_t *)p);
    case SPC_REP_F32: return PyFloat_FromDouble(*(float *)p);
    case SPC_REP_F64: return PyFloat_FromDouble(*(double *)p);
    }
    Py_UNREACHABLE();
}

static int
wrong_type(TypedSlot *d, const char *expected, PyObject *value)
{
    PyErr_Format(spc_static_type_error(), "expected '%s', got '%s' for attribute '%U'", expected,
                 Py_TYPE(value)->tp_name, d->name);
    return -1;
}

/* Stores an int into a machine slot of the field's width: OverflowError "int overflow" when it does not fit. */
static int
store_int(TypedSlot *d, char *p, PyObject *value)
{
    int rep = d->field->rep;
    if (!PyLong_Check(value)) {
        return wrong_type(d, "int", value);
    }
    if (rep == SPC_REP_U64) {
        unsigned long long u = PyLong_AsUnsignedLongLong(value);
        if (u == (unsigned long long)-1 && PyErr_Occurred()) {
            PyErr_SetString(PyExc_OverflowError, "int overflow");
            return -1;
        }
        *(uint64_t *)p = u;
        return 0;
    }
    int overflow;
    long long n = PyLong_AsLongLongAndOverflow(value, &overflow);
    int fits = !overflow;
    switch (rep) {
    case SPC_REP_I8: fits &= n == (int8_t)n; break;
    case SPC_REP_I16: fits &= n == (int16_t)n; break;
    case SPC_REP_I32: fits &= n == (int32_t)n; break;
    case SPC_REP_U8: fits &= n == (uint8_t)n; break;
    case SPC_REP_U16: fits &= n == (uint16_t)n; break;
    case SPC_REP_U32: fits &= n == (uint32_t)n; break;
    }
    if (!fits) {
        PyErr_SetString(PyExc_OverflowError, "int overflow");
        return -1;
    }
    switch (rep) {
    case SPC_REP_I8: case SPC_REP_U8: *(int8_t *)p = (int8_t)n; break;
    case SPC_REP_I16: case SPC_REP_U16: *(int16_t *)p = (int16_t)n; break;
    case SPC_REP_I32: case SPC_REP_U32: *(int32_t *)p = (int32_t)n; break;
    default: *(int64_t *)p = n;
    }
    return 0;
}

/* A float slot takes any real number that Python's own float() of a number takes: floats and ints. */
static int
store_float(TypedSlot *d, char *p, PyObject *value)
{
    if (!PyFloat_Check(value) && !PyLong_Check(value)) {
        return wrong_type(d, "float", value);
    }
    double x = PyFloat_AsDouble(value);
    if (x == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    if (d->field->rep == SPC_REP_F32) {
        *(float *)p = (float)x;
    }
    else {
        *(double *)p = x;
    }
    return 0;
}

static int
store_tag(TypedSlot *d, char *p, PyObject *value)
{
    uintptr_t old = *(uintptr_t *)p, w;
    if (!PyLong_Check(value)) {
        return wrong_type(d, "int", value);
    }
    int overflow = 1;
    long long n = PyLong_CheckExact(value) ? PyLong_AsLongLongAndOverflow(value, &overflow) : 0;
    if (!overflow && n >= INT64_MIN / 2 && n <= INT64_MAX / 2) {
        w = (uintptr_t)n << 1 | 1;
    }
    else {
        w = (uintptr_t)Py_NewRef(value);
    }
    *(uintptr_t *)p = w;
    if (old != 0 && !(old & 1)) {
        Py_DECREF((PyObject *)old);
    }
    return 0;
}

static int
store_object(TypedSlot *d, char *p, PyObject *value)
{
    const SpcField *f = d->field;
    PyTypeObject *type = f->type == NULL ? NULL : *f->type;
    int none = value == Py_None && (f->check & SPC_OPTIONAL);
    if (f->type != NULL && !none) {
        /* The class of a field may not exist yet; no instance can then either, so only None passes. */
        int ok = type != NULL && (f->check & SPC_EXACT ? Py_IS_TYPE(value, type) : PyObject_TypeCheck(value, type));
        if (!ok) {
            return wrong_type(d, type == NULL ? "a class that is not defined yet" : type->tp_name, value);
        }
    }
    PyObject *old = *(PyObject **)p;
    *(PyObject **)p = Py_NewRef(value);
    Py_XDECREF(old);
    return 0;
}

static int
delete_slot(TypedSlot *d, PyObject *o, char *p)
{
    if (d->field->rep != SPC_REP_OBJ && d->field->rep != SPC_REP_TAG) {
        PyErr_Format(PyExc_TypeError, "can't delete numeric attribute '%U'", d->name);
        return -1;
    }
    uintptr_t old = *(uintptr_t *)p;
    if (old == 0) {
        PyErr_SetObject(PyExc_AttributeError, d->name);
        return -1;
    }
    *(uintptr_t *)p = 0;
    if (!(d->field->rep == SPC_REP_TAG && (old & 1))) {
        Py_DECREF((PyObject *)old);
    }
    return 0;
}

static int
slot_set(TypedSlot *d, PyObject *o, PyObject *value)
{
    if (!PyObject_TypeCheck(o, d->owner)) {
        PyErr_Format(PyExc_TypeError, "descriptor '%U' for '%.100s' objects doesn't apply to a '%.100s' object",
                     d->name, d->owner->tp_name, Py_TYPE(o)->tp_name);
        return -1;
    }
    char *p = (char *)o + d->field->offset;
    if (value == NULL) {
        return delete_slot(d, o, p);
    }
    spc_guard_cycles(o, value);
    switch (d->field->rep) {
    case SPC_REP_OBJ: return store_object(d, p, value);
    case SPC_REP_TAG: return store_tag(d, p, value);
    case SPC_REP_F32: case SPC_REP_F64: return store_float(d, p, value);
    case SPC_REP_BOOL:
        if (!PyBool_Check(value)) {
            return wrong_type(d, "bool", value);
        }
        *(int8_t *)p = value == Py_True;
        return 0;
    }
    return store_int(d, p, value);
}

static PyObject *
slot_repr(TypedSlot *d)
{
    return PyUnicode_FromFormat("<member '%U' of '%s' objects>", d->name, d->owner->tp_name);
}

static PyMemberDef slot_members[] = {
    {"__objclass__", T_OBJECT, offsetof(TypedSlot, owner), READONLY, NULL},
    {"__name__", T_OBJECT, offsetof(TypedSlot, name), READONLY, NULL},
    {NULL},
};

static PyTypeObject TypedSlot_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "typed_descriptor",
    .tp_basicsize = sizeof(TypedSlot),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = (destructor)slot_dealloc,
    .tp_traverse = (traverseproc)slot_traverse,
    .tp_clear = (inquiry)slot_clear,
    .tp_repr = (reprfunc)slot_repr,
    .tp_descr_get = (descrgetfunc)slot_get,
    .tp_descr_set = (descrsetfunc)slot_set,
    .tp_members = slot_members,
};

int
spc_core_typed_slots_init(void)
{
    return PyType_Ready(&TypedSlot_Type);
}
