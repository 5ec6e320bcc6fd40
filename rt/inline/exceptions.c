/* Inline: handling exceptions. */
#include "spc_inline.h"
#include "version_thread.h"

bool
spc_err_occurred(void)
{
#if PY_VERSION_HEX >= 0x030C0000
    return spc_thread()->current_exception != NULL;
#else
    return spc_thread()->curexc_type != NULL;
#endif
}

void spc_raise(PyObject *exc, PyObject *cause) { spc_api->raise(exc, cause); }

/* Makes exc the handled exception; gives the one that was, to be put back by spc_pop_exc. */
PyObject *
spc_push_exc(PyObject *exc)
{
    _PyErr_StackItem *top = spc_thread()->exc_info;
    PyObject *old = top->exc_value;
    top->exc_value = Py_NewRef(exc);
    return old;
}

void
spc_pop_exc(PyObject *old)
{
    _PyErr_StackItem *top = spc_thread()->exc_info;
    PyObject *exc = top->exc_value;
    top->exc_value = old;
    Py_XDECREF(exc);
}

void
spc_restore(PyObject *exc)
{
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException(Py_NewRef(exc));
#else
    PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exc)), Py_NewRef(exc), PyException_GetTraceback(exc));
#endif
}

/* Whether an except clause for type (a class or a tuple) catches exc. */
int
spc_exc_match(PyObject *exc, PyObject *type)
{
    if (SPC_LIKELY(PyExceptionClass_Check(type))) {
        PyTypeObject *t = Py_TYPE(exc);
        return (PyObject *)t == type || PyType_IsSubtype(t, (PyTypeObject *)type);
    }
    return spc_api->exc_match_slow(exc, type);
}

bool
spc_is_stop_async(PyObject *exc)
{
    return PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration);
}

void spc_raise_unbound_local(PyObject *name) { spc_api->raise_name(0, name); }

void spc_raise_unbound_free(PyObject *name) { spc_api->raise_name(1, name); }

void spc_raise_name_error(PyObject *name) { spc_api->raise_name(2, name); }

int
spc_check_literal(PyObject *value, PyObject *literal)
{
    if (value == literal) {
        return 0;
    }
    if (PyLong_CheckExact(value) && PyLong_CheckExact(literal)) {
        int equal = PyObject_RichCompareBool(value, literal, Py_EQ);
        if (equal != 0) {
            return equal < 0 ? -1 : 0;
        }
    }
    PyErr_Format(PyExc_TypeError, "expected %S, got %S", literal, value);
    return -1;
}

void
spc_raise_assertion(PyObject *message)
{
    if (message == NULL) {
        PyErr_SetNone(PyExc_AssertionError);
        return;
    }
    /* as `raise AssertionError(message)`: a tuple is one argument */
    PyObject *exc = PyObject_CallOneArg(PyExc_AssertionError, message);
    if (exc != NULL) {
        PyErr_SetObject(PyExc_AssertionError, exc);
        Py_DECREF(exc);
    }
}
