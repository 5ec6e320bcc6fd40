/* Inline: global names, imports, annotations, type parameters. */
#include "spc_inline.h"
#include "caches.h"
#include "version_dict.h"
#include "intrinsics.h"

SPC_INLINE PyObject *
spc_load_global_fast(PyObject *name, void *words)
{
    SpcGlobalCache *c = words;
    PyDictObject *d = (PyDictObject *)spc_state.dict;
    if (SPC_UNLIKELY(~spc_keys_version(d) != c->keys)) {
        return NULL;
    }
    if (c->builtins != 0) {
        d = (PyDictObject *)spc_state.builtins;
        if (SPC_UNLIKELY(spc_keys_version(d) != c->builtins)) {
            return NULL;
        }
    }
    return Py_XNewRef(spc_dict_value(d, c->index));
}

PyObject *
spc_load_global(PyObject *name, void *words)
{
    return spc_api->load_global_slow(&spc_state, name, words);
}

PyObject *
spc_load_function(PyObject *name, void *words)
{
    PyObject *f = spc_load_global_fast(name, words);
    return SPC_LIKELY(f != NULL) ? f : spc_api->load_function_slow(&spc_state, name, words);
}

PyObject *
spc_call_builtin(PyObject *name, void *words, PyObject *const *args, Py_ssize_t n)
{
    PyObject *f = spc_load_global_fast(name, words);
    if (SPC_UNLIKELY(f == NULL)) {
        f = spc_load_global(name, words);
    }
    PyObject *r = f == NULL ? NULL : PyObject_Vectorcall(f, args, n | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(f);
    return r;
}

int spc_store_global(PyObject *name, PyObject *v) { return PyDict_SetItem(spc_state.dict, name, v); }

int spc_del_global(PyObject *name) { return spc_api->del_global(&spc_state, name); }

PyObject *spc_globals(void) { return spc_state.dict; }

PyObject *spc_load_name(PyObject *ns, PyObject *name) { return spc_api->load_name(&spc_state, ns, name); }

/* Sets a module variable that lives in a word: the word and the module's dict. */
int
spc_global_set(void *word, void *name, PyObject *v)
{
    return spc_api->global_set(&spc_state, word, name, v);
}

int
spc_global_del(void *word, void *name)
{
    return spc_api->global_set(&spc_state, word, name, NULL);
}

/* What a module variable's name means while its word is empty. */
PyObject *
spc_global_unset(void *name, void *type, int32_t flags)
{
    return spc_api->global_unset(&spc_state, name, type, flags);
}

void
spc_raise_unset_global(void *name)
{
    PyObject *s = PyUnicode_InternFromString(name);
    if (s != NULL) {
        spc_api->raise_name(2, s);
        Py_DECREF(s);
    }
}

PyObject *
spc_import_name(PyObject *name, PyObject *fromlist, int32_t level)
{
    PyObject *m = spc_api->import_name(&spc_state, name, fromlist, level);
    if (m != NULL && spc_state.unbound && spc_api->check_imports(&spc_state) < 0) {
        Py_CLEAR(m);
    }
    return m;
}

bool spc_debug(void) { return spc_state.debug; }
bool spc_docs(void) { return spc_state.docs; }

bool spc_is_builtin(PyObject *o, void *name) { return spc_api->is_builtin(&spc_state, o, name); }

PyObject *spc_typevar(PyObject *name) { return spc_api->intrinsic(SPC_TYPEVAR, name, NULL, NULL); }

PyObject *
spc_typevar_bound(PyObject *name, PyObject *f)
{
    return spc_api->intrinsic(SPC_TYPEVAR_BOUND, name, f, NULL);
}

PyObject *
spc_typevar_constraints(PyObject *name, PyObject *f)
{
    return spc_api->intrinsic(SPC_TYPEVAR_CONSTRAINTS, name, f, NULL);
}

PyObject *spc_paramspec(PyObject *name) { return spc_api->intrinsic(SPC_PARAMSPEC, name, NULL, NULL); }

PyObject *spc_typevartuple(PyObject *name) { return spc_api->intrinsic(SPC_TYPEVARTUPLE, name, NULL, NULL); }

PyObject *
spc_typealias(PyObject *name, PyObject *params, PyObject *f)
{
    return spc_api->intrinsic(SPC_TYPEALIAS, name, params, f);
}

PyObject *spc_subscript_generic(PyObject *params) { return spc_api->intrinsic(SPC_SUBSCRIPT_GENERIC, params, NULL, NULL); }

int
spc_set_type_params(PyObject *f, PyObject *params)
{
    return PyObject_SetAttrString(f, "__type_params__", params);
}

PyObject *
spc_set_type_default(PyObject *param, PyObject *f)
{
    return spc_api->intrinsic(SPC_SET_TYPE_DEFAULT, param, f, NULL);
}
