/* Raising and catching: the raise statement, except and except* clauses, with statements. */
#include "core.h"
#include "version_thread.h"
#include "version_internals.h"

static PyObject *empty_str, *s_split, *s_enter, *s_exit, *s_aenter, *s_aexit, *s_notes;

/* --- raise --- */

/* The exception that an operand of raise means; NULL with an error set. */
static PyObject *
instance_of(PyObject *o, const char *message)
{
    if (PyExceptionClass_Check(o)) {
        PyObject *v = PyObject_CallNoArgs(o);
        if (v != NULL && !PyExceptionInstance_Check(v)) {
            PyErr_Format(PyExc_TypeError, "calling %R should have returned an instance of BaseException, not %R", o,
                         Py_TYPE(v));
            Py_CLEAR(v);
        }
        return v;
    }
    if (PyExceptionInstance_Check(o)) {
        return Py_NewRef(o);
    }
    PyErr_SetString(PyExc_TypeError, message);
    return NULL;
}

void
spc_core_raise(PyObject *exc, PyObject *cause)
{
    PyObject *v = instance_of(exc, "exceptions must derive from BaseException");
    if (v == NULL) {
        return;
    }
    if (cause != NULL) {
        PyObject *c = cause == Py_None ? NULL : instance_of(cause, "exception causes must derive from BaseException");
        if (c == NULL && cause != Py_None) {
            Py_DECREF(v);
            return;
        }
        PyException_SetCause(v, c);
    }
    PyErr_SetObject((PyObject *)Py_TYPE(v), v);
    Py_DECREF(v);
}

/* The exception being handled, for a bare raise. */
PyObject *
spc_core_handled(void)
{
    PyObject *v = PyErr_GetHandledException();
    if (v == NULL || v == Py_None) {
        Py_XDECREF(v);
        PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
        return NULL;
    }
    return v;
}

/* --- except --- */

PyObject *
spc_core_catch(void)
{
#if PY_VERSION_HEX >= 0x030C0000
    return PyErr_GetRaisedException();
#else
    PyObject *type, *value, *tb;
    PyErr_Fetch(&type, &value, &tb);
    PyErr_NormalizeException(&type, &value, &tb);
    if (tb != NULL) {
        PyException_SetTraceback(value, tb);
        Py_DECREF(tb);
    }
    Py_DECREF(type);
    return value;
#endif
}

static int
check_classes(PyObject *type)
{
    static const char message[] = "catching classes that do not inherit from BaseException is not allowed";
    if (PyTuple_Check(type)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type); i++) {
            if (!PyExceptionClass_Check(PyTuple_GET_ITEM(type, i))) {
                PyErr_SetString(PyExc_TypeError, message);
                return -1;
            }
        }
    }
    else if (!PyExceptionClass_Check(type)) {
        PyErr_SetString(PyExc_TypeError, message);
        return -1;
    }
    return 0;
}

int
spc_core_exc_match_slow(PyObject *exc, PyObject *type)
{
    return check_classes(type) < 0 ? -1 : PyErr_GivenExceptionMatches(exc, type);
}

/* What is the error when a variable has no value: 0 a local, 1 a free one, 2 a global. */
void
spc_core_raise_name(int32_t what, PyObject *name)
{
    static const char *const messages[] = {
        "cannot access local variable '%U' where it is not associated with a value",
        "cannot access free variable '%U' where it is not associated with a value in enclosing scope",
        "name '%.200U' is not defined",
    };
    PyErr_Format(what == 0 ? PyExc_UnboundLocalError : PyExc_NameError, messages[what], name);
    if (what == 0) {
        return;
    }
    /* the interpreter's suggestions look at the attribute */
    PyObject *exc = spc_core_catch();
    if (PyErr_GivenExceptionMatches(exc, PyExc_NameError) && PyObject_SetAttrString(exc, "name", name) < 0) {
        PyErr_Clear();
    }
    PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
    Py_DECREF(exc);
}

/* --- except* --- */

static int
is_group(PyObject *o)
{
    return PyObject_TypeCheck(o, (PyTypeObject *)PyExc_BaseExceptionGroup);
}

