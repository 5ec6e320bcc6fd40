/* Operations on arbitrary objects whose fast paths are inline or that have none; attributes are in attributes.c. */
#include "core.h"
#include "version_internals.h"
#include "version_iter.h"

/* --- slices --- */

/* A bound of a slice with step 1 of n items: an exact int or absent; false for others. */
static bool
plain_bound(PyObject *o, Py_ssize_t n, Py_ssize_t absent, Py_ssize_t *place)
{
    *place = absent;
    if (o == NULL || o == Py_None) {
        return true;
    }
    if (!PyLong_CheckExact(o)) {
        return false;
    }
    int overflow;
    long v = PyLong_AsLongAndOverflow(o, &overflow);
    v = overflow > 0 ? n : overflow < 0 ? 0 : v < 0 ? v + n : v;
    *place = v < 0 ? 0 : v > n ? n : v;
    return true;
}

PyObject *
spc_core_get_slice(PyObject *o, PyObject *a, PyObject *b)
{
    bool str = PyUnicode_CheckExact(o), list = PyList_CheckExact(o);
    if (str || list || PyTuple_CheckExact(o)) {
        Py_ssize_t n = str ? PyUnicode_GET_LENGTH(o) : Py_SIZE(o), i, j;
        if (plain_bound(a, n, 0, &i) && plain_bound(b, n, n, &j)) {
            j = j < i ? i : j;
            return str ? PyUnicode_Substring(o, i, j) : list ? PyList_GetSlice(o, i, j) : PyTuple_GetSlice(o, i, j);
        }
    }
    PyObject *s = PySlice_New(a, b, NULL);
    PyObject *r = s == NULL ? NULL : PyObject_GetItem(o, s);
    Py_XDECREF(s);
    return r;
}

int
spc_core_store_slice(PyObject *o, PyObject *a, PyObject *b, PyObject *v)
{
    PyObject *s = PySlice_New(a, b, NULL);
    int r = s == NULL ? -1 : PyObject_SetItem(o, s, v);
    Py_XDECREF(s);
    return r;
}

int
spc_core_del_slice(PyObject *o, PyObject *a, PyObject *b)
{
    PyObject *s = PySlice_New(a, b, NULL);
    int r = s == NULL ? -1 : PyObject_DelItem(o, s);
    Py_XDECREF(s);
    return r;
}

/* --- unpacking --- */

static int
not_iterable(PyObject *o)
{
    if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(o)->tp_iter == NULL && !PySequence_Check(o)) {
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object", Py_TYPE(o)->tp_name);
    }
    return -1;
}

static void
drop(PyObject **out, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        Py_CLEAR(out[i]);
    }
}

/* Whether an iterator is at its end: 1, 0 (then *item is the next item), -1 an error. */
static int
at_end(PyObject *it, PyObject **item)
{
    *item = PyIter_Next(it);
    return *item != NULL ? 0 : PyErr_Occurred() ? -1 : 1;
}

int
spc_core_unpack_slow(PyObject *o, int64_t n, PyObject **out)
{
    PyObject *it = PyObject_GetIter(o), *item;
    if (it == NULL) {
        return not_iterable(o);
    }
    int64_t i = 0;
    int end = 0;
    for (; i < n && (end = at_end(it, &out[i])) == 0; i++) {
    }
    if (end > 0) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %d, got %d)", (int)n, (int)i);
    }
    if (i == n) {
        end = at_end(it, &item);
        if (end > 0) {
            Py_DECREF(it);
            return 0;
        }
        if (end == 0) {
            Py_DECREF(item);
            if (PyList_CheckExact(o) || PyTuple_CheckExact(o) || PyDict_CheckExact(o)) {
#if PY_VERSION_HEX >= 0x030E0000
                PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d, got %zd)", (int)n, PyObject_Size(o));
                Py_DECREF(it);
                drop(out, n);
                return -1;
#endif
            }
            PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d)", (int)n);
        }
    }
    Py_DECREF(it);
    drop(out, i);
    return -1;
}

/* a, *b, c = o: before words, the list, after words. */
int
spc_core_unpack_ex(PyObject *o, int64_t before, int64_t after, void *words)
{
    PyObject **out = words;
    PyObject *it = PyObject_GetIter(o);
    if (it == NULL) {
        return not_iterable(o);
    }
    int64_t i = 0;
    int end = 0;
    for (; i < before && (end = at_end(it, &out[i])) == 0; i++) {
    }
    if (end > 0) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected at least %d, got %d)",
                     (int)(before + after), (int)i);
    }
    if (i < before) {
        goto fail;
    }
    PyObject *rest = PySequence_List(it);
    if (rest == NULL) {
        goto fail;
    }
    Py_ssize_t n = PyList_GET_SIZE(rest);
    if (n < after) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected at least %d, got %zd)",
                     (int)(before + after), (Py_ssize_t)before + n);
        Py_DECREF(rest);
        goto fail;
    }
    for (int64_t k = 0; k < after; k++) {
        out[before + 1 + k] = Py_NewRef(PyList_GET_ITEM(rest, n - after + k));
    }
    if (after > 0 && PyList_SetSlice(rest, n - after, n, NULL) < 0) {
        drop(out + before + 1, after);
        Py_DECREF(rest);
        goto fail;
    }
    out[before] = rest;
    Py_DECREF(it);
    return 0;
