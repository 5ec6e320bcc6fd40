/* Inline: displays, and operations on containers known to be exactly list, tuple, dict, set or str. */
#include "spc_inline.h"
#include "tags.h"
#include "version_internals.h"
#include "version_long.h"

/* --- displays --- */

PyObject *
spc_list(PyObject *const *items, Py_ssize_t n)
{
    PyObject *list = PyList_New(n);
    if (SPC_LIKELY(list != NULL)) {
        for (Py_ssize_t i = 0; i < n; i++) {
            PyList_SET_ITEM(list, i, Py_NewRef(items[i]));
        }
    }
    return list;
}

PyObject *
spc_tuple(PyObject *const *items, Py_ssize_t n)
{
    PyObject *tuple = PyTuple_New(n);
    if (SPC_LIKELY(tuple != NULL)) {
        for (Py_ssize_t i = 0; i < n; i++) {
            PyTuple_SET_ITEM(tuple, i, Py_NewRef(items[i]));
        }
    }
    return tuple;
}

PyObject *
spc_set(PyObject *const *items, Py_ssize_t n)
{
    PyObject *set = PySet_New(NULL);
    for (Py_ssize_t i = 0; set != NULL && i < n; i++) {
        if (PySet_Add(set, items[i]) < 0) {
            Py_CLEAR(set);
        }
    }
    return set;
}

PyObject *
spc_dict(PyObject *const *items, Py_ssize_t n)
{
    PyObject *d = PyDict_New();
    for (Py_ssize_t i = 0; d != NULL && i < n; i += 2) {
        if (PyDict_SetItem(d, items[i], items[i + 1]) < 0) {
            Py_CLEAR(d);
        }
    }
    return d;
}

PyObject *spc_list_new(int64_t n) { return PyList_New(n); }

SPC_INLINE void spc_list_init(PyObject *list, int64_t i, PyObject *v) { PyList_SET_ITEM(list, i, v); }

PyObject *spc_tuple_new(int64_t n) { return PyTuple_New(n); }

SPC_INLINE void spc_tuple_init(PyObject *tuple, int64_t i, PyObject *v) { PyTuple_SET_ITEM(tuple, i, v); }

PyObject *spc_list_to_tuple(PyObject *list) { return PyList_AsTuple(list); }

int spc_set_update(PyObject *set, PyObject *o) { return _PySet_Update(set, o); }

int spc_dict_set(PyObject *d, PyObject *k, PyObject *v) { return PyDict_SetItem(d, k, v); }

/* --- list --- */

SPC_INLINE int64_t spc_list_len(PyObject *list) { return PyList_GET_SIZE(list); }

/* The address of an item; NULL when the index, which counts from the end when it is negative, is out of range. */
static inline PyObject **
list_place(PyObject *list, int64_t i)
{
    int64_t n = PyList_GET_SIZE(list);
    i += i < 0 ? n : 0;
    return SPC_LIKELY((uint64_t)i < (uint64_t)n) ? &((PyListObject *)list)->ob_item[i] : NULL;
}

/* Items are borrowed: whoever runs code that may change the list has to count them first. */
SPC_INLINE PyObject *
spc_list_get_fast(PyObject *list, int64_t i)
{
    PyObject **p = list_place(list, i);
    return SPC_LIKELY(p != NULL) ? *p : NULL;
}

SPC_COLD PyObject *
spc_list_get(PyObject *list, int64_t i)
{
    PyObject *v = spc_list_get_fast(list, i);
    return v != NULL ? v : spc_api->list_index_error("list index out of range");
}

/* An exact int beyond a word is no index, and a message says so. */
static SPC_COLD void
no_index(PyObject *list, uintptr_t i)
{
    Py_XDECREF(PyObject_GetItem(list, (PyObject *)i));
}

SPC_INLINE PyObject *
spc_list_get_tag(PyObject *list, uintptr_t i)
{
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(i))) {
        PyObject *v = spc_list_get_fast(list, SPC_VALUE(i));
        return SPC_LIKELY(v != NULL) ? v : spc_list_get(list, SPC_VALUE(i));
    }
    no_index(list, i);
    return NULL;
}

/* Items as tagged words. */
SPC_INLINE uintptr_t
spc_list_get_word_fast(PyObject *list, int64_t i)
{
    PyObject **p = list_place(list, i);
    return SPC_LIKELY(p != NULL) ? spc_obj_to_tag(*p) : 0;
}

SPC_COLD uintptr_t
spc_list_get_word(PyObject *list, int64_t i)
{
    PyObject *v = spc_list_get(list, i);
    return v == NULL ? 0 : spc_obj_to_tag(v);
}

