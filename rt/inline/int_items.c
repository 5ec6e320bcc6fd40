/* Inline: small ints as items of exact sets, lists and tuples. Where an item that decides is no int of one digit, or where
 * memory has to grow, nothing is done here and the operation's second half does it as Python does.
 *
 * A set is probed in the order in which CPython probes it. */
#include "spc_inline.h"
#include "tags.h"
#include "version_internals.h"
#include "version_long.h"

enum { SPC_ABSENT, SPC_PRESENT, SPC_UNKNOWN = -1 };

/* Entries after a place that CPython looks at before it goes elsewhere, and by how much the hash is shifted then. */
#define SPC_SET_PROBES 9
#define SPC_SET_SHIFT 5

/* Items up to which sorting by insertion beats a call. */
#define SPC_FEW 24

static inline bool
small_int(PyObject *o, int64_t *v)
{
    return SPC_LIKELY(Py_IS_TYPE(o, &PyLong_Type)) && spc_long_small(o, v);
}

/* Whether the key of an entry, whose hash is that of v, is v. */
static inline int
is_key(PyObject *key, int64_t v)
{
    int64_t w;
    if (!Py_IS_TYPE(key, &PyLong_Type) || !spc_long_medium(key, &w)) {
        return SPC_UNKNOWN;
    }
    return w == v;
}

/* Looks v up in a set: the entry where it is, or, when there is to be a place for it, where it would be put. An entry that
 * was emptied may be that place, which is for the set itself to decide. */
static inline int
set_find(PyObject *set, int64_t v, bool place, setentry **where)
{
    PySetObject *s = (PySetObject *)set;
    if (SPC_UNLIKELY(v <= -(int64_t)_PyHASH_MODULUS || v >= (int64_t)_PyHASH_MODULUS)) {
        return SPC_UNKNOWN;
    }
    Py_hash_t hash = v == -1 ? -2 : v;
    size_t mask = s->mask, i = (size_t)hash & mask, perturb = hash;
    for (;;) {
        setentry *e = s->table + i, *last = i + SPC_SET_PROBES <= mask ? e + SPC_SET_PROBES : e;
        for (; e <= last; e++) {
            if (e->key == NULL) {
                *where = e;
                return SPC_ABSENT;
            }
            if (place && e->hash == -1) {
                return SPC_UNKNOWN;
            }
            if (e->hash == hash) {
                int r = is_key(e->key, v);
                if (r != 0) {
                    *where = e;
                    return r;
                }
            }
        }
        perturb >>= SPC_SET_SHIFT;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

static inline int
items_have(PyObject *const *items, Py_ssize_t n, int64_t v)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        int64_t w;
        if (SPC_UNLIKELY(!Py_IS_TYPE(items[i], &PyLong_Type) || !spc_long_medium(items[i], &w))) {
            return SPC_UNKNOWN;
        }
        if (w == v) {
            return SPC_PRESENT;
        }
    }
    return SPC_ABSENT;
}

SPC_SHARED int
spc_contains_tag_fast(PyObject *o, uintptr_t x)
{
    setentry *e;
    if (!SPC_IS_IMMEDIATE(x)) {
        return -1;
    }
    if (PyAnySet_CheckExact(o)) {
        return set_find(o, SPC_VALUE(x), false, &e);
    }
    if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) {
        return items_have(PySequence_Fast_ITEMS(o), Py_SIZE(o), SPC_VALUE(x));
    }
    return -1;
}

SPC_COLD int
spc_contains_tag(PyObject *o, uintptr_t x)
{
    PyObject *item = spc_tag_to_obj(x);
    int r = item == NULL ? -1 : PySequence_Contains(o, item);
    Py_XDECREF(item);
    return r;
}

/* Puts v into an unused entry; key, which may be NULL, is taken over. Not when the table would have to grow. */
static inline int
set_put(PyObject *set, setentry *e, int64_t v, PyObject *key)
{
    PySetObject *s = (PySetObject *)set;
    if (key == NULL) {
        return -1;
    }
    e->key = key;
    e->hash = v == -1 ? -2 : v;
    s->fill++;
    s->used++;
    return 0;
}

