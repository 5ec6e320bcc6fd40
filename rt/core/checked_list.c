/* CheckedList[T]: a list whose elements are all of type T, checked whenever one goes in (specification 8.1).
 *
 * What does not depend on T is left to the list behind it. */
#include "generic.h"
#include "version_internals.h"

#define LIST(o) (((SpcCheckedList *)(o))->list)

static inline bool
is_checked_list(PyObject *o)
{
    return PyObject_TypeCheck(o, &spc_checked_list_type);
}

/* The plain list that o is or has; NULL without an error for other objects. */
static PyObject *
plain(PyObject *o)
{
    return is_checked_list(o) ? LIST(o) : PyList_Check(o) ? o : NULL;
}

static int
bad_value(PyObject *self, PyObject *v)
{
    PyErr_Format(PyExc_TypeError, "bad value '%.200s' for %.200s", Py_TYPE(v)->tp_name, Py_TYPE(self)->tp_name);
    return -1;
}

static int
check_all(PyObject *self, PyObject *list)
{
    const SpcTypeArg *arg = &spc_type_args(self)->args[0];
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (!spc_arg_accepts(arg, PyList_GET_ITEM(list, i))) {
            return bad_value(self, PyList_GET_ITEM(list, i));
        }
    }
    return 0;
}

/* A checked list of the class over list, whose elements fit; takes over list, which may be NULL after an error. */
static PyObject *
wrap(PyTypeObject *type, PyObject *list)
{
    PyObject *o = list == NULL ? NULL : type->tp_alloc(type, 0);
    if (o == NULL) {
        Py_XDECREF(list);
        return NULL;
    }
    PyObject_GC_UnTrack(list);
    LIST(o) = list;
    return o;
}

static PyObject *
chklist_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kw))
{
    return spc_type_args_of(type) == NULL ? NULL : wrap(type, PyList_New(0));
}