SPC_INLINE uintptr_t
spc_list_get_tag_word(PyObject *list, uintptr_t i)
{
    PyObject *v = spc_list_get_tag(list, i);
    return SPC_LIKELY(v != NULL) ? spc_obj_to_tag(v) : 0;
}

/* The old item is released last: its destructor may change the list. */
SPC_INLINE int
spc_list_set_fast(PyObject *list, int64_t i, PyObject *v)
{
    PyObject **p = list_place(list, i);
    if (SPC_UNLIKELY(p == NULL)) {
        return -1;
    }
    PyObject *old = *p;
    *p = Py_NewRef(v);
    Py_DECREF(old);
    return 0;
}

SPC_COLD int
spc_list_set(PyObject *list, int64_t i, PyObject *v)
{
    if (spc_list_set_fast(list, i, v) < 0) {
        spc_api->list_index_error("list assignment index out of range");
        return -1;
    }
    return 0;
}

/* A float item as a number; the error value for other items. */
SPC_INLINE double
spc_list_get_f64_fast(PyObject *list, int64_t i)
{
    PyObject **p = list_place(list, i);
    return SPC_LIKELY(p != NULL && Py_IS_TYPE(*p, &PyFloat_Type)) ? PyFloat_AS_DOUBLE(*p) : SPC_SENTINEL;
}

SPC_COLD double
spc_list_get_f64(PyObject *list, int64_t i)
{
    PyObject *v = spc_list_get(list, i);
    return v == NULL ? SPC_SENTINEL : spc_unbox_f64(v);
}

SPC_INLINE int
spc_list_set_tag(PyObject *list, uintptr_t i, PyObject *v)
{
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(i))) {
        return SPC_LIKELY(spc_list_set_fast(list, SPC_VALUE(i), v) == 0) ? 0 : spc_list_set(list, SPC_VALUE(i), v);
    }
    return PyObject_SetItem(list, (PyObject *)i, v);
}

SPC_INLINE PyObject *spc_list_item(PyObject *list, int64_t i) { return PyList_GET_ITEM(list, i); }

/* The old element is released last: its destructor may change the list. */
SPC_INLINE void
spc_list_set_item(PyObject *list, int64_t i, PyObject *v)
{
    PyObject *old = PyList_GET_ITEM(list, i);
    PyList_SET_ITEM(list, i, Py_NewRef(v));
    Py_DECREF(old);
}

SPC_INLINE PyObject *
spc_list_next(PyObject *list, int64_t i)
{
    return SPC_LIKELY(i < PyList_GET_SIZE(list)) ? Py_NewRef(PyList_GET_ITEM(list, i)) : NULL;
}

SPC_INLINE int
spc_list_append(PyObject *o, PyObject *v)
{
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t n = Py_SIZE(list);
    if (SPC_LIKELY(n < list->allocated)) {
        list->ob_item[n] = Py_NewRef(v);
        Py_SET_SIZE(list, n + 1);
        return 0;
    }
    return PyList_Append(o, v);
}

PyObject *
spc_list_pop(PyObject *o)
{
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t n = Py_SIZE(list);
    if (SPC_LIKELY(n > 0 && n - 1 >= (list->allocated >> 1))) {
        Py_SET_SIZE(list, n - 1);
        return list->ob_item[n - 1];
    }
    return spc_api->list_pop_at(o, -1);
}

/* Items are moved here where the list keeps its memory. */
SPC_SHARED PyObject *
spc_list_pop_at(PyObject *o, int64_t i)
{
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t n = Py_SIZE(list);
    PyObject **p = list_place(o, i);
    if (SPC_UNLIKELY(p == NULL || n - 1 < (list->allocated >> 1))) {
        return spc_api->list_pop_at(o, i);
    }
    PyObject *v = *p;
    memmove(p, p + 1, (char *)(list->ob_item + n - 1) - (char *)p);
    Py_SET_SIZE(list, n - 1);
    return v;
}

SPC_SHARED int
spc_list_insert(PyObject *o, int64_t i, PyObject *v)
{
    PyListObject *list = (PyListObject *)o;
    Py_ssize_t n = Py_SIZE(list);
    if (SPC_UNLIKELY(n >= list->allocated)) {
        return PyList_Insert(o, i, v);
    }
    i += i < 0 ? n : 0;
    PyObject **p = list->ob_item + (i < 0 ? 0 : i > n ? n : i);
    memmove(p + 1, p, (char *)(list->ob_item + n) - (char *)p);
    *p = Py_NewRef(v);
    Py_SET_SIZE(list, n + 1);
    return 0;
}

void spc_list_reverse(PyObject *list) { PyList_Reverse(list); }

PyObject *spc_list_copy(PyObject *list) { return PyList_GetSlice(list, 0, PyList_GET_SIZE(list)); }

