/* Attributes and methods by name: filling the caches of inline/caches.h, and what they know beyond inline values. */
#include "core.h"
#include "caches.h"
#include "functions.h"
#include "version_attr.h"
#include "version_thread.h"

/* Why a site looks an attribute up. */
enum { GET, SET, CALL };

/* --- what was found out lately, for sites that see many types --- */

#define RECENT 4096

typedef struct {
    SpcAttrCache cache;
    PyObject *name;     /* interned, and a constant of some module: it lives on */
    int32_t use;
} Recent;

static Recent recent[RECENT];

static Recent *
recent_of(uint32_t version, PyObject *name, int use)
{
    return &recent[((uintptr_t)name >> 4 ^ version * 7 ^ use * 1021) % RECENT];
}

/* --- filling --- */

/* The index of name among the keys that instances of t share; -1 when it is none of them. */
static Py_ssize_t
shared_index(PyTypeObject *t, PyObject *name)
{
    PyDictKeysObject *keys = spc_shared_keys(t);
    for (Py_ssize_t i = 0; keys != NULL && DK_IS_UNICODE(keys) && i < keys->dk_nentries; i++) {
        if (DK_UNICODE_ENTRIES(keys)[i].me_key == name) {
            return i;
        }
    }
    return -1;
}

static bool
is_data(PyObject *descr)
{
    return descr != NULL && Py_TYPE(descr)->tp_descr_set != NULL;
}

/* Whether what a type that holds descr says of it is said for good: instances of a class made by Python code can
 * become descriptors, or cease to be ones, at any time. */
static bool
is_settled(PyObject *descr)
{
    return descr == NULL || PyType_HasFeature(Py_TYPE(descr), Py_TPFLAGS_IMMUTABLETYPE);
}

/* The offset of the slot that a __slots__ descriptor of t stands for; 0 when descr is no such thing. */
static Py_ssize_t
slot_offset(PyTypeObject *t, PyObject *descr)
{
    if (!Py_IS_TYPE(descr, &PyMemberDescr_Type)) {
        return 0;
    }
    PyMemberDef *m = ((PyMemberDescrObject *)descr)->d_member;
    return m->type == T_OBJECT_EX && m->flags == 0 && PyType_IsSubtype(t, PyDescr_TYPE(descr)) ? m->offset : 0;
}

/* Attributes that reading an instance by the object's own __getattribute__ finds. A __getattr__ beside that has a say
 * only about what is not found. */
static bool
reads_plainly(PyTypeObject *t)
{
    static PyObject *name, *plain;
    if (t->tp_getattro == PyObject_GenericGetAttr) {
        return true;
    }
    if (name == NULL) {
        name = PyUnicode_InternFromString("__getattribute__");
        plain = name == NULL ? NULL : _PyType_Lookup(&PyBaseObject_Type, name);
        if (plain == NULL) {
            PyErr_Clear();
            return false;
        }
    }
    return PyType_HasFeature(t, Py_TPFLAGS_HEAPTYPE) && !PyType_IsSubtype(t, &PyType_Type)
           && !PyType_IsSubtype(t, &PyModule_Type) && _PyType_Lookup(t, name) == plain;
}

/* What instances of t keep themselves under a name for which the type has descr, or nothing. */
static void
fill_instance(SpcAttrCache *c, PyTypeObject *t, PyObject *name, PyObject *descr, PyObject *o, int use)
{
    Py_ssize_t i = shared_index(t, name);
    PyDictValues *values = i < 0 ? NULL : spc_instance_values(o);
    if (values != NULL && (use == SET || descr == NULL || values->values[i] != NULL)) {
        c->kind = SPC_ATTR_VALUE;
        c->index = i;
        c->fast = c->version;
    }
    else if (descr == NULL) {
        c->kind = spc_has_dict(t) ? SPC_ATTR_DICT : SPC_ATTR_NONE;
    }
}

