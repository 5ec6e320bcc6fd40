/* CheckedDict[K, V]: a dict whose keys and values are checked whenever an item goes in (specification 8.1).
 *
 * What does not depend on K and V is left to the dict behind it. */
#include "generic.h"

#define DICT(o) (((SpcCheckedDict *)(o))->dict)

static inline bool
is_checked_dict(PyObject *o)
{
    return PyObject_TypeCheck(o, &spc_checked_dict_type);
}

/* The plain dict that o is or has; NULL without an error for other objects. */
static PyObject *
plain(PyObject *o)
{
    return is_checked_dict(o) ? DICT(o) : PyDict_Check(o) ? o : NULL;
}

static int
check_item(PyObject *self, PyObject *k, PyObject *v)
{
    const SpcTypeArg *args = spc_type_args(self)->args;
    int bad = !spc_arg_accepts(&args[0], k) ? 0 : !spc_arg_accepts(&args[1], v) ? 1 : -1;
    if (bad < 0) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "bad %s '%.200s' for %.200s", bad == 0 ? "key" : "value", Py_TYPE(bad == 0 ? k : v)->tp_name,
                 Py_TYPE(self)->tp_name);
    return -1;
}

int
spc_core_checked_dict_set(PyObject *self, PyObject *k, PyObject *v)
{
    return check_item(self, k, v) < 0 ? -1 : PyDict_SetItem(DICT(self), k, v);
}

static PyObject *
wrap(PyTypeObject *type, PyObject *dict)
{
    PyObject *o = dict == NULL ? NULL : type->tp_alloc(type, 0);
    if (o == NULL) {
        Py_XDECREF(dict);
        return NULL;
    }
    DICT(o) = dict;
    return o;
}

static PyObject *
chkdict_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kw))
{
    return spc_type_args_of(type) == NULL ? NULL : wrap(type, PyDict_New());
}

/* Stores the items of a dict one by one; code that a key's comparison runs may change it meanwhile. */
static int
store_items(PyObject *self, PyObject *dict)
{
    PyObject *items = PyDict_Items(dict);
    int r = items == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; r == 0 && i < PyList_GET_SIZE(items); i++) {
        PyObject *pair = PyList_GET_ITEM(items, i);
        r = spc_core_checked_dict_set(self, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1));
    }
    Py_XDECREF(items);
    return r;
}

/* The items of a mapping or of an iterable of pairs, then the keywords. */
static int
merge(PyObject *self, const char *name, PyObject *args, PyObject *kw)
{
    if (PyTuple_GET_SIZE(args) > 1) {
        PyErr_Format(PyExc_TypeError, "%s expected at most 1 argument, got %zd", name, PyTuple_GET_SIZE(args));
        return -1;
    }
    if (PyTuple_GET_SIZE(args) == 1) {
        PyObject *source = PyTuple_GET_ITEM(args, 0);
        PyObject *dict = Py_XNewRef(plain(source));
        if (dict == NULL) {
            dict = PyObject_CallOneArg((PyObject *)&PyDict_Type, source);
        }
        int r = dict == NULL ? -1 : store_items(self, dict);
        Py_XDECREF(dict);
        if (r < 0) {
            return -1;
        }
    }
    return kw == NULL ? 0 : store_items(self, kw);
}

static int
chkdict_init(PyObject *self, PyObject *args, PyObject *kw)
{
    PyDict_Clear(DICT(self));
    return merge(self, "chkdict", args, kw);
}

/* A display whose expected type is the checked one: takes over the dict. For native code. */
PyObject *
spc_core_checked_dict(PyTypeObject *type, PyObject *dict)
{
    if (type == NULL) {
        Py_DECREF(dict);
        PyErr_SetString(PyExc_NameError, "a class that this CheckedDict is made of is not defined yet");
        return NULL;
    }
    PyObject *o = wrap(type, dict), *k, *v;
    Py_ssize_t pos = 0;
    while (o != NULL && PyDict_Next(dict, &pos, &k, &v)) {
        if (check_item(o, k, v) < 0) {
            Py_CLEAR(o);
        }
    }
    return o;
}

static int
chkdict_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(DICT(self));
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static int
chkdict_tp_clear(PyObject *self)
{
    if (DICT(self) != NULL) {
        PyDict_Clear(DICT(self));
    }
    return 0;
}

