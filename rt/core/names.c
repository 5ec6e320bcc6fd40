/* Names of modules and class bodies, imports, type parameters. */
#include "core.h"
#include "caches.h"
#include "version_dict.h"
#include "intrinsics.h"
#include "internal/pycore_interp.h"

static PyObject *original_import; /* what builtins.__import__ was at first */
static PyObject *s_import, *s_name, *s_spec, *s_initializing, *s_all, *s_dict, *s_annotations, *s_file;

/* --- global names --- */

/* A version for the keys of dict, that changes when a key comes or goes; 0 when it cannot have one. The interpreter
 * numbers tables from 1 upwards when it needs to; numbers from the other end never meet its own. */
static uint32_t
make_keys_version(PyObject *dict)
{
    static uint32_t next = UINT32_MAX - 1; /* the last is what empty caches seem to have */
    PyDictObject *d = (PyDictObject *)dict;
    if (d->ma_values != NULL || !DK_IS_UNICODE(d->ma_keys)) {
        return 0;
    }
    if (d->ma_keys->dk_version == 0 && next > UINT32_MAX / 2) {
        d->ma_keys->dk_version = next--;
    }
    return d->ma_keys->dk_version;
}

/* Remembers where dict, the module's or the builtins', has name. */
static void
remember_global(const SpcModuleState *m, PyObject *dict, PyObject *name, SpcGlobalCache *c)
{
    c->keys = 0;
    if (c->misses++ == 0) {
        return;
    }
    Py_ssize_t i = spc_dict_position(dict, name);
    uint32_t keys = i < 0 ? 0 : make_keys_version(m->dict);
    uint32_t builtins = dict == m->dict ? 0 : make_keys_version(dict);
    if (keys != 0 && (builtins != 0 || dict == m->dict)) {
        c->keys = ~keys;
        c->builtins = builtins;
        c->index = i;
    }
}

PyObject *
spc_core_load_global_slow(const SpcModuleState *m, PyObject *name, void *cache)
{
    SpcGlobalCache *c = cache;
    PyObject *v = PyDict_GetItemWithError(m->dict, name);
    if (v != NULL) {
        remember_global(m, m->dict, name, c);
        return Py_NewRef(v);
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (!PyDict_CheckExact(m->builtins)) {
        v = PyObject_GetItem(m->builtins, name);
        if (v == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            spc_core_raise_name(2, name);
        }
        return v;
    }
    v = PyDict_GetItemWithError(m->builtins, name);
    if (v == NULL) {
        if (!PyErr_Occurred()) {
            spc_core_raise_name(2, name);
        }
        return NULL;
    }
    remember_global(m, m->builtins, name, c);
    return Py_NewRef(v);
}

int
spc_core_del_global(const SpcModuleState *m, PyObject *name)
{
    if (PyDict_DelItem(m->dict, name) < 0) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            spc_core_raise_name(2, name);
        }
        return -1;
    }
    return 0;
}

/* Sets (v NULL: deletes) a module variable that compiled code reads through a word. */
int
spc_core_global_set(const SpcModuleState *m, PyObject **word, const char *name, PyObject *v)
{
    PyObject *s = PyUnicode_InternFromString(name);
    if (s == NULL) {
        return -1;
    }
    int r = v == NULL ? spc_core_del_global(m, s) : PyDict_SetItem(m->dict, s, v);
    Py_DECREF(s);
    if (r == 0) {
        Py_XSETREF(*word, Py_XNewRef(v));
    }
    return r;
}

/* What a name means whose word is empty: somebody wrote into the module's dict, or it is a built-in. Borrowed. The word's
 * readers rely on its type, when there is one. */
PyObject *
spc_core_global_unset(const SpcModuleState *m, const char *name, PyTypeObject *type, int32_t flags)
{
    PyObject *s = PyUnicode_InternFromString(name);
    if (s == NULL) {
        return NULL;
    }
    PyObject *v = PyDict_GetItemWithError(m->dict, s);
    if (v == NULL && !PyErr_Occurred()) {
        v = PyDict_GetItemWithError(m->builtins, s);
    }
    if (v == NULL) {
        if (!PyErr_Occurred()) {
            spc_core_raise_name(2, s);
        }
    }
    else if (type != NULL && !((flags & SPC_OPTIONAL) && v == Py_None)
             && !(flags & SPC_EXACT ? Py_IS_TYPE(v, type) : PyObject_TypeCheck(v, type))) {
        spc_core_raise_cast(v, type, flags);
        v = NULL;
    }
    Py_DECREF(s);
    return v;
}