/* Notes which state of the shared keys is known to be without name. */
static void
note_keys(SpcAttrCache *c, PyTypeObject *t, PyObject *name)
{
    PyDictKeysObject *keys = spc_shared_keys(t);
    c->keys = !spc_has_dict(t) ? 0
              : keys != NULL && shared_index(t, name) < 0 ? (uint64_t)keys->dk_nentries + 1 : UINT64_MAX;
}

static void
fill_from_type(SpcAttrCache *c, PyTypeObject *t, PyObject *name, PyObject *descr)
{
    note_keys(c, t, name);
    c->what = descr;
    if (PyType_HasFeature(Py_TYPE(descr), Py_TPFLAGS_METHOD_DESCRIPTOR) && is_settled(descr)) {
        c->kind = SPC_ATTR_METHOD;
    }
    else if (Py_TYPE(descr)->tp_descr_get == NULL) {
        c->kind = SPC_ATTR_CLASS;
    }
}

/* Whether what is found in a class under a name is the attribute: functions looked up in a class are. */
static bool
is_itself(PyObject *v)
{
    return Py_TYPE(v)->tp_descr_get == NULL || PyFunction_Check(v) || spc_is_function(v)
           || Py_IS_TYPE(v, &PyMethodDescr_Type);
}

/* The attribute of a module, or of a type that is no special case for its metaclass. */
static void
fill_special(SpcAttrCache *c, PyTypeObject *t, PyObject *name, PyObject *descr, PyObject *o)
{
    if (t->tp_getattro == PyModule_Type.tp_getattro && descr == NULL) {
        Py_ssize_t i = spc_dict_position(((struct { PyObject_HEAD PyObject *dict; } *)o)->dict, name);
        if (i >= 0) {
            c->kind = SPC_ATTR_MODULE;
            c->index = i;
        }
    }
    else if (t->tp_getattro == PyType_Type.tp_getattro && PyType_Check(o) && !is_data(descr)
             && is_settled(descr)) {
        PyObject *v = _PyType_Lookup((PyTypeObject *)o, name);
        if (v != NULL && ((PyTypeObject *)o)->tp_version_tag != 0 && is_itself(v)) {
            c->kind = SPC_ATTR_OF_TYPE;
            c->what = v;
            c->more = (void *)(uintptr_t)((PyTypeObject *)o)->tp_version_tag;
        }
    }
}

/* Finds out what can be known of an attribute of o. */
static void
fill(SpcAttrCache *c, PyObject *o, PyObject *name, int use)
{
    PyTypeObject *t = Py_TYPE(o);
    bool plain = use == SET ? t->tp_setattro == PyObject_GenericSetAttr : reads_plainly(t);
    PyObject *descr = _PyType_Lookup(t, name);
    memset(c, 0, sizeof *c);
    if (t->tp_version_tag == 0) {
        return; /* nothing can be remembered of it */
    }
    c->version = SPC_VERSION(t);
    if (!plain) {
        if (use != SET) {
            fill_special(c, t, name, descr, o);
        }
    }
    else if (is_data(descr)) {
        if (is_settled(descr)) {
            Py_ssize_t offset = slot_offset(t, descr);
            c->kind = offset > 0 ? SPC_ATTR_SLOT : SPC_ATTR_DATA;
            c->index = offset;
            c->what = descr;
        }
    }
    else if (use == CALL && descr != NULL) {
        fill_from_type(c, t, name, descr);
    }
    else {
        if (is_settled(descr)) {
            fill_instance(c, t, name, descr, o, use);
        }
        if (c->kind == SPC_ATTR_NONE && use == GET && descr != NULL) {
            fill_from_type(c, t, name, descr);
        }
    }
}

/* Makes the cache of a site one for o's type: from what was found out lately, or anew. */
static void
refill(SpcAttrCache *c, PyObject *o, PyObject *name, int use)
{
    uint32_t version = SPC_VERSION(Py_TYPE(o));
    Recent *r = recent_of(version, name, use);
    if (r->cache.version != version || r->name != name || r->use != use) {
        SpcAttrCache found;
        fill(&found, o, name, use);
        *r = (Recent){found, name, use};
    }
    *c = r->cache;
}

