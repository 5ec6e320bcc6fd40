/* Function objects with native entries, and the binding of arguments to parameters. */
#include <alloca.h>
#include "functions.h"

PyObject *
spc_shown_class(PyObject *Py_UNUSED(o), void *type)
{
    return Py_NewRef(type);
}

static vectorcallfunc interpreter_entry; /* what ordinary functions have in their vectorcall field */

#if PY_VERSION_HEX >= 0x030C0000

static PyObject *
with_entry(PyObject *f, vectorcallfunc entry)
{
    PyFunction_SetVectorcall((PyFunctionObject *)f, entry);
    return f;
}

static int function_type_init(void) { return 0; }

PyTypeObject *spc_function_type(void) { return &PyFunction_Type; }

#else

/* On 3.11 the interpreter runs functions whose type is exactly PyFunction_Type without looking at their vectorcall.
 * Ours have a type of their own with the same layout. */
static PyObject *
function_reduce(PyObject *f, PyObject *Py_UNUSED(unused))
{
    /* a name means: pickle by reference, copy as the same object */
    return Py_NewRef(((PyFunctionObject *)f)->func_qualname);
}

static PyMethodDef function_methods[] = {
    {"__reduce__", function_reduce, METH_NOARGS, NULL},
    {NULL},
};

static PyGetSetDef function_getset[] = {
    {"__class__", spc_shown_class, NULL, NULL, &PyFunction_Type},
    {NULL},
};

static PyTypeObject SpcFunction_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "function",
    .tp_base = &PyFunction_Type,
    .tp_methods = function_methods,
    .tp_getset = function_getset,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR
                | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

static PyObject *
with_entry(PyObject *f, vectorcallfunc entry)
{
    ((PyFunctionObject *)f)->vectorcall = entry;
    Py_SET_TYPE(f, &SpcFunction_Type);
    return f;
}

static int
function_type_init(void)
{
    PyTypeObject *t = &SpcFunction_Type, *base = &PyFunction_Type;
    t->tp_basicsize = base->tp_basicsize;
    t->tp_dealloc = base->tp_dealloc;
    t->tp_vectorcall_offset = base->tp_vectorcall_offset;
    t->tp_repr = base->tp_repr;
    t->tp_call = base->tp_call;
    t->tp_getattro = base->tp_getattro;
    t->tp_setattro = base->tp_setattro;
    t->tp_traverse = base->tp_traverse;
    t->tp_clear = base->tp_clear;
    t->tp_weaklistoffset = base->tp_weaklistoffset;
    t->tp_dictoffset = base->tp_dictoffset;
    t->tp_descr_get = base->tp_descr_get;
    if (PyType_Ready(t) < 0) {
        return -1;
    }
    /* the type's own __doc__ would hide the functions' */
    return PyDict_DelItemString(t->tp_dict, "__doc__");
}

PyTypeObject *spc_function_type(void) { return &SpcFunction_Type; }

#endif

bool spc_is_function(PyObject *o) { return Py_IS_TYPE(o, spc_function_type()); }

/* --- native entries, by code object --- */

static Py_ssize_t extra_index = -1;

static const SpcEntry *
entry_of(PyObject *code)
{
    void *e = NULL;
    if (_PyCode_GetExtra(code, extra_index, &e) < 0) {
        PyErr_Clear();
    }
    return e;
}

SpcBody
spc_class_body(PyObject *code)
{
    const SpcEntry *e = entry_of(code);
    return e == NULL ? NULL : (SpcBody)e->entry;
}

const SpcEntry *
spc_native(PyObject *f, Py_ssize_t n)
{
    if (!spc_is_function(f)) {
        return NULL;
    }
    PyFunctionObject *func = (PyFunctionObject *)f;
    const SpcEntry *e = entry_of(func->func_code);
    return e != NULL && e->entry == (void *)func->vectorcall && e->body != NULL && e->nargs == n ? e : NULL;
}

bool
spc_interpret_all(void)
{
    static int answer = -1;
    if (answer < 0) {
        const char *s = getenv("SPC_INTERPRET");
        answer = s != NULL && strcmp(s, "1") == 0;
    }
    return answer;
}

/* --- making functions --- */

/* A function over code with a native entry (NULL: the interpreter's), which the class statement runs when it is a class
 * body's. word, when given, gets a reference to the function for direct calls. */
