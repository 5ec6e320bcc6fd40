/* Inline: slices whose bounds are tagged words, 0 for an absent one. Exact lists, tuples and strings with small ints for
 * bounds are done here; everything else goes through a slice object. */
#include "spc_inline.h"
#include "tags.h"

/* A slice of a sequence of known length: the items start, start + step, ... */
typedef struct {
    int64_t start, step, count;
} Slice;

/* Items that are exchanged without making a list of the former ones. */
#define SPC_EXCHANGED 64

/* A bound between low and high; false when it is not a small int. */
static inline bool
slice_bound(uintptr_t x, int64_t n, int64_t low, int64_t high, int64_t absent, int64_t *out)
{
    if (x == 0 || x == (uintptr_t)Py_None) {
        *out = absent;
        return true;
    }
    int64_t i = SPC_VALUE(x);
    i += i < 0 ? n : 0;
    *out = i < low ? low : i > high ? high : i;
    return SPC_IS_IMMEDIATE(x);
}

/* What the slice a:b:c of n items is; false when Python has to say it. */
static inline bool
slice_of(uintptr_t a, uintptr_t b, uintptr_t c, int64_t n, Slice *s)
{
    int64_t stop;
    s->step = 1;
    if (c != 0 && c != (uintptr_t)Py_None) {
        s->step = SPC_VALUE(c);
        if (!SPC_IS_IMMEDIATE(c) || s->step == 0) {
            return false;
        }
    }
    if (s->step > 0) {
        if (!slice_bound(a, n, 0, n, 0, &s->start) || !slice_bound(b, n, 0, n, n, &stop)) {
            return false;
        }
        s->count = stop <= s->start ? 0 : s->step == 1 ? stop - s->start : (stop - s->start - 1) / s->step + 1;
    }
    else {
        if (!slice_bound(a, n, -1, n - 1, n - 1, &s->start) || !slice_bound(b, n, -1, n - 1, -1, &stop)) {
            return false;
        }
        s->count = s->start <= stop ? 0 : s->step == -1 ? s->start - stop : (s->start - stop - 1) / -s->step + 1;
    }
    return true;
}

/* Copies references to the items of a slice, which are counted. */
static inline void
slice_items(PyObject **to, PyObject *const *items, Slice s)
{
    PyObject *const *from = items + s.start;
    for (int64_t i = 0; i < s.count; i++, from += s.step) {
        to[i] = Py_NewRef(*from);
    }
}

static SPC_COLD PyObject *
slice_object(uintptr_t a, uintptr_t b, uintptr_t c)
{
    uintptr_t words[] = {a, b, c};
    PyObject *bounds[3], *s = NULL;
    int n = 0;
    for (; n < 3; n++) {
        bounds[n] = words[n] == 0 ? Py_NewRef(Py_None) : spc_tag_to_obj(words[n]);
        if (bounds[n] == NULL) {
            break;
        }
    }
    if (n == 3) {
        s = PySlice_New(bounds[0], bounds[1], bounds[2]);
    }
    while (n > 0) {
        Py_DECREF(bounds[--n]);
    }
    return s;
}

static SPC_COLD PyObject *
any_slice(PyObject *o, uintptr_t a, uintptr_t b, uintptr_t c)
{
    PyObject *s = slice_object(a, b, c);
    PyObject *v = s == NULL ? NULL : PyObject_GetItem(o, s);
    Py_XDECREF(s);
    return v;
}

/* v is NULL for del. */
static SPC_COLD int
set_any_slice(PyObject *o, uintptr_t a, uintptr_t b, uintptr_t c, PyObject *v)
{
    PyObject *s = slice_object(a, b, c);
    int r = s == NULL ? -1 : v == NULL ? PyObject_DelItem(o, s) : PyObject_SetItem(o, s, v);
    Py_XDECREF(s);
    return r;
}

SPC_SHARED PyObject *
spc_list_slice(PyObject *list, uintptr_t a, uintptr_t b, uintptr_t c)
{
    Slice s;
    if (SPC_UNLIKELY(!slice_of(a, b, c, PyList_GET_SIZE(list), &s))) {
        return any_slice(list, a, b, c);
    }
    PyObject *v = PyList_New(s.count);
    if (SPC_LIKELY(v != NULL)) {
        slice_items(((PyListObject *)v)->ob_item, ((PyListObject *)list)->ob_item, s);
    }
    return v;
}