/* Whether o has no attribute of its own by this name: 1, 0, or -1 with an error set. */
static int
lacks(PyObject *o, PyObject *name, SpcAttrCache *c)
{
    PyTypeObject *t = Py_TYPE(o);
    if (c->keys == 0) {
        return 1;
    }
    PyDictValues *values = SPC_HAS_VALUES(t) ? spc_instance_values(o) : NULL;
    if (values != NULL) {
        if ((uint64_t)spc_shared_keys(t)->dk_nentries + 1 == c->keys) {
            return 1;
        }
        Py_ssize_t i = shared_index(t, name);
        if (i < 0) {
            note_keys(c, t, name);
        }
        return i < 0 || values->values[i] == NULL;
    }
    PyObject *dict = spc_instance_dict(o);
    if (dict == NULL) {
        return 1;
    }
    int has = PyDict_Contains(dict, name);
    return has < 0 ? -1 : !has;
}

/* --- reading --- */

/* What the cache, which is one for o's type, says the attribute is; NULL without an error when it cannot say. */
static PyObject *
read_cached(PyObject *o, PyObject *name, SpcAttrCache *c)
{
    PyTypeObject *t = Py_TYPE(o);
    PyObject *v, *what;
    switch (c->kind) {
    case SPC_ATTR_VALUE: {
        PyDictValues *values = spc_instance_values(o);
        if (values != NULL) {
            return Py_XNewRef(values->values[c->index]);
        }
    }
        /* fall through */
    case SPC_ATTR_DICT: {
        PyObject *dict = SPC_HAS_VALUES(t) && spc_instance_values(o) != NULL ? NULL : spc_instance_dict(o);
        return dict == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(dict, name));
    }
    case SPC_ATTR_SLOT:
        return Py_XNewRef(*(PyObject **)((char *)o + c->index));
    case SPC_ATTR_DATA:
        /* an AttributeError is for __getattr__ to see */
        if (Py_TYPE(c->what)->tp_descr_get == NULL || t->tp_getattro != PyObject_GenericGetAttr) {
            return NULL;
        }
        what = Py_NewRef(c->what);
        v = Py_TYPE(what)->tp_descr_get(what, o, (PyObject *)t);
        Py_DECREF(what);
        return v;
    case SPC_ATTR_CLASS:
    case SPC_ATTR_METHOD: {
        bool bind = c->kind == SPC_ATTR_METHOD;
        what = Py_NewRef(c->what); /* a look into the instance's dict may run code */
        v = lacks(o, name, c) <= 0 ? NULL
            : bind ? Py_TYPE(what)->tp_descr_get(what, o, (PyObject *)t)
                   : Py_TYPE(what)->tp_descr_get == NULL ? Py_NewRef(what) : NULL;
        Py_DECREF(what);
        return v;
    }
    case SPC_ATTR_MODULE:
        return Py_XNewRef(spc_dict_at((PyDictObject *)((struct { PyObject_HEAD PyObject *dict; } *)o)->dict, c->index, name));
    case SPC_ATTR_OF_TYPE:
        return ((PyTypeObject *)o)->tp_version_tag == (uintptr_t)c->more && is_itself(c->what) ? Py_NewRef(c->what) : NULL;
    }
    return NULL;
}

/* Makes the cache of a site one for o; false when there is nothing to know. */
static inline bool
prepare(SpcAttrCache *c, PyObject *o, PyObject *name, int use)
{
    if (SPC_VERSION(Py_TYPE(o)) != c->version) {
        refill(c, o, name, use);
    }
    if (c->kind == SPC_ATTR_OF_TYPE && ((PyTypeObject *)o)->tp_version_tag != (uintptr_t)c->more) {
        fill(c, o, name, use); /* another class of the same metaclass */
    }
    return c->kind != SPC_ATTR_NONE;
}

PyObject *
spc_core_getattr_slow(PyObject *o, PyObject *name, void *words)
{
    if (prepare(words, o, name, GET)) {
        PyObject *v = read_cached(o, name, words);
        if (v != NULL || PyErr_Occurred()) {
            return v;
        }
    }
    return PyObject_GetAttr(o, name);
}

