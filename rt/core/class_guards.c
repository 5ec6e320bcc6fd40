/* What untyped code may not do to static classes: override their final methods (SP-137), get at a class before its fields are typed
 * (SP-153), take instances of one for instances of another. */
#include "core.h"
#include "classes.h"

#define FINAL_NAMES "__final_method_names__"

/* The first name that sub, a subclass of cls, has itself and that cls declares to be a final method; NULL when there is none. Borrowed. */
static PyObject *
overridden_final(PyTypeObject *sub, PyTypeObject *cls)
{
    PyObject *names = PyDict_GetItemString(cls->tp_dict, FINAL_NAMES);
    for (Py_ssize_t i = 0; names != NULL && PyTuple_Check(names) && i < PyTuple_GET_SIZE(names); i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (PyDict_GetItemWithError(sub->tp_dict, name) != NULL) {
            return name;
        }
    }
    return NULL;
}

/* cls.__init_subclass__(**kw), where self is (class with final methods, the __init_subclass__ that it defines or None). */
static PyObject *
guard_subclass(PyObject *self, PyObject *args, PyObject *kw)
{
    PyObject *cls = PyTuple_GET_ITEM(self, 0), *own = PyTuple_GET_ITEM(self, 1);
    PyObject *sub = PyTuple_Size(args) > 0 ? PyTuple_GET_ITEM(args, 0) : NULL;
    if (sub == NULL || !PyType_Check(sub)) {
        PyErr_SetString(PyExc_TypeError, "__init_subclass__() needs a class");
        return NULL;
    }
    PyObject *name = overridden_final((PyTypeObject *)sub, (PyTypeObject *)cls);
    if (name != NULL) {
        PyErr_Format(spc_static_type_error(), "%R overrides a final method in the static base class %R", name, cls);
        return NULL;
    }
    PyObject *next;
    if (own != Py_None) {
        descrgetfunc get = Py_TYPE(own)->tp_descr_get;
        next = get == NULL ? Py_NewRef(own) : get(own, NULL, sub);
    }
    else {
        PyObject *super = PyObject_CallFunctionObjArgs((PyObject *)&PySuper_Type, cls, sub, NULL);
        next = super == NULL ? NULL : PyObject_GetAttrString(super, "__init_subclass__");
        Py_XDECREF(super);
    }
    PyObject *rest = next == NULL ? NULL : PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    PyObject *r = rest == NULL ? NULL : PyObject_Call(next, rest, kw);
    Py_XDECREF(rest);
    Py_XDECREF(next);
    return r;
}

static PyMethodDef guard = {"__init_subclass__", (PyCFunction)(void (*)(void))guard_subclass, METH_VARARGS | METH_KEYWORDS,
                            "Refuse subclasses that override a final method."};

/* Has subclasses of t looked at when they are made, if t has final methods. */
int
spc_guard_final_methods(PyTypeObject *t)
{
    if (PyDict_GetItemString(t->tp_dict, FINAL_NAMES) == NULL) {
        return 0;
    }
    PyObject *own = PyDict_GetItemString(t->tp_dict, guard.ml_name);
    PyObject *self = PyTuple_Pack(2, t, own == NULL ? Py_None : own);
    PyObject *f = self == NULL ? NULL : PyCFunction_New(&guard, self);
    PyObject *method = f == NULL ? NULL : PyClassMethod_New(f);
    int r = method == NULL ? -1 : PyDict_SetItemString(t->tp_dict, guard.ml_name, method);
    Py_XDECREF(method);
    Py_XDECREF(f);
    Py_XDECREF(self);
    return r;
}

