/* Static classes: making them, their instances' life cycle, and vtables of Python subclasses. */
#include "core.h"
#include "classes.h"
#include "lifecycle.h"
#include "typed_slots.h"

static PyTypeObject Vtable_Type;

static void
vtable_dealloc(SpcVtable *vt)
{
    for (int64_t i = 0; i < vt->size; i++) {
        Py_XDECREF(vt->entries[i].func);
    }
    PyObject_Free(vt);
}

static PyTypeObject Vtable_Type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "compiler._rt.vtable",
    .tp_basicsize = sizeof(SpcVtable),
    .tp_dealloc = (destructor)vtable_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

static SpcVtable *
vtable_new(SpcClass *c)
{
    size_t size = offsetof(SpcVtable, entries) + (c->nmethods ? c->nmethods : 1) * sizeof(SpcVtableEntry);
    SpcVtable *vt = PyObject_Malloc(size);
    if (vt == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memset(vt, 0, size);
    PyObject_Init((PyObject *)vt, &Vtable_Type);
    vt->cls = c;
    vt->size = c->nmethods;
    return vt;
}

/* The static class that t is or derives from; NULL when there is none. */
SpcClass *
spc_static_class_of(PyTypeObject *t)
{
    for (; t != NULL; t = t->tp_base) {
        if (t->tp_cache != NULL && Py_IS_TYPE(t->tp_cache, &Vtable_Type)) {
            SpcVtable *vt = (SpcVtable *)t->tp_cache;
            if (vt->cls->type == t) {
                return vt->cls;
            }
        }
    }
    return NULL;
}

/* A Python subclass may override or gain any method at any time, so that every entry of its vtable looks the method
 * up by name. A failure here has no way to be reported: it is memory exhaustion. */
SpcVtable *
spc_core_vtable_slow(PyTypeObject *t)
{
    SpcClass *c = spc_static_class_of(t);
    SpcVtable *vt = c == NULL ? NULL : vtable_new(c);
    if (vt == NULL) {
        Py_FatalError("spc: no vtable for a receiver");
    }
    for (int64_t i = 0; i < c->nmethods; i++) {
        vt->entries[i].body = c->methods[i].thunk;
        vt->entries[i].func = PyUnicode_InternFromString(c->methods[i].name);
        if (vt->entries[i].func == NULL) {
            Py_FatalError("spc: no memory for a vtable");
        }
    }
    t->tp_cache = (PyObject *)vt;
    return vt;
}

int
spc_core_is_subtype(PyTypeObject *t, PyTypeObject *u)
{
    return PyType_IsSubtype(t, u);
}

/* --- making a class --- */

static int
field_mismatch(PyTypeObject *t, const SpcField *f)
{
    PyErr_Format(PyExc_ImportError,
                 "spc: field '%s' of class '%s' is not where the compiled module expects it; rebuild it with spc",
                 f->name, t->tp_name);
    return -1;
}

/* Puts a typed slot into the class; value is its default, or NULL. */
static int
install_slot(PyTypeObject *t, const SpcField *f, PyObject *value)
{
    PyObject *typed = spc_typed_slot_new(t, f, value);
    int r = typed == NULL ? -1 : PyDict_SetItemString(t->tp_dict, f->name, typed);
    Py_XDECREF(typed);
    return r;
}

/* Puts a cached property into the class, that keeps its value in the slot of its name. */
static int
install_cached(PyTypeObject *t, const SpcField *f, PyObject *property, PyObject *slot)
{
    if (property == NULL) {
        return 0;
    }
    PyObject *p = PyObject_CallMethod(property, "in_slot", "O", slot);
    int r = p == NULL ? -1 : PyDict_SetItemString(t->tp_dict, f->name, p);
    Py_XDECREF(p);
    return r;
}

/* Turns the plain slots that type() made into typed ones. */
static int
install_fields(PyTypeObject *t, SpcClass *c, PyObject *defaults)
{
    for (int64_t i = 0; i < c->nfields; i++) {
        const SpcField *f = &c->fields[i];
        PyObject *d = PyDict_GetItemString(t->tp_dict, f->name);
        if (d == NULL || !Py_IS_TYPE(d, &PyMemberDescr_Type)) {
            return field_mismatch(t, f);
        }
        PyMemberDef *m = ((PyMemberDescrObject *)d)->d_member;
        if (m->offset != f->offset) {
            return field_mismatch(t, f);
        }
        PyObject *value = defaults == NULL ? NULL : PyDict_GetItemString(defaults, f->name);
        if (f->rep == SPC_REP_OBJ && f->type == NULL && value == NULL && f->default_kind != SPC_CACHED_PROPERTY) {
            continue; /* a dynamic field is an ordinary slot */
        }
        if (f->rep != SPC_REP_OBJ) {
            m->type = T_LONGLONG; /* not an object: the interpreter's traverse and clear pass over it */
        }
        if (f->default_kind == SPC_CACHED_PROPERTY ? install_cached(t, f, value, d) < 0 : install_slot(t, f, value) < 0) {
            return -1;
        }
    }
    return 0;
}

/* A dataclass decorator takes field(...) for a plain default: it puts the default, or nothing, in the place of the slot.
 * This puts the slots back. */
int
spc_core_restore_slots(SpcClass *c)
{
    PyTypeObject *t = c->type;
    for (int64_t i = 0; t != NULL && i < c->nfields; i++) {
        const SpcField *f = &c->fields[i];
        PyObject *d = PyDict_GetItemString(t->tp_dict, f->name);
        if (d != NULL && (Py_IS_TYPE(d, &PyMemberDescr_Type) || spc_is_typed_slot(d))) {
            continue;
        }
        if (install_slot(t, f, d) < 0) {
            return -1;
        }
    }
    if (t != NULL) {
        PyType_Modified(t);
    }
    return 0;
}

/* The entries of a static class's vtable: its own module's bodies; where that has none the base's, which is in another
 * module; where nobody has one a thunk that calls the method by name. */
static int
fill_vtable(SpcVtable *vt, SpcClass *c)
{
    const SpcVtable *base = c->base_class == NULL ? NULL : (SpcVtable *)c->base_class->type->tp_cache;
    for (int64_t i = 0; i < c->nmethods; i++) {
        const SpcMethod *m = &c->methods[i];
        SpcVtableEntry *e = &vt->entries[i];
        if (m->body != NULL && *m->func != NULL) {
            *e = (SpcVtableEntry){m->body, Py_NewRef(*m->func)};
        }
        else if (m->inherited && base != NULL && i < base->size) {
            *e = (SpcVtableEntry){base->entries[i].body, Py_NewRef(base->entries[i].func)};
        }
        else if ((e->func = PyUnicode_InternFromString(m->name)) == NULL) {
            return -1;
        }
        else {
            e->body = m->thunk;
        }
    }
    return 0;
}

/* Tells all who know c by a word that it is t. */
static void
publish(SpcClass *c, PyTypeObject *t)
{
    *c->slot = (PyTypeObject *)Py_NewRef(t);
    for (SpcClassWord *w = c->words; w != NULL; w = w->next) {
        *w->word = (PyTypeObject *)Py_NewRef(t);
    }
}

/* Makes t, fresh from its metaclass, the static class c. */
static int
adopt(PyTypeObject *t, SpcClass *c, PyObject *defaults)
{
    if (c->base != NULL && *c->base == NULL) {
        PyErr_Format(PyExc_ImportError, "the static base of class '%s' is not compiled; build its module with spc", c->name);
        return -1;
    }
    if (c->base != NULL) {
        c->base_class = spc_static_class_of(*c->base);
        if (c->base_class == NULL || t->tp_base != *c->base) {
            PyErr_Format(PyExc_TypeError,
                         "Static compiler cannot verify that static type '%s' is a valid override of static base '%s' "
                         "because intervening base '%s' is non-static.",
                         t->tp_name, (*c->base)->tp_name, t->tp_base->tp_name);
            return -1;
        }
    }
    if (spc_check_leaked(t, c) < 0 || install_fields(t, c, defaults) < 0 || spc_guard_final_methods(t) < 0 || spc_keep_apart(t) < 0) {
        return -1;
    }
    c->type = t;
    SpcVtable *vt = vtable_new(c);
    if (vt == NULL) {
        return -1;
    }
    if (fill_vtable(vt, c) < 0) {
        Py_DECREF(vt);
        return -1;
    }
    t->tp_cache = (PyObject *)vt;
    if (!c->has_dict && !c->has_weakref && spc_own_life_cycle(t, c) < 0) {
        return -1;
    }
    if (c->final) {
        t->tp_flags &= ~Py_TPFLAGS_BASETYPE;
    }
    PyType_Modified(t);
    publish(c, t);
    return 0;
}

static int
append_name(PyObject *list, const char *name)
{
    PyObject *s = PyUnicode_InternFromString(name);
    int r = s == NULL ? -1 : PyList_Append(list, s);
    Py_XDECREF(s);
    return r;
}

/* Takes the names of typed fields out of the namespace that the class body left: their values are defaults, and
 * type() refuses a slot whose name the class also binds. Gives the defaults, or NULL with an error. */
static PyObject *
take_defaults(PyObject *ns, SpcClass *c)
{
    PyObject *defaults = PyDict_New();
    PyObject *slots = PyList_New(0);
    if (defaults == NULL || slots == NULL) {
        goto fail;
    }
    for (int64_t i = 0; i < c->nfields; i++) {
        PyObject *name = PyUnicode_InternFromString(c->fields[i].name);
        if (name == NULL || PyList_Append(slots, name) < 0) {
            Py_XDECREF(name);
            goto fail;
        }
        PyObject *value = PyObject_GetItem(ns, name);
        int r = 0;
        if (value != NULL) {
            r = PyDict_SetItem(defaults, name, value) < 0 || PyObject_DelItem(ns, name) < 0 ? -1 : 0;
            Py_DECREF(value);
        }
        else if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
        }
        else {
            r = -1;
        }
        Py_DECREF(name);
        if (r < 0) {
            goto fail;
        }
    }
    PyObject *extra = PyMapping_GetItemString(ns, "__slots__");
    if (extra == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(extra); /* a user's own __slots__ is overwritten (specification 5.1) */
    if ((c->has_dict && append_name(slots, "__dict__") < 0)
        || (c->has_weakref && append_name(slots, "__weakref__") < 0)) {
        goto fail;
    }
    if (PyMapping_SetItemString(ns, "__slots__", slots) < 0) {
        goto fail;
    }
    Py_DECREF(slots);
    return defaults;
fail:
    Py_XDECREF(defaults);
    Py_XDECREF(slots);
    return NULL;
}

/* The last steps of a static class statement: called between the class body and the metaclass, and after it. */
PyObject *
spc_core_static_namespace(SpcClass *c, PyObject *ns)
{
    return take_defaults(ns, c);
}

static int
check_class(SpcClass *c, PyObject *type)
{
    if (!PyType_Check(type)) {
        PyErr_Format(PyExc_TypeError, "the metaclass of static class '%s' returned a '%s', not a type", c->name,
                     Py_TYPE(type)->tp_name);
        return -1;
    }
    if (c->free_list != NULL || c->type != NULL) {
        PyErr_Format(PyExc_TypeError, "the class statement of static class '%s' ran twice", c->name);
        return -1;
    }
    return 0;
}

/* Takes note of a class that was made as Python makes it (an enumeration): all that is known of its instances is that they are. */
int
spc_core_adopt_plain(SpcClass *c, PyObject *type)
{
    if (check_class(c, type) < 0) {
        return -1;
    }
    c->type = (PyTypeObject *)type;
    publish(c, c->type);
    return 0;
}

int
spc_core_static_adopt(SpcClass *c, PyObject *type, PyObject *defaults)
{
    return check_class(c, type) < 0 ? -1 : adopt((PyTypeObject *)type, c, defaults);
}

/* Classes of a static module cannot change once its body has run (specification ST-08). */
void
spc_core_freeze_class(SpcClass *c)
{
    if (c->type != NULL) {
        c->type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
        PyType_Modified(c->type);
    }
}

int
spc_core_classes_init(void)
{
    return PyType_Ready(&Vtable_Type);
}

/* --- errors of typed code (specification, appendix B) --- */

/* A class whose statement has not run, or whose module is not loaded, has no type object, and no instances. */
static const char *
type_name(PyTypeObject *type)
{
    return type == NULL ? "a class that does not exist yet" : type->tp_name;
}

void
spc_core_raise_cast(PyObject *o, PyTypeObject *type, int32_t flags)
{
    PyErr_Format(PyExc_TypeError, flags & SPC_EXACT ? "expected exactly '%s', got '%s'" : "expected '%s', got '%s'",
                 type_name(type), o == NULL ? "int" : Py_TYPE(o)->tp_name);
}

void
spc_core_raise_argument(PyObject *func, int32_t i, PyObject *value, PyTypeObject *type)
{
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)func)->func_code;
    PyObject *names = PyCode_GetVarnames(code);
    if (names == NULL) {
        return;
    }
    PyErr_Format(spc_static_type_error(), "%U expected '%s' for argument %U, got '%s'", code->co_name, type_name(type),
                 PyTuple_GET_ITEM(names, i), Py_TYPE(value)->tp_name);
    Py_DECREF(names);
}