static int
check_group_classes(PyObject *type)
{
    if (check_classes(type) < 0) {
        return -1;
    }
    Py_ssize_t n = PyTuple_Check(type) ? PyTuple_GET_SIZE(type) : 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *c = PyTuple_Check(type) ? PyTuple_GET_ITEM(type, i) : type;
        int r = PyObject_IsSubclass(c, PyExc_BaseExceptionGroup);
        if (r != 0) {
            if (r > 0) {
                PyErr_SetString(PyExc_TypeError,
                                "catching ExceptionGroup with except* is not allowed. Use except instead.");
            }
            return -1;
        }
    }
    return 0;
}

/* Splits exc for an except* clause; a match becomes the handled exception. */
int
spc_core_eg_match(PyObject *exc, PyObject *type, void *words)
{
    PyObject **out = words, *rest, *match;
    if (check_group_classes(type) < 0) {
        return -1;
    }
    if (PyErr_GivenExceptionMatches(exc, type)) {
        match = is_group(exc) ? Py_NewRef(exc) : PyObject_CallFunction(PyExc_BaseExceptionGroup, "s[O]", "", exc);
        if (match == NULL) {
            return -1;
        }
        if (match != exc) {
            PyObject *tb = PyException_GetTraceback(exc);
            if (tb != NULL) {
                PyException_SetTraceback(match, tb);
                Py_DECREF(tb);
            }
        }
        rest = Py_NewRef(Py_None);
    }
    else if (is_group(exc)) {
        PyObject *pair = PyObject_CallMethodOneArg(exc, s_split, type);
        if (pair == NULL) {
            return -1;
        }
        if (!PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) < 2) {
            PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple", Py_TYPE(exc)->tp_name);
            Py_DECREF(pair);
            return -1;
        }
        match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
        rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
        Py_DECREF(pair);
    }
    else {
        match = Py_NewRef(Py_None);
        rest = Py_NewRef(exc);
    }
    out[0] = rest;
    out[1] = match;
    if (match != Py_None) {
        PyErr_SetHandledException(match);
    }
    return 0;
}

