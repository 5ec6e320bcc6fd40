/* heapq.heappush and heapq.heappop on exact lists, for callers that imported them. Items are compared in the order in which the
 * module compares them; small ints, strings and tuples of such are compared without calling their methods. */
#include "core.h"
#include "version_long.h"

static PyObject *known_push, *known_pop;

enum { LESS = -1, EQUAL, GREATER, UNKNOWN };

static inline int
order(int64_t x, int64_t y)
{
    return x < y ? LESS : x > y ? GREATER : EQUAL;
}

/* How plain values of the same class compare. */
static inline int
compare_plain(PyObject *a, PyObject *b)
{
    PyTypeObject *t = Py_TYPE(a);
    int64_t x, y;
    if (t != Py_TYPE(b)) {
        return UNKNOWN;
    }
    if (t == &PyLong_Type) {
        return spc_long_medium(a, &x) && spc_long_medium(b, &y) ? order(x, y) : UNKNOWN;
    }
    return t == &PyUnicode_Type ? order(PyUnicode_Compare(a, b), 0) : UNKNOWN;
}

/* Whether a < b: 0, 1, or -1 for an error. */
static inline int
less(PyObject *a, PyObject *b)
{
    int r = compare_plain(a, b);
    if (r == UNKNOWN && PyTuple_CheckExact(a) && PyTuple_CheckExact(b)) {
        Py_ssize_t n = PyTuple_GET_SIZE(a), m = PyTuple_GET_SIZE(b);
        r = EQUAL;
        for (Py_ssize_t i = 0; r == EQUAL && i < n && i < m; i++) {
            PyObject *x = PyTuple_GET_ITEM(a, i), *y = PyTuple_GET_ITEM(b, i);
            r = x == y ? EQUAL : compare_plain(x, y);
        }
        r = r == EQUAL ? order(n, m) : r;
    }
    if (r != UNKNOWN) {
        return r == LESS;
    }
    Py_INCREF(a);
    Py_INCREF(b);
    r = PyObject_RichCompareBool(a, b, Py_LT);
    Py_DECREF(a);
    Py_DECREF(b);
    return r;
}

/* less() of two items of a list of n, which a comparison may change. */
static int
less_at(PyObject *list, Py_ssize_t n, Py_ssize_t i, Py_ssize_t j)
{
    int r = less(PyList_GET_ITEM(list, i), PyList_GET_ITEM(list, j));
    if (r >= 0 && PyList_GET_SIZE(list) != n) {
        PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
        return -1;
    }
    return r;
}

static void
swap(PyObject *list, Py_ssize_t i, Py_ssize_t j)
{
    PyObject *item = PyList_GET_ITEM(list, i);
    PyList_SET_ITEM(list, i, PyList_GET_ITEM(list, j));
    PyList_SET_ITEM(list, j, item);
}

/* Moves the item at place i to the front as far as it is less than those above it. */
static int
rise(PyObject *list, Py_ssize_t i)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    while (i > 0) {
        Py_ssize_t above = (i - 1) >> 1;
        int r = less_at(list, n, i, above);
        if (r <= 0) {
            return r;
        }
        swap(list, i, above);
        i = above;
    }
    return 0;
}

/* Moves the first item down to a leaf, always in the place of the lesser of two, and up again to where it belongs. */
static int
settle(PyObject *list)
{
    Py_ssize_t n = PyList_GET_SIZE(list), i = 0;
    while (i < n >> 1) {
        Py_ssize_t below = 2 * i + 1;
        if (below + 1 < n) {
            int r = less_at(list, n, below, below + 1);
            if (r < 0) {
                return -1;
            }
            below += !r;
        }
        swap(list, i, below);
        i = below;
    }
    return rise(list, i);
}

PyObject *
spc_core_heappush(PyObject *f, PyObject *list, PyObject *item)
{
    if (!spc_is_c_function(f, "_heapq", "heappush", &known_push) || !PyList_CheckExact(list)) {
        PyObject *args[] = {NULL, list, item};
        return PyObject_Vectorcall(f, args + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    if (PyList_Append(list, item) < 0 || rise(list, PyList_GET_SIZE(list) - 1) < 0) {
        return NULL;
    }
    return Py_NewRef(Py_None);
}

static inline PyObject *
pop(PyObject *list)
{
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (n - 1 < ((PyListObject *)list)->allocated >> 1) {
        return spc_core_list_pop_at(list, -1); /* gives memory back */
    }
    Py_SET_SIZE((PyVarObject *)list, n - 1);
    return PyList_GET_ITEM(list, n - 1);
}

PyObject *
spc_core_heappop(PyObject *f, PyObject *list)
{
    if (!spc_is_c_function(f, "_heapq", "heappop", &known_pop) || !PyList_CheckExact(list) || PyList_GET_SIZE(list) == 0) {
        return PyObject_CallOneArg(f, list);
    }
    PyObject *last = pop(list);
    if (last == NULL || PyList_GET_SIZE(list) == 0) {
        return last;
    }
    PyObject *first = PyList_GET_ITEM(list, 0);
    PyList_SET_ITEM(list, 0, last);
    if (settle(list) < 0) {
        Py_CLEAR(first);
    }
    return first;
}