/* A new list of the elements of iterable, none of which fails the check. */
static PyObject *
checked_elements(PyObject *self, PyObject *iterable)
{
    PyObject *list = is_checked_list(iterable) ? PyList_GetSlice(LIST(iterable), 0, PY_SSIZE_T_MAX) : PySequence_List(iterable);
    if (list != NULL && check_all(self, list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static int
chklist_init(PyObject *self, PyObject *args, PyObject *kw)
{
    if (kw != NULL && PyDict_GET_SIZE(kw) > 0) {
        PyErr_SetString(PyExc_TypeError, "chklist() takes no keyword arguments");
        return -1;
    }
    if (PyTuple_GET_SIZE(args) > 1) {
        PyErr_Format(PyExc_TypeError, "chklist expected at most 1 argument, got %zd", PyTuple_GET_SIZE(args));
        return -1;
    }
    PyObject *list = PyTuple_GET_SIZE(args) == 0 ? PyList_New(0) : checked_elements(self, PyTuple_GET_ITEM(args, 0));
    int r = list == NULL ? -1 : PyList_SetSlice(LIST(self), 0, PY_SSIZE_T_MAX, list);
    Py_XDECREF(list);
    return r;
}

/* A display whose expected type is the checked one: takes over the list. For native code. */
PyObject *
spc_core_checked_list(PyTypeObject *type, PyObject *list)
{
    if (type == NULL) {
        Py_DECREF(list);
        PyErr_SetString(PyExc_NameError, "the element class of this CheckedList is not defined yet");
        return NULL;
    }
    PyObject *o = wrap(type, list);
    if (o != NULL && check_all(o, list) < 0) {
        Py_CLEAR(o);
    }
    return o;
}

static int
chklist_traverse(PyObject *self, visitproc visit, void *arg)
{
    PyObject *list = LIST(self);
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        Py_VISIT(PyList_GET_ITEM(list, i));
    }
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int
chklist_tp_clear(PyObject *self)
{
    return LIST(self) == NULL ? 0 : PyList_SetSlice(LIST(self), 0, PY_SSIZE_T_MAX, NULL);
}

static void
chklist_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, chklist_dealloc)
    if (((SpcCheckedList *)self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    Py_CLEAR(LIST(self));
    spc_generic_free(self);
    Py_TRASHCAN_END
}

/* --- what goes in --- */

static PyObject *
append(PyObject *self, PyObject *v)
{
    if (spc_arg_expect(&spc_type_args(self)->args[0], "append", 1, v) < 0 || PyList_Append(LIST(self), v) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *
insert(PyObject *self, PyObject *const *args, Py_ssize_t n)
{
    if (n == 2 && spc_arg_expect(&spc_type_args(self)->args[0], "insert", 2, args[1]) < 0) {
        return NULL;
    }
    return spc_delegate(LIST(self), "insert", args, n, NULL);
}

/* From a list or tuple all elements are checked before the first goes in; other iterables may be applied in part. */
static PyObject *
extend(PyObject *self, PyObject *iterable)
{
    if (plain(iterable) != NULL || PyTuple_Check(iterable)) {
        PyObject *list = checked_elements(self, iterable);
        Py_ssize_t n = PyList_GET_SIZE(LIST(self));
        int r = list == NULL ? -1 : PyList_SetSlice(LIST(self), n, n, list);
        Py_XDECREF(list);
        return r < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *it = PyObject_GetIter(iterable), *v;
    if (it == NULL) {
        return NULL;
    }
    const SpcTypeArg *arg = &spc_type_args(self)->args[0];
    while ((v = PyIter_Next(it)) != NULL) {
        int r = spc_arg_accepts(arg, v) ? PyList_Append(LIST(self), v) : bad_value(self, v);
        Py_DECREF(v);
        if (r < 0) {
            break;
        }
    }
    Py_DECREF(it);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

static int
store(PyObject *self, PyObject *index, PyObject *v)
{
    if (v == NULL) {
        return PyObject_DelItem(LIST(self), index);
    }
    if (!PySlice_Check(index)) {
        return spc_arg_accepts(&spc_type_args(self)->args[0], v) ? PyObject_SetItem(LIST(self), index, v) : bad_value(self, v);
    }
    if (is_checked_list(v) && Py_TYPE(v) != Py_TYPE(self)) {
        PyErr_Format(PyExc_TypeError, "Incompatible slice type '%s' assigned to '%s'", Py_TYPE(v)->tp_name, Py_TYPE(self)->tp_name);
        return -1;
    }
    PyObject *list = checked_elements(self, v);
    int r = list == NULL ? -1 : PyObject_SetItem(LIST(self), index, list);
    Py_XDECREF(list);
    return r;
}

static PyObject *
inplace_concat(PyObject *self, PyObject *other)
{
    PyObject *done = extend(self, other);
    if (done == NULL) {
        return NULL;
    }
    Py_DECREF(done);
    return Py_NewRef(self);
}

/* --- what comes out --- */

static PyObject *
subscript(PyObject *self, PyObject *index)
{
    PyObject *v = PyObject_GetItem(LIST(self), index);
    return PySlice_Check(index) ? wrap(Py_TYPE(self), v) : v;
}

static PyObject *
item(PyObject *self, Py_ssize_t i)
{
    PyObject *list = LIST(self);
    if ((size_t)i >= (size_t)PyList_GET_SIZE(list)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    return Py_NewRef(PyList_GET_ITEM(list, i));
}

static Py_ssize_t length(PyObject *self) { return PyList_GET_SIZE(LIST(self)); }

static int contains(PyObject *self, PyObject *v) { return PySequence_Contains(LIST(self), v); }

static PyObject *copy(PyObject *self, PyObject *Py_UNUSED(none)) { return wrap(Py_TYPE(self), PyList_GetSlice(LIST(self), 0, PY_SSIZE_T_MAX)); }

static PyObject *plain_copy(PyObject *self, PyObject *Py_UNUSED(none)) { return PyList_GetSlice(LIST(self), 0, PY_SSIZE_T_MAX); }

/* Sums and products are plain lists. */
static PyObject *
add(PyObject *a, PyObject *b)
{
    PyObject *x = plain(a), *y = plain(b);
    return x == NULL || y == NULL ? Py_NewRef(Py_NotImplemented) : PySequence_Concat(x, y);
}

static PyObject *repeat(PyObject *self, Py_ssize_t n) { return PySequence_Repeat(LIST(self), n); }

static PyObject *
inplace_repeat(PyObject *self, Py_ssize_t n)
{
    PyObject *r = PySequence_InPlaceRepeat(LIST(self), n);
    if (r == NULL) {
        return NULL;
    }
    Py_DECREF(r);
    return Py_NewRef(self);
}

static PyObject *
compare(PyObject *self, PyObject *other, int op)
{
    PyObject *x = plain(self), *y = plain(other);
    return x == NULL || y == NULL ? Py_NewRef(Py_NotImplemented) : PyObject_RichCompare(x, y, op);
}

static PyObject *
repr(PyObject *self)
{
    int r = Py_ReprEnter(self); /* the list behind it may hold self */
    if (r != 0) {
        return r < 0 ? NULL : PyUnicode_FromString("[...]");
    }
    PyObject *s = PyObject_Repr(LIST(self));
    Py_ReprLeave(self);
    return s;
}

static PyObject *
size_of(PyObject *self, PyObject *Py_UNUSED(none))
{
    PyObject *n = spc_delegate(LIST(self), "__sizeof__", NULL, 0, NULL);
    Py_ssize_t size = n == NULL ? -1 : PyLong_AsSsize_t(n);
    Py_XDECREF(n);
    return size < 0 ? NULL : PyLong_FromSsize_t(size + Py_TYPE(self)->tp_basicsize);
}

/* The list's iterators would hold the list: these hold the checked list, and look at it anew at each step, too. */
typedef struct {
    PyObject_HEAD
    PyObject *seq; /* NULL at the end */
    Py_ssize_t next;
} ReverseIterator;

static PyTypeObject ReverseIterator_Type;

static PyObject *
reversed(PyObject *self, PyObject *Py_UNUSED(none))
{
    ReverseIterator *it = PyObject_GC_New(ReverseIterator, &ReverseIterator_Type);
    if (it != NULL) {
        it->seq = Py_NewRef(self);
        it->next = length(self) - 1;
        PyObject_GC_Track(it);
    }
    return (PyObject *)it;
}

static PyObject *
reverse_next(ReverseIterator *it)
{
    if (it->seq != NULL && it->next >= 0 && it->next < length(it->seq)) {
        return item(it->seq, it->next--);
    }
    Py_CLEAR(it->seq);
    return NULL;
}

static int
reverse_traverse(ReverseIterator *it, visitproc visit, void *arg)
{
    Py_VISIT(it->seq);
    return 0;
}

static void
reverse_dealloc(ReverseIterator *it)
{
    PyObject_GC_UnTrack(it);
    Py_XDECREF(it->seq);
    PyObject_GC_Del(it);
}

static PyTypeObject ReverseIterator_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "chklist_reverseiterator",
    .tp_basicsize = sizeof(ReverseIterator),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_dealloc = (destructor)reverse_dealloc,
    .tp_traverse = (traverseproc)reverse_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)reverse_next,
};

/* --- what the list does --- */

#define DELEGATED(name) \
    static PyObject *list_##name(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *kw) \
    { \
        return spc_delegate(LIST(self), #name, args, n, kw); \
    }
DELEGATED(pop)
DELEGATED(remove)
DELEGATED(index)
DELEGATED(count)
DELEGATED(reverse)
DELEGATED(sort)
DELEGATED(clear)

#define METHOD(name, doc) {#name, (PyCFunction)(void (*)(void))list_##name, METH_FASTCALL | METH_KEYWORDS, doc}

static PyMethodDef methods[] = {
    {"append", append, METH_O, "Append value to the end of the list."},
    {"insert", (PyCFunction)(void (*)(void))insert, METH_FASTCALL, "Insert value before index."},
    {"extend", extend, METH_O, "Append the elements of iterable; from a list all are checked before the first goes in."},
    METHOD(pop, "Remove and return the element at index."),
    METHOD(remove, "Remove the first element that equals value; ValueError if there is none."),
    METHOD(index, "Return the first index of value; ValueError if it is not present."),
    METHOD(count, "Return the number of elements that equal value."),
    METHOD(reverse, "Reverse in place."),
    METHOD(sort, "Sort in place, stably."),
    METHOD(clear, "Remove all elements."),
    {"copy", copy, METH_NOARGS, "Return a shallow copy, of the same checked type."},
    {"__copy__", copy, METH_NOARGS, NULL},
    {"_plain", plain_copy, METH_NOARGS, NULL},
    {"__reversed__", reversed, METH_NOARGS, NULL},
    {"__sizeof__", size_of, METH_NOARGS, NULL},
    SPC_GENERIC_ADOPT,
    {NULL},
};

static PyNumberMethods as_number = {.nb_add = add, .nb_inplace_add = inplace_concat};
static PySequenceMethods as_sequence = {
    .sq_length = length, .sq_item = item, .sq_contains = contains, .sq_repeat = repeat,
    .sq_inplace_repeat = inplace_repeat,
};
static PyMappingMethods as_mapping = {.mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = store};

PyTypeObject spc_checked_list_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "compiler._rt.CheckedList",
    .tp_doc = "A list whose elements are all of one type.",
    .tp_basicsize = sizeof(SpcCheckedList),
    .tp_weaklistoffset = offsetof(SpcCheckedList, weakrefs),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_SEQUENCE,
    .tp_new = chklist_new,
    .tp_init = chklist_init,
    .tp_dealloc = chklist_dealloc,
    .tp_traverse = chklist_traverse,
    .tp_clear = chklist_tp_clear,
    .tp_repr = repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_richcompare = compare,
    .tp_iter = PySeqIter_New,
    .tp_as_number = &as_number,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
    .tp_methods = methods,
};