static inline bool
set_has_room(PyObject *set)
{
    PySetObject *s = (PySetObject *)set;
    return (size_t)(s->fill + 1) * 5 < (size_t)s->mask * 3;
}

SPC_SHARED int
spc_set_add_fast(PyObject *set, PyObject *o)
{
    int64_t v;
    setentry *e;
    int r = small_int(o, &v) ? set_find(set, v, true, &e) : SPC_UNKNOWN;
    if (r != SPC_ABSENT) {
        return r == SPC_PRESENT ? 0 : -1;
    }
    return set_has_room(set) ? set_put(set, e, v, Py_NewRef(o)) : -1;
}

int spc_set_add(PyObject *set, PyObject *v) { return PySet_Add(set, v); }

SPC_SHARED int
spc_set_add_tag_fast(PyObject *set, uintptr_t x)
{
    setentry *e;
    int r = SPC_IS_IMMEDIATE(x) ? set_find(set, SPC_VALUE(x), true, &e) : SPC_UNKNOWN;
    if (r != SPC_ABSENT) {
        return r == SPC_PRESENT ? 0 : -1;
    }
    if (!set_has_room(set)) {
        return -1;
    }
    PyObject *key = spc_long(SPC_VALUE(x));
    if (SPC_UNLIKELY(key == NULL)) {
        PyErr_Clear(); /* the second half raises it again */
    }
    return set_put(set, e, SPC_VALUE(x), key);
}

SPC_COLD int
spc_set_add_tag(PyObject *set, uintptr_t x)
{
    PyObject *key = spc_tag_to_obj(x);
    int r = key == NULL ? -1 : PySet_Add(set, key);
    Py_XDECREF(key);
    return r;
}

/* Takes a small int out of a set. */
SPC_SHARED int
spc_set_discard_tag_fast(PyObject *set, uintptr_t x)
{
    setentry *e;
    int r = SPC_IS_IMMEDIATE(x) ? set_find(set, SPC_VALUE(x), false, &e) : SPC_UNKNOWN;
    if (r == SPC_PRESENT) {
        PyObject *key = e->key;
        e->key = _PySet_Dummy; /* which sets do not count */
        e->hash = -1;
        ((PySetObject *)set)->used--;
        Py_DECREF(key);
    }
    return r < 0 ? -1 : 0;
}

SPC_COLD int
spc_set_discard_tag(PyObject *set, uintptr_t x)
{
    PyObject *key = spc_tag_to_obj(x);
    int r = key == NULL ? -1 : PySet_Discard(set, key);
    Py_XDECREF(key);
    return r < 0 ? -1 : 0;
}

SPC_SHARED int
spc_set_remove_tag_fast(PyObject *set, uintptr_t x)
{
    Py_ssize_t n = PySet_GET_SIZE(set);
    int r = spc_set_discard_tag_fast(set, x);
    return PySet_GET_SIZE(set) < n ? r : -1;
}

SPC_COLD int
spc_set_remove_tag(PyObject *set, uintptr_t x)
{
    PyObject *key = spc_tag_to_obj(x);
    int r = key == NULL ? -1 : PySet_Discard(set, key);
    if (r == 0) {
        _PyErr_SetKeyError(key);
    }
    Py_XDECREF(key);
    return r > 0 ? 0 : -1;
}

/* --- built-in functions of all items --- */

/* The next item of an exact set, list or tuple from *i on; NULL at the end, and of other objects. */
static inline PyObject *
next_item(PyObject *o, Py_ssize_t *i)
{
    if (PyAnySet_CheckExact(o)) {
        PySetObject *s = (PySetObject *)o;
        while (*i <= s->mask) {
            PyObject *key = s->table[(*i)++].key;
            if (key != NULL && key != _PySet_Dummy) {
                return key;
            }
        }
        return NULL;
    }
    bool sequence = PyList_CheckExact(o) || PyTuple_CheckExact(o);
    return sequence && *i < Py_SIZE(o) ? PySequence_Fast_ITEMS(o)[(*i)++] : NULL;
}