/* Whether base's own __init_subclass__ is somebody else's code than the guard's; -1 on error. */
static int
shows_subclasses(PyTypeObject *base)
{
    PyObject *hook = base->tp_flags & Py_TPFLAGS_HEAPTYPE ? PyDict_GetItemString(base->tp_dict, guard.ml_name) : NULL;
    if (hook == NULL) {
        return 0;
    }
    PyObject *f = Py_IS_TYPE(hook, &PyClassMethod_Type) ? PyObject_GetAttrString(hook, "__func__") : Py_NewRef(hook);
    int ours = f != NULL && PyCFunction_Check(f) && PyCFunction_GET_FUNCTION(f) == guard.ml_meth
               && PyTuple_GET_ITEM(PyCFunction_GET_SELF(f), 1) == Py_None;
    Py_XDECREF(f);
    return f == NULL ? -1 : !ours;
}

/* Whether code that is not the interpreter's own has seen t while it was made: __init_subclass__ of a base, or __set_name__ of something in
 * its namespace; -1 on error. */
static int
was_shown(PyTypeObject *t)
{
    int shown = 0;
    for (Py_ssize_t i = 1; shown == 0 && i < PyTuple_GET_SIZE(t->tp_mro); i++) {
        shown = shows_subclasses((PyTypeObject *)PyTuple_GET_ITEM(t->tp_mro, i));
    }
    PyObject *name = PyUnicode_InternFromString("__set_name__"), *key, *v;
    Py_ssize_t pos = 0;
    while (name != NULL && shown == 0 && PyDict_Next(t->tp_dict, &pos, &key, &v)) {
        shown = (Py_TYPE(v)->tp_flags & Py_TPFLAGS_HEAPTYPE) && _PyType_Lookup(Py_TYPE(v), name) != NULL;
    }
    Py_XDECREF(name);
    return name == NULL ? -1 : shown;
}

/* Instances that were made while the fields were ordinary slots may hold anything there. Subclasses would have kept those slots. */
int
spc_check_leaked(PyTypeObject *t, const SpcClass *c)
{
    int shown = c->nfields == 0 ? 0 : was_shown(t);
    if (shown <= 0) {
        return shown;
    }
    PyObject *gc = PyImport_ImportModule("gc");
    PyObject *referrers = gc == NULL ? NULL : PyObject_CallMethod(gc, "get_referrers", "O", t);
    Py_XDECREF(gc);
    if (referrers == NULL) {
        return -1;
    }
    int leaked = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(referrers); i++) {
        PyObject *o = PyList_GET_ITEM(referrers, i);
        leaked |= Py_IS_TYPE(o, t) || (PyType_Check(o) && ((PyTypeObject *)o)->tp_base == t);
    }
    Py_DECREF(referrers);
    if (leaked) {
        PyErr_SetString(PyExc_RuntimeError,
                        "type has leaked, make sure no instances were created before the class initialization was completed and that a "
                        "meta-class or base class did not register the type externally");
        return -1;
    }
    return 0;
}

/* The interpreter lets __class__ and __bases__ be assigned where both classes add slots of the same names. Ours hold values of different types
 * under one name; what the interpreter compares, and uses for nothing else, is made to differ. */
int
spc_keep_apart(PyTypeObject *t)
{
    PyHeapTypeObject *heap = (PyHeapTypeObject *)t;
    if (heap->ht_slots == NULL || PyTuple_GET_SIZE(heap->ht_slots) == 0) {
        return 0; /* nothing is added to the base, so nothing can be mistaken */
    }
    PyObject *slots = PyTuple_New(PyTuple_GET_SIZE(heap->ht_slots));
    PyObject *unique = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (slots == NULL || unique == NULL) {
        Py_XDECREF(slots);
        Py_XDECREF(unique);
        return -1;
    }
    PyTuple_SET_ITEM(slots, 0, unique);
    for (Py_ssize_t i = 1; i < PyTuple_GET_SIZE(slots); i++) {
        PyTuple_SET_ITEM(slots, i, Py_NewRef(PyTuple_GET_ITEM(heap->ht_slots, i)));
    }
    Py_SETREF(heap->ht_slots, slots);
    return 0;
}