/* --- writing --- */

/* Stores where the cache, which is one for o's type, says; 1 when it cannot say. */
static int
write_cached(PyObject *o, PyObject *name, PyObject *v, SpcAttrCache *c)
{
    PyObject **place = NULL;
    if (c->kind == SPC_ATTR_SLOT) {
        place = (PyObject **)((char *)o + c->index);
    }
    else if (c->kind == SPC_ATTR_VALUE || c->kind == SPC_ATTR_DICT) {
        PyDictValues *values = SPC_HAS_VALUES(Py_TYPE(o)) ? spc_private_values(o) : NULL;
        if (values == NULL) {
            PyObject *dict = spc_instance_dict(o);
            return dict == NULL ? 1 : PyDict_SetItem(dict, name, v);
        }
        if (c->kind == SPC_ATTR_VALUE && values->values[c->index] != NULL) {
            place = &values->values[c->index];
        }
    }
    if (place == NULL) {
        return 1;
    }
    PyObject *old = *place;
    *place = Py_NewRef(v);
    Py_XDECREF(old);
    return 0;
}

int
spc_core_setattr_slow(PyObject *o, PyObject *name, PyObject *v, void *words)
{
    SpcAttrCache *c = words;
    if (prepare(c, o, name, SET)) {
        int r = write_cached(o, name, v, c);
        if (r <= 0) {
            return r;
        }
    }
    if (c->kind == SPC_ATTR_DICT) {
        /* the name may be among the shared keys after this */
        recent_of(c->version, name, SET)->name = NULL;
        c->version = 0;
    }
    return PyObject_SetAttr(o, name, v);
}

/* --- calling methods --- */

/* Notes the native body that a call with n arguments, the receiver included, goes to. */
static void
note_body(SpcAttrCache *c, Py_ssize_t n)
{
    const SpcEntry *e = c->keys == UINT64_MAX ? NULL : spc_native(c->what, n);
    c->fast = e == NULL ? 0 : c->version;
    c->more = e == NULL ? NULL : e->body;
    c->index = 1;
}

/* Calls the method of args[0]; n counts the receiver and the positional arguments. */
PyObject *
spc_core_load_method_slow(PyObject *o, PyObject *name, void *words)
{
    SpcAttrCache *c = words;
    PyObject *v;
    prepare(c, o, name, CALL);
    if (c->kind == SPC_ATTR_METHOD) {
        c->fast = c->keys == UINT64_MAX ? 0 : c->version;
        PyObject *what = Py_NewRef(c->what);
        if (lacks(o, name, c) > 0) {
            c->unbound = true;
            return what;
        }
        Py_DECREF(what);
        v = PyErr_Occurred() ? NULL : PyObject_GetAttr(o, name);
    }
    else {
        v = spc_core_getattr_slow(o, name, c);
    }
    c->unbound = false;
    return v;
}

PyObject *
spc_core_method_slow(PyObject *name, void *words, PyObject *const *args, Py_ssize_t n, PyObject *kwnames)
{
    SpcAttrCache *c = words;
    PyObject *o = args[0], *f, *r;
    bool known = prepare(c, o, name, CALL);
    if (c->kind == SPC_ATTR_METHOD && c->index == 0) {
        note_body(c, kwnames == NULL ? n : -1);
    }
    if (!known) {
        return PyObject_VectorcallMethod(name, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    }
    if (c->kind == SPC_ATTR_METHOD) {
        f = Py_NewRef(c->what);
        if (lacks(o, name, c) > 0) {
            r = spc_vectorcall(f, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
            Py_DECREF(f);
            return r;
        }
        Py_DECREF(f);
        f = NULL;
    }
    else {
        f = read_cached(o, name, c);
    }
    if (f == NULL) {
        f = PyErr_Occurred() ? NULL : PyObject_GetAttr(o, name);
        if (f == NULL) {
            return NULL;
        }
    }
    r = spc_vectorcall(f, args + 1, (n - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    Py_DECREF(f);
    return r;
}