static int
add_leaves(PyObject *exc, PyObject *ids)
{
    if (!is_group(exc)) {
        PyObject *id = PyLong_FromVoidPtr(exc);
        int r = id == NULL ? -1 : PySet_Add(ids, id);
        Py_XDECREF(id);
        return r;
    }
    PyObject *parts = ((PyBaseExceptionGroupObject *)exc)->excs;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(parts); i++) {
        if (add_leaves(PyTuple_GET_ITEM(parts, i), ids) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *
is_leaf(PyObject *ids, PyObject *exc)
{
    PyObject *id = PyLong_FromVoidPtr(exc);
    int r = id == NULL ? -1 : PySet_Contains(ids, id);
    Py_XDECREF(id);
    return r < 0 ? NULL : PyBool_FromLong(r);
}

static PyMethodDef is_leaf_method = {"is_leaf", is_leaf, METH_O, NULL};

/* The part of group orig whose leaves are those of the exceptions in list: a group or None. */
static PyObject *
projection(PyObject *orig, PyObject *list)
{
    PyObject *ids = PySet_New(NULL), *test = NULL, *pair = NULL, *result = NULL;
    for (Py_ssize_t i = 0; ids != NULL && i < PyList_GET_SIZE(list); i++) {
        if (add_leaves(PyList_GET_ITEM(list, i), ids) < 0) {
            Py_CLEAR(ids);
        }
    }
    if (ids != NULL && (test = PyCFunction_New(&is_leaf_method, ids)) != NULL) {
        pair = PyObject_CallMethodOneArg(orig, s_split, test);
    }
    if (pair != NULL && PyTuple_Check(pair)) {
        result = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
    }
    Py_XDECREF(pair);
    Py_XDECREF(test);
    Py_XDECREF(ids);
    return result;
}

static int
same_attribute(PyObject *a, PyObject *b, PyObject *name)
{
    PyObject *x, *y;
    if ((x = PyObject_GetAttr(a, name)) == NULL) {
        PyErr_Clear();
    }
    if ((y = PyObject_GetAttr(b, name)) == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return x == y;
}

/* Whether a clause let a part of orig through (a naked raise) rather than raising something of its own. */
static int
is_part_of(PyObject *exc, PyObject *orig)
{
    PyBaseExceptionObject *a = (PyBaseExceptionObject *)exc, *b = (PyBaseExceptionObject *)orig;
    return is_group(exc) && a->traceback == b->traceback && a->cause == b->cause && a->context == b->context
           && same_attribute(exc, orig, s_notes);
}

/* What is to be raised after all except* clauses of orig: an exception or None. */
PyObject *
spc_core_eg_reraise(PyObject *orig, PyObject *list)
{
    if (PyList_GET_SIZE(list) == 0) {
        return Py_NewRef(Py_None);
    }
    if (!is_group(orig)) {
        return Py_NewRef(PyList_GET_ITEM(list, 0)); /* a naked exception: at most one clause ran */
    }
    PyObject *raised = PyList_New(0), *parts = PyList_New(0), *result = NULL, *rest = NULL;
    if (raised == NULL || parts == NULL) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *e = PyList_GET_ITEM(list, i);
        if (e != Py_None && PyList_Append(is_part_of(e, orig) ? parts : raised, e) < 0) {
            goto done;
        }
    }
    rest = PyList_GET_SIZE(parts) == 0 ? Py_NewRef(Py_None) : projection(orig, parts);
    if (rest == NULL) {
        goto done;
    }
    if (PyList_GET_SIZE(raised) == 0) {
        result = Py_NewRef(rest);
        goto done;
    }
    if (rest != Py_None && PyList_Append(raised, rest) < 0) {
        goto done;
    }
    if (PyList_GET_SIZE(raised) > 1) {
        result = PyObject_CallFunctionObjArgs(PyExc_BaseExceptionGroup, empty_str, raised, NULL);
    }
    else {
        result = Py_NewRef(PyList_GET_ITEM(raised, 0));
    }
done:
    Py_XDECREF(rest);
    Py_XDECREF(raised);
    Py_XDECREF(parts);
    return result;
}

/* --- with --- */

/* Calls the method that enters the context manager; the bound method that leaves it goes to *leave. */
static PyObject *
enter(PyObject *mgr, PyObject *s_in, PyObject *s_out, const char *protocol, PyObject **leave)
{
    PyObject *in = _PyObject_LookupSpecial(mgr, s_in);
    if (in == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol", Py_TYPE(mgr)->tp_name,
                         protocol);
        }
        return NULL;
    }
    PyObject *out = _PyObject_LookupSpecial(mgr, s_out);
    if (out == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol (missed %U method)",
                         Py_TYPE(mgr)->tp_name, protocol, s_out);
        }
        Py_DECREF(in);
        return NULL;
    }
    PyObject *r = PyObject_CallNoArgs(in);
    Py_DECREF(in);
    if (r == NULL) {
        Py_DECREF(out);
        return NULL;
    }
    *leave = out;
    return r;
}

PyObject *
spc_core_with_enter(PyObject *mgr, void *word)
{
    return enter(mgr, s_enter, s_exit, "context manager", word);
}

PyObject *
spc_core_async_with_enter(PyObject *mgr, void *word)
{
    return enter(mgr, s_aenter, s_aexit, "asynchronous context manager", word);
}

PyObject *
spc_core_with_exit(PyObject *leave, PyObject *exc)
{
    PyObject *args[4] = {NULL, Py_None, Py_None, Py_None};
    PyObject *tb = NULL;
    if (exc != NULL) {
        tb = PyException_GetTraceback(exc);
        args[1] = (PyObject *)Py_TYPE(exc);
        args[2] = exc;
        args[3] = tb == NULL ? Py_None : tb;
    }
    PyObject *r = PyObject_Vectorcall(leave, args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(tb);
    return r;
}

int
spc_core_exceptions_init(void)
{
    empty_str = PyUnicode_InternFromString("");
    s_split = PyUnicode_InternFromString("split");
    s_enter = PyUnicode_InternFromString("__enter__");
    s_exit = PyUnicode_InternFromString("__exit__");
    s_aenter = PyUnicode_InternFromString("__aenter__");
    s_aexit = PyUnicode_InternFromString("__aexit__");
    s_notes = PyUnicode_InternFromString("__notes__");
    return empty_str && s_split && s_enter && s_exit && s_aenter && s_aexit && s_notes ? 0 : -1;
}