SPC_SHARED PyObject *
spc_tuple_slice(PyObject *tuple, uintptr_t a, uintptr_t b, uintptr_t c)
{
    Slice s;
    int64_t n = PyTuple_GET_SIZE(tuple);
    if (SPC_UNLIKELY(!slice_of(a, b, c, n, &s))) {
        return any_slice(tuple, a, b, c);
    }
    if (s.step == 1 && s.count == n) {
        return Py_NewRef(tuple);
    }
    PyObject *v = PyTuple_New(s.count);
    if (SPC_LIKELY(v != NULL && s.count > 0)) {
        slice_items(((PyTupleObject *)v)->ob_item, ((PyTupleObject *)tuple)->ob_item, s);
    }
    return v;
}

SPC_SHARED PyObject *
spc_str_slice(PyObject *str, uintptr_t a, uintptr_t b, uintptr_t c)
{
    Slice s;
    if (SPC_UNLIKELY(!slice_of(a, b, c, PyUnicode_GET_LENGTH(str), &s) || s.step != 1)) {
        return any_slice(str, a, b, c);
    }
    return PyUnicode_Substring(str, s.start, s.start + s.count);
}

PyObject *
spc_slice_get(PyObject *o, uintptr_t a, uintptr_t b, uintptr_t c)
{
    return PyList_CheckExact(o)      ? spc_list_slice(o, a, b, c)
           : PyUnicode_CheckExact(o) ? spc_str_slice(o, a, b, c)
           : PyTuple_CheckExact(o)   ? spc_tuple_slice(o, a, b, c)
                                     : any_slice(o, a, b, c);
}

/* Puts the items of the slice f in the place of those of t, as many. The former items are released when all are in place:
 * a destructor may change the lists. */
static inline void
exchange(PyObject *list, Slice t, PyObject *const *items, Slice f)
{
    PyObject *held[SPC_EXCHANGED], **to = ((PyListObject *)list)->ob_item + t.start;
    slice_items(held, items, f);
    for (int64_t i = 0; i < f.count; i++) {
        PyObject *old = to[i];
        to[i] = held[i];
        held[i] = old;
    }
    for (int64_t i = f.count; i > 0;) {
        Py_DECREF(held[--i]);
    }
}

SPC_SHARED int
spc_slice_set(PyObject *o, uintptr_t a, uintptr_t b, uintptr_t c, PyObject *v)
{
    Slice s;
    if (SPC_UNLIKELY(!PyList_CheckExact(o) || (v != NULL && !PyList_CheckExact(v)) || v == o
                     || !slice_of(a, b, c, PyList_GET_SIZE(o), &s) || s.step != 1)) {
        return set_any_slice(o, a, b, c, v);
    }
    if (v != NULL && PyList_GET_SIZE(v) == s.count && s.count <= SPC_EXCHANGED) {
        exchange(o, s, ((PyListObject *)v)->ob_item, (Slice){0, 1, s.count});
        return 0;
    }
    return PyList_SetSlice(o, s.start, s.start + s.count, v);
}

/* Items of a list in the opposite order: no reference comes or goes. */
static inline void
reverse(PyObject **low, PyObject **high)
{
    while (low < high) {
        PyObject *item = *low;
        *low++ = *high;
        *high-- = item;
    }
}

/* o[a:b:c] = p[d:e:f] */
SPC_SHARED int
spc_slice_move(PyObject *o, uintptr_t a, uintptr_t b, uintptr_t c, PyObject *p, uintptr_t d, uintptr_t e, uintptr_t f)
{
    Slice to, from;
    if (SPC_LIKELY(PyList_CheckExact(o) && PyList_CheckExact(p) && slice_of(d, e, f, PyList_GET_SIZE(p), &from)
                   && slice_of(a, b, c, PyList_GET_SIZE(o), &to) && to.step == 1 && from.count == to.count
                   && to.count <= SPC_EXCHANGED)) {
        PyObject **items = ((PyListObject *)p)->ob_item;
        if (o == p && to.count > 0 && from.step == -1 && from.start == to.start + to.count - 1) {
            reverse(items + to.start, items + from.start);
        }
        else {
            exchange(o, to, items, from);
        }
        return 0;
    }
    PyObject *v = spc_slice_get(p, d, e, f);
    int r = v == NULL ? -1 : spc_slice_set(o, a, b, c, v);
    Py_XDECREF(v);
    return r;
}