PyObject *
spc_core_make_function(const SpcModuleState *m, PyObject *code_, const SpcEntry *entry, PyObject **word, PyObject *defaults,
                       PyObject *kwdefaults, PyObject *closure, PyObject *annotations)
{
    PyCodeObject *code = (PyCodeObject *)code_;
    PyObject *f = PyFunction_NewWithQualName(code_, m->dict, code->co_qualname);
    if (f == NULL) {
        return NULL;
    }
    PyFunctionObject *func = (PyFunctionObject *)f;
    if (!m->docs) {
        Py_XSETREF(func->func_doc, Py_NewRef(Py_None));
    }
    func->func_defaults = Py_XNewRef(defaults);
    func->func_kwdefaults = Py_XNewRef(kwdefaults);
    func->func_closure = Py_XNewRef(closure);
    func->func_annotations = Py_XNewRef(annotations);
    if (entry != NULL && !spc_interpret_all()) {
        if (_PyCode_SetExtra(code_, extra_index, (void *)entry) < 0) {
            Py_DECREF(f);
            return NULL;
        }
        if (code->co_flags & CO_OPTIMIZED) {
            with_entry(f, (vectorcallfunc)entry->entry);
        }
    }
    /* Only functions that exist once (no <locals> in their name) are called directly; the word must not keep the last of many alive. */
    if (word != NULL && PyUnicode_FindChar(code->co_qualname, '<', 0,
                                                             PyUnicode_GET_LENGTH(code->co_qualname), 1) < 0) {
        Py_XSETREF(*word, Py_NewRef(f));
    }
    return f;
}

PyObject *
spc_core_interpret(PyObject *f, void *args, int64_t nargsf, PyObject *kwnames)
{
#if defined(Py_DEBUG) && PY_VERSION_HEX < 0x030C0000
    /* a debug interpreter asserts that the type is exactly its own */
    PyFunctionObject *ours = (PyFunctionObject *)f;
    PyObject *copy = PyFunction_NewWithQualName(ours->func_code, ours->func_globals, ours->func_qualname);
    if (copy == NULL) {
        return NULL;
    }
    PyFunctionObject *plain = (PyFunctionObject *)copy;
    Py_XSETREF(plain->func_name, Py_NewRef(ours->func_name));
    plain->func_defaults = Py_XNewRef(ours->func_defaults);
    plain->func_kwdefaults = Py_XNewRef(ours->func_kwdefaults);
    plain->func_closure = Py_XNewRef(ours->func_closure);
    PyObject *r = interpreter_entry(copy, args, nargsf, kwnames);
    Py_DECREF(copy);
    return r;
#else
    return interpreter_entry(f, args, nargsf, kwnames);
#endif
}

/* --- binding --- */

static void
drop(PyObject **out, Py_ssize_t n)
{
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_CLEAR(out[i]);
    }
}

/* The index of a parameter that can be passed by keyword; -1 when there is none of that name, -2 on errors. */
static Py_ssize_t
find_keyword(PyCodeObject *code, PyObject *name, Py_ssize_t named)
{
    PyObject *names = code->co_localsplusnames;
    for (Py_ssize_t i = code->co_posonlyargcount; i < named; i++) {
        if (PyTuple_GET_ITEM(names, i) == name) {
            return i;
        }
    }
    for (Py_ssize_t i = code->co_posonlyargcount; i < named; i++) {
        int same = PyObject_RichCompareBool(name, PyTuple_GET_ITEM(names, i), Py_EQ);
        if (same != 0) {
            return same < 0 ? -2 : i;
        }
    }
    return -1;
}

/* Fills one new reference per parameter into out: named ones in the order of the code object, then *args and **kwargs.
 * 0 done, 1 the call does not bind (the interpreter shall say why), -1 an error is set. */