/* The value of name in a namespace that may be any mapping; NULL without an error when absent. */
static PyObject *
lookup(PyObject *ns, PyObject *name)
{
    PyObject *v;
    if (PyDict_CheckExact(ns)) {
        return Py_XNewRef(PyDict_GetItemWithError(ns, name));
    }
    v = PyObject_GetItem(ns, name);
    if (v == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
    }
    return v;
}

PyObject *
spc_core_load_name(const SpcModuleState *m, PyObject *ns, PyObject *name)
{
    PyObject *v = lookup(ns, name);
    if (v == NULL && !PyErr_Occurred()) {
        SpcGlobalCache cache = {0};
        v = spc_core_load_global_slow(m, name, &cache);
    }
    return v;
}

int
spc_core_store_name(PyObject *ns, PyObject *name, PyObject *v)
{
    return PyDict_CheckExact(ns) ? PyDict_SetItem(ns, name, v) : PyObject_SetItem(ns, name, v);
}

int
spc_core_del_name(PyObject *ns, PyObject *name)
{
    int r = PyObject_DelItem(ns, name);
    if (r < 0 && (PyDict_CheckExact(ns) ? PyErr_ExceptionMatches(PyExc_KeyError) : 1)) {
        PyErr_Clear();
        spc_core_raise_name(2, name);
    }
    return r;
}

/* A name of an enclosing function seen from a class body: the namespace first, then the cell. */
PyObject *
spc_core_load_classderef(PyObject *ns, PyObject *cell, PyObject *name)
{
    PyObject *v = lookup(ns, name);
    if (v == NULL && !PyErr_Occurred()) {
        v = Py_XNewRef(PyCell_GET(cell));
        if (v == NULL) {
            spc_core_raise_name(1, name);
        }
    }
    return v;
}

bool
spc_core_is_builtin(const SpcModuleState *m, PyObject *o, const char *name)
{
    PyObject *builtins = PyInterpreterState_Get()->builtins;
    PyObject *v = PyDict_GetItemString(builtins, name);
    return v == o;
}

/* --- imports --- */

PyObject *
spc_core_import_name(const SpcModuleState *m, PyObject *name, PyObject *fromlist, int32_t level)
{
    PyObject *f = lookup(m->builtins, s_import);
    if (f == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ImportError, "__import__ not found");
        }
        return NULL;
    }
    PyObject *r;
    if (fromlist == NULL) {
        fromlist = Py_None;
    }
    if (f == original_import) {
        r = PyImport_ImportModuleLevelObject(name, m->dict, Py_None, fromlist, level);
    }
    else {
        PyObject *l = PyLong_FromLong(level);
        r = l == NULL ? NULL : PyObject_CallFunctionObjArgs(f, name, m->dict, Py_None, fromlist, l, NULL);
        Py_XDECREF(l);
    }
    Py_DECREF(f);
    return r;
}

/* Whether a module is still being imported. */
static int
is_initializing(PyObject *spec)
{
    PyObject *v = spec == NULL ? NULL : PyObject_GetAttr(spec, s_initializing);
    int r = v == NULL ? 0 : PyObject_IsTrue(v);
    Py_XDECREF(v);
    PyErr_Clear();
    return r > 0;
}