fail:
    Py_DECREF(it);
    drop(out, i);
    return -1;
}

/* --- formatting --- */

PyObject *
spc_core_format(PyObject *v, int32_t conversion, PyObject *spec)
{
    PyObject *shown;
    switch (conversion) {
    case 's': shown = PyObject_Str(v); break;
    case 'r': shown = PyObject_Repr(v); break;
    case 'a': shown = PyObject_ASCII(v); break;
    default: shown = Py_NewRef(v);
    }
    if (shown == NULL || (PyUnicode_CheckExact(shown) && spec == NULL)) {
        return shown;
    }
    PyObject *r = PyObject_Format(shown, spec);
    Py_DECREF(shown);
    return r;
}

PyObject *
spc_core_join_str(PyObject *const *items, Py_ssize_t n)
{
    static PyObject *empty;
    if (empty == NULL && (empty = PyUnicode_FromString("")) == NULL) {
        return NULL;
    }
    return _PyUnicode_JoinArray(empty, items, n);
}

/* --- match --- */

/* The values of the keys of a mapping pattern as a tuple; None when one is missing. */
PyObject *
spc_core_match_keys(PyObject *map, PyObject *keys)
{
    Py_ssize_t n = PyTuple_GET_SIZE(keys);
    PyObject *values = PyTuple_New(n), *seen = PySet_New(NULL), *get = NULL, *dummy = NULL;
    if (values == NULL || seen == NULL) {
        goto fail;
    }
    if (n > 0) {
        get = PyObject_GetAttrString(map, "get");
        dummy = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
        if (get == NULL || dummy == NULL) {
            goto fail;
        }
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        int twice = PySet_Contains(seen, key);
        if (twice != 0 || PySet_Add(seen, key) < 0) {
            if (twice > 0) {
                PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
            }
            goto fail;
        }
        PyObject *v = PyObject_CallFunctionObjArgs(get, key, dummy, NULL);
        if (v == NULL) {
            goto fail;
        }
        if (v == dummy) {
            Py_DECREF(v);
            Py_SETREF(values, Py_NewRef(Py_None));
            break;
        }
        PyTuple_SET_ITEM(values, i, v);
    }
    goto done;
fail:
    Py_CLEAR(values);
done:
    Py_XDECREF(seen);
    Py_XDECREF(get);
    Py_XDECREF(dummy);
    return values;
}

/* One attribute for a class pattern; NULL without an error when it is missing. */
static PyObject *
match_attribute(PyObject *subject, PyObject *cls, PyObject *name, PyObject *seen)
{
    int twice = PySet_Contains(seen, name);
    if (twice != 0 || PySet_Add(seen, name) < 0) {
        if (twice > 0) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R",
                         ((PyTypeObject *)cls)->tp_name, name);
        }
        return NULL;
    }
    PyObject *v = PyObject_GetAttr(subject, name);
    if (v == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    return v;
}

/* The attributes that a class pattern with n positional and some named sub-patterns looks at, as a tuple; NULL when
 * the subject does not match, or an error is set. */
PyObject *
spc_core_match_class(PyObject *subject, PyObject *cls, int64_t n, PyObject *names)
{
    if (!PyType_Check(cls)) {
        PyErr_SetString(PyExc_TypeError, "called match pattern must be a class");
        return NULL;
    }
    if (PyObject_IsInstance(subject, cls) <= 0) {
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)cls;
    PyObject *seen = PySet_New(NULL), *attrs = PyList_New(0), *match_args = NULL, *v;
    if (seen == NULL || attrs == NULL) {
        goto fail;
    }
    if (n > 0) {
        int self = 0;
        match_args = PyObject_GetAttrString(cls, "__match_args__");
        if (match_args == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                goto fail;
            }
            PyErr_Clear();
            match_args = PyTuple_New(0);
            if (match_args == NULL) {
                goto fail;
            }
            self = PyType_HasFeature(type, _Py_TPFLAGS_MATCH_SELF);
        }
        else if (!PyTuple_CheckExact(match_args)) {
            PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)", type->tp_name,
                         Py_TYPE(match_args)->tp_name);
            goto fail;
        }
        int64_t allowed = self ? 1 : PyTuple_GET_SIZE(match_args);
        if (allowed < n) {
            PyErr_Format(PyExc_TypeError, "%s() accepts %d positional sub-pattern%s (%d given)", type->tp_name,
                         (int)allowed, allowed == 1 ? "" : "s", (int)n);
            goto fail;
        }
        if (self && PyList_Append(attrs, subject) < 0) {
            goto fail;
        }
        for (int64_t i = 0; !self && i < n; i++) {
            PyObject *name = PyTuple_GET_ITEM(match_args, i);
            if (!PyUnicode_CheckExact(name)) {
                PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)",
                             Py_TYPE(name)->tp_name);
                goto fail;
            }
            v = match_attribute(subject, cls, name, seen);
            if (v == NULL || PyList_Append(attrs, v) < 0) {
                Py_XDECREF(v);
                goto fail;
            }
            Py_DECREF(v);
        }
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names); i++) {
        v = match_attribute(subject, cls, PyTuple_GET_ITEM(names, i), seen);
        if (v == NULL || PyList_Append(attrs, v) < 0) {
            Py_XDECREF(v);
            goto fail;
        }
        Py_DECREF(v);
    }
    Py_SETREF(attrs, PyList_AsTuple(attrs));
    goto done;