static void
chkdict_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, chkdict_dealloc)
    if (((SpcCheckedDict *)self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    Py_CLEAR(DICT(self));
    spc_generic_free(self);
    Py_TRASHCAN_END
}

/* --- methods --- */

static PyObject *
get(PyObject *self, PyObject *const *args, Py_ssize_t n)
{
    if (n > 0 && spc_arg_expect(&spc_type_args(self)->args[0], "get", 1, args[0]) < 0) {
        return NULL;
    }
    return spc_delegate(DICT(self), "get", args, n, NULL);
}

static PyObject *
setdefault(PyObject *self, PyObject *const *args, Py_ssize_t n)
{
    const SpcTypeArg *types = spc_type_args(self)->args;
    if ((n > 0 && spc_arg_expect(&types[0], "setdefault", 1, args[0]) < 0)
        || spc_arg_expect(&types[1], "setdefault", 2, n > 1 ? args[1] : Py_None) < 0) {
        return NULL;
    }
    return spc_delegate(DICT(self), "setdefault", args, n, NULL);
}

static PyObject *
update(PyObject *self, PyObject *args, PyObject *kw)
{
    return merge(self, "update", args, kw) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *copy(PyObject *self, PyObject *Py_UNUSED(none)) { return wrap(Py_TYPE(self), PyDict_Copy(DICT(self))); }

static PyObject *plain_copy(PyObject *self, PyObject *Py_UNUSED(none)) { return PyDict_Copy(DICT(self)); }

static PyObject *
fromkeys(PyObject *cls, PyObject *const *args, Py_ssize_t n)
{
    if (n < 1 || n > 2) {
        PyErr_Format(PyExc_TypeError, "fromkeys expected 1 or 2 arguments, got %zd", n);
        return NULL;
    }
    PyObject *self = PyObject_CallNoArgs(cls), *it = self == NULL ? NULL : PyObject_GetIter(args[0]), *k;
    while (it != NULL && (k = PyIter_Next(it)) != NULL) {
        int r = spc_core_checked_dict_set(self, k, n == 2 ? args[1] : Py_None);
        Py_DECREF(k);
        if (r < 0) {
            break;
        }
    }
    if (it == NULL || PyErr_Occurred()) {
        Py_CLEAR(self);
    }
    Py_XDECREF(it);
    return self;
}

static PyObject *subscript(PyObject *self, PyObject *k) { return PyObject_GetItem(DICT(self), k); }

static int
store(PyObject *self, PyObject *k, PyObject *v)
{
    return v == NULL ? PyDict_DelItem(DICT(self), k) : spc_core_checked_dict_set(self, k, v);
}

static Py_ssize_t length(PyObject *self) { return PyDict_GET_SIZE(DICT(self)); }

static int contains(PyObject *self, PyObject *k) { return PyDict_Contains(DICT(self), k); }

static PyObject *iter(PyObject *self) { return PyObject_GetIter(DICT(self)); }

static PyObject *
compare(PyObject *self, PyObject *other, int op)
{
    PyObject *x = plain(self), *y = plain(other);
    if ((op != Py_EQ && op != Py_NE) || x == NULL || y == NULL) {
        return Py_NewRef(Py_NotImplemented);
    }
    return PyObject_RichCompare(x, y, op);
}

static PyObject *
repr(PyObject *self)
{
    int r = Py_ReprEnter(self);
    if (r != 0) {
        return r < 0 ? NULL : PyUnicode_FromString("{...}");
    }
    PyObject *s = PyObject_Repr(DICT(self));
    Py_ReprLeave(self);
    return s;
}

static PyObject *
size_of(PyObject *self, PyObject *Py_UNUSED(none))
{
    PyObject *n = spc_delegate(DICT(self), "__sizeof__", NULL, 0, NULL);
    Py_ssize_t size = n == NULL ? -1 : PyLong_AsSsize_t(n);
    Py_XDECREF(n);
    return size < 0 ? NULL : PyLong_FromSsize_t(size + Py_TYPE(self)->tp_basicsize);
}

#define DELEGATED(name) \
    static PyObject *dict_##name(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *kw) \
    { \
        return spc_delegate(DICT(self), #name, args, n, kw); \
    }
DELEGATED(pop)
DELEGATED(popitem)
DELEGATED(keys)
DELEGATED(values)
DELEGATED(items)
DELEGATED(clear)
DELEGATED(__reversed__)

#define METHOD(name, doc) {#name, (PyCFunction)(void (*)(void))dict_##name, METH_FASTCALL | METH_KEYWORDS, doc}

static PyMethodDef methods[] = {
    {"get", (PyCFunction)(void (*)(void))get, METH_FASTCALL, "Return the value of key, or default, which need not be of the value type."},
    {"setdefault", (PyCFunction)(void (*)(void))setdefault, METH_FASTCALL, "Return the value of key, after storing default when there is none."},
    METHOD(pop, "Remove key and return its value, or default; KeyError without either."),
    METHOD(popitem, "Remove and return the last (key, value) pair; KeyError when empty."),
    {"update", (PyCFunction)(void (*)(void))update, METH_VARARGS | METH_KEYWORDS,
     "Store the items of a mapping or of an iterable of pairs, then the keywords."},
    METHOD(keys, "Return a view of the keys."),
    METHOD(values, "Return a view of the values."),
    METHOD(items, "Return a view of the (key, value) pairs."),
    METHOD(clear, "Remove all items."),
    METHOD(__reversed__, NULL),
    {"copy", copy, METH_NOARGS, "Return a shallow copy, of the same checked type."},
    {"__copy__", copy, METH_NOARGS, NULL},
    {"_plain", plain_copy, METH_NOARGS, NULL},
    {"fromkeys", (PyCFunction)(void (*)(void))fromkeys, METH_FASTCALL | METH_CLASS,
     "Make a checked dict with keys from iterable, all with one value."},
    {"__sizeof__", size_of, METH_NOARGS, NULL},
    SPC_GENERIC_ADOPT,
    {NULL},
};

static PySequenceMethods as_sequence = {.sq_contains = contains};
static PyMappingMethods as_mapping = {.mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = store};

PyTypeObject spc_checked_dict_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "compiler._rt.CheckedDict",
    .tp_doc = "A dict whose keys are all of one type, and whose values are all of another.",
    .tp_basicsize = sizeof(SpcCheckedDict),
    .tp_weaklistoffset = offsetof(SpcCheckedDict, weakrefs),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_MAPPING,
    .tp_new = chkdict_new,
    .tp_init = chkdict_init,
    .tp_dealloc = chkdict_dealloc,
    .tp_traverse = chkdict_traverse,
    .tp_clear = chkdict_tp_clear,
    .tp_repr = repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_richcompare = compare,
    .tp_iter = iter,
    .tp_as_sequence = &as_sequence,
    .tp_as_mapping = &as_mapping,
    .tp_methods = methods,
};