void spc_list_clear(PyObject *list) { PyList_SetSlice(list, 0, PyList_GET_SIZE(list), NULL); }

/* --- tuple --- */

SPC_INLINE int64_t spc_tuple_len(PyObject *t) { return PyTuple_GET_SIZE(t); }

SPC_INLINE PyObject *
spc_tuple_get(PyObject *t, int64_t i)
{
    int64_t n = PyTuple_GET_SIZE(t);
    i += i < 0 ? n : 0;
    if (SPC_UNLIKELY((uint64_t)i >= (uint64_t)n)) {
        return spc_api->list_index_error("tuple index out of range");
    }
    return Py_NewRef(PyTuple_GET_ITEM(t, i));
}

SPC_INLINE PyObject *
spc_tuple_next(PyObject *t, int64_t i)
{
    return SPC_LIKELY(i < PyTuple_GET_SIZE(t)) ? Py_NewRef(PyTuple_GET_ITEM(t, i)) : NULL;
}

SPC_INLINE PyObject *spc_tuple_item(PyObject *t, int64_t i) { return PyTuple_GET_ITEM(t, i); }

/* --- dict and set --- */

SPC_INLINE int64_t spc_dict_len(PyObject *d) { return ((PyDictObject *)d)->ma_used; }

PyObject *
spc_dict_get(PyObject *d, PyObject *k)
{
    PyObject *v = PyDict_GetItemWithError(d, k);
    if (SPC_LIKELY(v != NULL)) {
        return Py_NewRef(v);
    }
    if (!PyErr_Occurred()) {
        _PyErr_SetKeyError(k);
    }
    return NULL;
}

PyObject *
spc_dict_get_default(PyObject *d, PyObject *k, PyObject *other)
{
    PyObject *v = PyDict_GetItemWithError(d, k);
    if (v == NULL) {
        if (PyErr_Occurred()) {
            return NULL;
        }
        v = other;
    }
    return Py_NewRef(v);
}

int64_t spc_dict_walk_size(PyObject *o) { return PyDict_CheckExact(o) ? ((PyDictObject *)o)->ma_used : 0; }

/* One step of walking over a dict, as its iterators do it: place is where to go on, size what the dict had at the start,
 * left how many items of that are still to come. */
int64_t
spc_dict_next(PyObject *d, int64_t place, int64_t size, int64_t left, void *words)
{
    PyObject **out = words, *k, *v;
    Py_ssize_t pos = place;
    if (SPC_UNLIKELY(((PyDictObject *)d)->ma_used != size)) {
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
        return SPC_SENTINEL;
    }
    if (!PyDict_Next(d, &pos, &k, &v)) {
        return -1;
    }
    if (SPC_UNLIKELY(left == 0)) {
        PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
        return SPC_SENTINEL;
    }
    out[0] = Py_NewRef(k);
    out[1] = Py_NewRef(v);
    return pos;
}

int spc_dict_del(PyObject *d, PyObject *k) { return PyDict_DelItem(d, k); }

int spc_dict_contains(PyObject *d, PyObject *k) { return PyDict_Contains(d, k); }

SPC_INLINE int64_t spc_set_len(PyObject *s) { return PySet_GET_SIZE(s); }


/* --- sequences of any class --- */

int64_t
spc_index(PyObject *o, PyObject *i)
{
    if (PyIndex_Check(i)) {
        return PyNumber_AsSsize_t(i, NULL);
    }
    if (o == Py_None) { /* no container: a length */
        return PyNumber_AsSsize_t(i, PyExc_OverflowError);
    }
    PyObject *v = PyObject_GetItem(o, i);
    if (v != NULL) {
        Py_DECREF(v);
        PyErr_Format(PyExc_TypeError, "sequence index must be integer, not '%.200s'", Py_TYPE(i)->tp_name);
    }
    return SPC_SENTINEL;
}

SPC_INLINE int64_t spc_clip_u64(uint64_t i) { return i > INT64_MAX ? INT64_MAX : (int64_t)i; }

/* The place of an item of an exact list or tuple; NULL for others, or out of range. */
static inline PyObject **
seq_place(PyObject *o, int64_t i)
{
    if (SPC_LIKELY(PyList_CheckExact(o))) {
        return list_place(o, i);
    }
    if (!PyTuple_CheckExact(o)) {
        return NULL;
    }
    int64_t n = PyTuple_GET_SIZE(o);
    i += i < 0 ? n : 0;
    return SPC_LIKELY((uint64_t)i < (uint64_t)n) ? &((PyTupleObject *)o)->ob_item[i] : NULL;
}