fail:
    Py_CLEAR(attrs);
done:
    Py_XDECREF(match_args);
    Py_XDECREF(seen);
    return attrs;
}

/* --- asynchronous iteration --- */

PyObject *
spc_core_get_aiter(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    if (t->tp_as_async == NULL || t->tp_as_async->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError, "'async for' requires an object with __aiter__ method, got %.100s", t->tp_name);
        return NULL;
    }
    PyObject *it = t->tp_as_async->am_aiter(o);
    if (it != NULL && (Py_TYPE(it)->tp_as_async == NULL || Py_TYPE(it)->tp_as_async->am_anext == NULL)) {
        PyErr_Format(PyExc_TypeError, "'async for' received an object from __aiter__ that does not implement "
                     "__anext__: %.100s", Py_TYPE(it)->tp_name);
        Py_CLEAR(it);
    }
    return it;
}

/* What to await for the next item of an asynchronous iterator. */
PyObject *
spc_core_get_anext(PyObject *it)
{
    PyTypeObject *t = Py_TYPE(it);
    if (t->tp_as_async == NULL || t->tp_as_async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError, "'async for' requires an iterator with __anext__ method, got %.100s", t->tp_name);
        return NULL;
    }
    PyObject *next = t->tp_as_async->am_anext(it);
    if (next == NULL || PyAsyncGen_CheckExact(it)) {
        return next;
    }
    PyObject *awaitable = spc_core_get_awaitable(next, 0);
    if (awaitable == NULL) {
        PyObject *type, *cause, *tb;
        PyErr_Fetch(&type, &cause, &tb);
        PyErr_NormalizeException(&type, &cause, &tb);
        if (tb != NULL) {
            PyException_SetTraceback(cause, tb);
        }
        PyErr_Format(PyExc_TypeError, "'async for' received an invalid object from __anext__: %.100s",
                     Py_TYPE(next)->tp_name);
        PyObject *exc = spc_core_catch();
        PyException_SetCause(exc, Py_NewRef(cause));
        PyException_SetContext(exc, cause);
        PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
        Py_DECREF(exc);
        Py_XDECREF(type);
        Py_XDECREF(tb);
    }
    Py_DECREF(next);
    return awaitable;
}

/* --- what inline code takes for granted --- */

/* Holds the declarations of iterators in version_iter.h against real ones. */
static bool
iterators_fit(PyObject *list, PyObject *tuple, PyObject *range)
{
    PyObject *l = PyObject_GetIter(list), *t = PyObject_GetIter(tuple), *r = PyObject_GetIter(range);
    long a = 0, b = 0, c = 0;
    bool fit = l != NULL && t != NULL && r != NULL
               && ((_PyListIterObject *)l)->it_seq == (PyListObject *)list && ((_PyListIterObject *)l)->it_index == 0
               && ((_PyTupleIterObject *)t)->it_seq == (PyTupleObject *)tuple && ((_PyTupleIterObject *)t)->it_index == 0
               && Py_IS_TYPE(r, &PyRangeIter_Type) && spc_range_step((_PyRangeIterObject *)r, &a)
               && spc_range_step((_PyRangeIterObject *)r, &b) && !spc_range_step((_PyRangeIterObject *)r, &c) && a == 5 && b == 8;
    Py_XDECREF(l);
    Py_XDECREF(t);
    Py_XDECREF(r);
    return fit;
}

int
spc_core_objects_init(void)
{
    PyObject *list = PyList_New(0), *tuple = PyTuple_New(0);
    PyObject *range = PyObject_CallFunction((PyObject *)&PyRange_Type, "iii", 5, 11, 3);
    bool fit = list != NULL && tuple != NULL && range != NULL && iterators_fit(list, tuple, range);
    if (!fit && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ImportError, "spc: this interpreter's iterators are not those that the runtime was made for");
    }
    Py_XDECREF(list);
    Py_XDECREF(tuple);
    Py_XDECREF(range);
    return fit ? 0 : -1;
}