PyObject *
spc_core_import_from(PyObject *mod, PyObject *name)
{
    PyObject *v = PyObject_GetAttr(mod, name);
    if (v != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return v;
    }
    PyErr_Clear();
    /* a submodule that is being imported in a circle is in sys.modules already */
    PyObject *pkg = PyObject_GetAttr(mod, s_name), *path = NULL, *message = NULL, *spec;
    if (pkg == NULL || !PyUnicode_Check(pkg)) {
        PyErr_Clear();
        Py_XDECREF(pkg);
        pkg = NULL;
    }
    else {
        PyObject *full = PyUnicode_FromFormat("%U.%U", pkg, name);
        v = full == NULL ? NULL : PyImport_GetModule(full);
        Py_XDECREF(full);
        if (v != NULL || PyErr_Occurred()) {
            Py_DECREF(pkg);
            return v;
        }
    }
    PyObject *shown = pkg == NULL ? PyUnicode_FromString("<unknown module name>") : Py_NewRef(pkg);
    path = PyObject_GetAttr(mod, s_file);
    if (path == NULL || !PyUnicode_Check(path)) {
        PyErr_Clear();
        Py_CLEAR(path);
        message = PyUnicode_FromFormat("cannot import name %R from %R (unknown location)", name, shown);
    }
    else {
        spec = PyObject_GetAttr(mod, s_spec);
        PyErr_Clear();
        message = PyUnicode_FromFormat(is_initializing(spec)
                                           ? "cannot import name %R from partially initialized module %R "
                                             "(most likely due to a circular import) (%S)"
                                           : "cannot import name %R from %R (%S)",
                                       name, shown, path);
        Py_XDECREF(spec);
    }
    if (message != NULL) {
        PyErr_SetImportErrorSubclass(PyExc_ImportError, message, pkg, path);
        /* name_from is what the interpreter's own import statement sets for suggestions (3.12) */
#if PY_VERSION_HEX >= 0x030C0000
        PyObject *exc = PyErr_GetRaisedException();
        if (PyObject_SetAttrString(exc, "name_from", name) < 0) {
            PyErr_Clear();
        }
        PyErr_SetRaisedException(exc);
#endif
    }
    Py_XDECREF(message);
    Py_XDECREF(shown);
    Py_XDECREF(path);
    Py_XDECREF(pkg);
    return NULL;
}

int
spc_core_import_star(PyObject *mod, PyObject *ns)
{
    int skip_underscore = 0;
    PyObject *all = PyObject_GetAttr(mod, s_all);
    if (all == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        PyObject *dict = PyObject_GetAttr(mod, s_dict);
        if (dict == NULL) {
            if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
                PyErr_SetString(PyExc_ImportError, "from-import-* object has no __dict__ and no __all__");
            }
            return -1;
        }
        all = PyMapping_Keys(dict);
        Py_DECREF(dict);
        if (all == NULL) {
            return -1;
        }
        skip_underscore = 1;
    }
    int r = 0;
    for (Py_ssize_t i = 0; r == 0; i++) {
        PyObject *name = PySequence_GetItem(all, i);
        if (name == NULL) {
            r = PyErr_ExceptionMatches(PyExc_IndexError) ? (PyErr_Clear(), 0) : -1;
            break;
        }
        if (!PyUnicode_Check(name)) {
            PyObject *modname = PyObject_GetAttr(mod, s_name);
            if (modname != NULL && PyUnicode_Check(modname)) {
                PyErr_Format(PyExc_TypeError, skip_underscore ? "Key in %U.__dict__ must be str, not %.100s"
                                                              : "Item in %U.__all__ must be str, not %.100s",
                             modname, Py_TYPE(name)->tp_name);
            }
            Py_XDECREF(modname);
            r = -1;
        }
        else if (!skip_underscore || PyUnicode_GET_LENGTH(name) == 0 || PyUnicode_READ_CHAR(name, 0) != '_') {
            PyObject *v = PyObject_GetAttr(mod, name);
            r = v == NULL ? -1 : spc_core_store_name(ns, name, v);
            Py_XDECREF(v);
        }
        Py_DECREF(name);
    }
    Py_DECREF(all);
    return r;
}

/* --- annotations --- */

int
spc_core_setup_annotations(PyObject *ns)
{
    PyObject *v = lookup(ns, s_annotations);
    if (v != NULL) {
        Py_DECREF(v);
        return 0;
    }
    if (PyErr_Occurred() || (v = PyDict_New()) == NULL) {
        return -1;
    }
    int r = spc_core_store_name(ns, s_annotations, v);
    Py_DECREF(v);
    return r;
}

int
spc_core_names_init(void)
{
    static const struct { PyObject **word; const char *text; } names[] = {
        {&s_import, "__import__"},
        {&s_name, "__name__"}, {&s_spec, "__spec__"}, {&s_initializing, "_initializing"}, {&s_all, "__all__"},
        {&s_dict, "__dict__"}, {&s_annotations, "__annotations__"}, {&s_file, "__file__"},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(names); i++) {
        *names[i].word = PyUnicode_InternFromString(names[i].text);
        if (*names[i].word == NULL) {
            return -1;
        }
    }
    original_import = Py_XNewRef(PyDict_GetItem(PyEval_GetBuiltins(), s_import));
    return 0;
}