/* An item of an exact tuple or string. */
SPC_SHARED static PyObject *
other_item(PyObject *o, int64_t i)
{
    if (PyUnicode_CheckExact(o)) {
        return str_item(o, i);
    }
    PyObject **p = seq_place(o, i);
    return p != NULL ? Py_NewRef(*p) : NULL;
}

SPC_INLINE PyObject *
spc_seq_get_fast(PyObject *o, int64_t i)
{
    if (SPC_LIKELY(PyList_CheckExact(o))) {
        PyObject **p = list_place(o, i);
        return SPC_LIKELY(p != NULL) ? Py_NewRef(*p) : NULL;
    }
    return other_item(o, i);
}

static inline uintptr_t
new_word(PyObject *o)
{
    uintptr_t x = spc_obj_to_tag(o);
    spc_incref_tag(x);
    return x;
}

SPC_INLINE uintptr_t
spc_seq_get_word_fast(PyObject *o, int64_t i)
{
    PyObject **p = seq_place(o, i);
    return SPC_LIKELY(p != NULL) ? new_word(*p) : 0;
}

SPC_INLINE int
spc_seq_set_fast(PyObject *o, int64_t i, PyObject *v)
{
    return SPC_LIKELY(PyList_CheckExact(o)) ? spc_list_set_fast(o, i, v) : -1;
}

SPC_INLINE double
spc_seq_get_f64_fast(PyObject *o, int64_t i)
{
    return SPC_LIKELY(PyList_CheckExact(o)) ? spc_list_get_f64_fast(o, i) : SPC_SENTINEL;
}

SPC_INLINE PyObject *
spc_subscr_tag_fast(PyObject *o, uintptr_t i)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(i)) ? spc_seq_get_fast(o, SPC_VALUE(i)) : NULL;
}

SPC_INLINE uintptr_t
spc_subscr_tag_word_fast(PyObject *o, uintptr_t i)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(i)) ? spc_seq_get_word_fast(o, SPC_VALUE(i)) : 0;
}

SPC_INLINE int
spc_store_subscr_tag_fast(PyObject *o, uintptr_t i, PyObject *v)
{
    return SPC_LIKELY(SPC_IS_IMMEDIATE(i)) ? spc_seq_set_fast(o, SPC_VALUE(i), v) : -1;
}

/* An item of any object; NULL is taken for i when the index could not be made an object. */
static PyObject *
any_item(PyObject *o, PyObject *i)
{
    PyObject *v = i == NULL ? NULL : PyObject_GetItem(o, i);
    Py_XDECREF(i);
    return v;
}

SPC_COLD PyObject *
spc_seq_get(PyObject *o, int64_t i)
{
    if (PyList_CheckExact(o)) {
        PyObject *v = spc_list_get(o, i);
        return Py_XNewRef(v);
    }
    return PyTuple_CheckExact(o) ? spc_tuple_get(o, i) : any_item(o, spc_long(i));
}

SPC_COLD PyObject *
spc_subscr_tag(PyObject *o, uintptr_t i)
{
    return SPC_IS_IMMEDIATE(i) ? spc_seq_get(o, SPC_VALUE(i)) : PyObject_GetItem(o, (PyObject *)i);
}

/* The tagged word of an object, which it takes over; 0 of NULL. */
static uintptr_t word_of(PyObject *o) { return o == NULL ? 0 : spc_obj_to_tag_steal(o); }

SPC_COLD uintptr_t spc_seq_get_word(PyObject *o, int64_t i) { return word_of(spc_seq_get(o, i)); }

SPC_COLD uintptr_t spc_subscr_tag_word(PyObject *o, uintptr_t i) { return word_of(spc_subscr_tag(o, i)); }

SPC_COLD int
spc_store_subscr_tag(PyObject *o, uintptr_t i, PyObject *v)
{
    if (SPC_IS_IMMEDIATE(i) && PyList_CheckExact(o)) {
        return spc_list_set(o, SPC_VALUE(i), v);
    }
    PyObject *index = spc_tag_to_obj(i);
    if (index == NULL) {
        return -1;
    }
    int r = PyObject_SetItem(o, index, v);
    Py_DECREF(index);
    return r;
}

SPC_COLD double
spc_seq_get_f64(PyObject *o, int64_t i)
{
    PyObject *v = spc_seq_get(o, i);
    double r = v == NULL ? SPC_SENTINEL : spc_unbox_f64(v);
    Py_XDECREF(v);
    return r;
}

SPC_COLD int
spc_seq_set(PyObject *o, int64_t i, PyObject *v)
{
    if (PyList_CheckExact(o)) {
        return spc_list_set(o, i, v);
    }
    PyObject *index = spc_long(i);
    int r = index == NULL ? -1 : PyObject_SetItem(o, index, v);
    Py_XDECREF(index);
    return r;
}