/* Whether value fits the machine type; 0 with an error when it is an int out of range. */
static bool
fits_machine(PyObject *value, int32_t rep)
{
    switch (rep) {
    case SPC_REP_BOOL: return PyBool_Check(value);
    case SPC_REP_F32: case SPC_REP_F64: return PyFloat_Check(value) || PyLong_Check(value);
    }
    return PyLong_Check(value) && (spc_core_unbox_slow(value, rep) != SPC_SENTINEL || !PyErr_Occurred());
}

/* Says what was wrong with the result of something that untyped code has replaced (specification 5.9); 0 when nothing was. */
int
spc_core_check_result(PyObject *name, const char *cls, PyObject *value, PyTypeObject *type, int32_t flags)
{
    static const char *machine[] = {
        [SPC_REP_BOOL] = "cbool", [SPC_REP_I8] = "int8", [SPC_REP_I16] = "int16", [SPC_REP_I32] = "int32", [SPC_REP_I64] = "int64",
        [SPC_REP_U8] = "uint8", [SPC_REP_U16] = "uint16", [SPC_REP_U32] = "uint32", [SPC_REP_U64] = "uint64",
        [SPC_REP_F32] = "single", [SPC_REP_F64] = "double",
    };
    const char *of = cls == NULL ? "" : cls, *dot = cls == NULL ? "" : ".", *got = Py_TYPE(value)->tp_name;
    int32_t rep = flags / SPC_MACHINE;
    if (rep != 0 && fits_machine(value, rep)) {
        return 0;
    }
    if (PyErr_Occurred()) {
        PyErr_Format(PyExc_OverflowError, "unexpected return type from %s%s%U, expected %s, got out-of-range %s (%R)", of, dot, name,
                     machine[rep], got, value);
        return -1;
    }
    PyErr_Format(spc_static_type_error(),
                 flags & SPC_OPTIONAL ? "unexpected return type from %s%s%U, expected Optional[%s], got %s"
                                      : "unexpected return type from %s%s%U, expected %s, got %s",
                 of, dot, name, type_name(type), got);
    return -1;
}