static int
bind(PyFunctionObject *func, PyObject *const *args, int64_t nargsf, PyObject *kwnames, PyObject **out)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    Py_ssize_t argcount = code->co_argcount, named = argcount + code->co_kwonlyargcount;
    Py_ssize_t total = named, star = -1, star2 = -1;
    int result = 1;
    if (code->co_flags & CO_VARARGS) {
        star = total++;
    }
    if (code->co_flags & CO_VARKEYWORDS) {
        star2 = total++;
    }
    memset(out, 0, total * sizeof(PyObject *));
    Py_ssize_t plain = nargs < argcount ? nargs : argcount;
    for (Py_ssize_t i = 0; i < plain; i++) {
        out[i] = Py_NewRef(args[i]);
    }
    if (star >= 0) {
        out[star] = PyTuple_New(nargs - plain);
        if (out[star] == NULL) {
            goto error;
        }
        for (Py_ssize_t i = plain; i < nargs; i++) {
            PyTuple_SET_ITEM(out[star], i - plain, Py_NewRef(args[i]));
        }
    }
    else if (nargs > argcount) {
        goto fail;
    }
    if (star2 >= 0) {
        out[star2] = PyDict_New();
        if (out[star2] == NULL) {
            goto error;
        }
    }
    for (Py_ssize_t k = 0; kwnames != NULL && k < PyTuple_GET_SIZE(kwnames); k++) {
        PyObject *name = PyTuple_GET_ITEM(kwnames, k), *value = args[nargs + k];
        Py_ssize_t i = PyUnicode_Check(name) ? find_keyword(code, name, named) : -1;
        if (i == -2) {
            goto error;
        }
        if (i < 0) {
            if (star2 < 0 || !PyUnicode_Check(name)) {
                goto fail;
            }
            if (PyDict_SetItem(out[star2], name, value) < 0) {
                goto error;
            }
        }
        else if (out[i] != NULL) {
            goto fail;
        }
        else {
            out[i] = Py_NewRef(value);
        }
    }
    Py_ssize_t ndefaults = func->func_defaults == NULL ? 0 : PyTuple_GET_SIZE(func->func_defaults);
    for (Py_ssize_t i = plain; i < argcount; i++) {
        if (out[i] == NULL) {
            if (i < argcount - ndefaults) {
                goto fail;
            }
            out[i] = Py_NewRef(PyTuple_GET_ITEM(func->func_defaults, i - (argcount - ndefaults)));
        }
    }
    for (Py_ssize_t i = argcount; i < named; i++) {
        if (out[i] == NULL) {
            PyObject *v = NULL;
            if (func->func_kwdefaults != NULL) {
                v = PyDict_GetItemWithError(func->func_kwdefaults, PyTuple_GET_ITEM(code->co_localsplusnames, i));
            }
            if (v == NULL) {
                if (PyErr_Occurred()) {
                    goto error;
                }
                goto fail;
            }
            out[i] = Py_NewRef(v);
        }
    }
    return 0;
error:
    result = -1;
fail:
    drop(out, total);
    return result;
}

/* A call that is not just the right number of positional arguments: they are bound, and the native entry is called again
 * with the array. */
PyObject *
spc_core_bind_call(PyObject *f, void *args, int64_t nargsf, PyObject *kwnames, void *entry)
{
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)f)->func_code;
    bool stars = code->co_flags & (CO_VARARGS | CO_VARKEYWORDS);
    Py_ssize_t n = code->co_argcount + code->co_kwonlyargcount + !!(code->co_flags & CO_VARARGS) + !!(code->co_flags & CO_VARKEYWORDS);
    PyObject **words = alloca((n + 1) * sizeof(PyObject *));
    int bound = bind((PyFunctionObject *)f, args, nargsf, kwnames, words);
    if (bound < 0) {
        return NULL;
    }
    PyObject *r = SPC_AGAIN;
    if (bound == 0) {
        int64_t how = stars || code->co_kwonlyargcount > 0 ? SPC_BOUND : n;
        r = ((vectorcallfunc)entry)(f, words, how, NULL);
        drop(words, n);
    }
    return r == SPC_AGAIN ? spc_core_interpret(f, args, nargsf, kwnames) : r;
}

int
spc_core_functions_init(void)
{
    extra_index = _PyEval_RequestCodeExtraIndex(NULL);
    if (extra_index < 0) {
        PyErr_SetString(PyExc_ImportError, "spc: the interpreter has no room for the runtime's data in code objects");
        return -1;
    }
    PyObject *g = PyDict_New();
    PyObject *code = g == NULL ? NULL : (PyObject *)PyCode_NewEmpty("spc", "probe", 1);
    PyObject *f = code == NULL ? NULL : PyFunction_New(code, g);
    if (f != NULL) {
        interpreter_entry = ((PyFunctionObject *)f)->vectorcall;
    }
    Py_XDECREF(f);
    Py_XDECREF(code);
    Py_XDECREF(g);
    return f == NULL ? -1 : function_type_init();
}