/* The first of the least or greatest; NULL when they are not all small ints, or none. */
static inline PyObject *
extreme(PyObject *o, bool least)
{
    Py_ssize_t i = 0;
    PyObject *best = NULL;
    int64_t value = 0;
    for (PyObject *item; (item = next_item(o, &i)) != NULL;) {
        int64_t v;
        if (!small_int(item, &v)) {
            return NULL;
        }
        if (best == NULL || (least ? v < value : v > value)) {
            best = item;
            value = v;
        }
    }
    Py_XINCREF(best);
    return best;
}

SPC_SHARED PyObject *spc_min_of_fast(PyObject *o) { return extreme(o, true); }

PyObject *spc_min_of(PyObject *o) { return builtin_of("min", o); }

SPC_SHARED PyObject *spc_max_of_fast(PyObject *o) { return extreme(o, false); }

PyObject *spc_max_of(PyObject *o) { return builtin_of("max", o); }

/* What max or min, called on nothing, has to say. */
SPC_COLD void
spc_raise_empty(PyObject *name)
{
    PyObject *none = PyTuple_New(0), *r = none == NULL ? NULL : builtin_of(PyUnicode_AsUTF8(name), none);
    Py_XDECREF(none);
    if (r != NULL) {
        Py_DECREF(r);
        PyErr_Format(PyExc_ValueError, "%U() of no items", name);
    }
}

SPC_SHARED PyObject *
spc_sum_of_fast(PyObject *o)
{
    if (!PyList_CheckExact(o) && !PyTuple_CheckExact(o)) {
        return NULL;
    }
    int64_t sum = 0, v; /* items have one digit each: memory ends before they overflow */
    for (Py_ssize_t i = 0; i < Py_SIZE(o); i++) {
        if (!small_int(PySequence_Fast_ITEMS(o)[i], &v)) {
            return NULL;
        }
        sum += v;
    }
    PyObject *r = spc_long(sum);
    if (SPC_UNLIKELY(r == NULL)) {
        PyErr_Clear();
    }
    return r;
}

PyObject *spc_sum_of(PyObject *o) { return builtin_of("sum", o); }

/* Sorts a few small ints; false when they are something else. */
static bool
sort_few(PyObject **items, Py_ssize_t n)
{
    int64_t value[SPC_FEW];
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!small_int(items[i], &value[i])) {
            return false;
        }
    }
    for (Py_ssize_t i = 1; i < n; i++) {
        PyObject *item = items[i];
        int64_t v = value[i];
        Py_ssize_t j = i;
        for (; j > 0 && value[j - 1] > v; j--) {
            items[j] = items[j - 1];
            value[j] = value[j - 1];
        }
        items[j] = item;
        value[j] = v;
    }
    return true;
}

/* A list that nobody else has seen is filled with the keys of a set. */
static PyObject *
set_keys(PyObject *set)
{
    PyObject *list = PyList_New(PySet_GET_SIZE(set));
    Py_ssize_t i = 0, n = 0;
    for (PyObject *key; list != NULL && (key = next_item(set, &i)) != NULL;) {
        PyList_SET_ITEM(list, n++, Py_NewRef(key));
    }
    return list;
}

PyObject *
spc_list_of(PyObject *o)
{
    return PyAnySet_CheckExact(o) ? set_keys(o) : PyList_CheckExact(o) ? spc_list_copy(o) : PySequence_List(o);
}

int
spc_list_sort(PyObject *list)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    return n <= SPC_FEW && sort_few(((PyListObject *)list)->ob_item, n) ? 0 : PyList_Sort(list);
}

PyObject *
spc_sorted(PyObject *o)
{
    PyObject *list = spc_list_of(o);
    if (list != NULL && spc_list_sort(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

PyObject *spc_set_of(PyObject *o) { return PySet_New(o); }

PyObject *
spc_tuple_of(PyObject *o)
{
    return PyList_CheckExact(o) ? PyList_AsTuple(o) : PySequence_Tuple(o);
}
