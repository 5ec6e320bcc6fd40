/* Binding compiled modules to each other: the bodies, classes and descriptors that one was compiled against are those
 * of the other that is loaded, or loading fails.
 *
 * A module is bound to another as soon as both are loaded, whichever comes first, so that import cycles work. Bodies
 * are bound by the word of their function object, classes by a word that gets the type object when the class statement
 * has run: until then both are null, and code that needs them raises NameError. */
#include "generic.h"

/* A compiled module that is loaded. Entries are never freed: their modules' code is not either. */
typedef struct Loaded {
    struct Loaded *next;
    const SpcModule *info;
    SpcModuleState *state;
    PyObject *name;     /* under which it was imported */
    const char *utf8;   /* the same, for comparing */
    bool *bound;        /* of each group of imports, by the index of its first row */
} Loaded;

static Loaded *modules; /* the last first */

static int32_t
group_end(const SpcModule *m, int32_t i)
{
    const char *module = m->imports[i].module;
    while (i < m->nimports && strcmp(m->imports[i].module, module) == 0) {
        i++;
    }
    return i;
}

static Loaded *
find_loaded(const char *name)
{
    for (Loaded *l = modules; l != NULL; l = l->next) {
        if (strcmp(l->utf8, name) == 0) {
            return l;
        }
    }
    return NULL;
}

static const SpcExport *
find_export(const SpcModule *m, const char *name)
{
    int32_t low = 0, high = m->nexports;
    while (low < high) {
        int32_t mid = low + (high - low) / 2;
        int order = strcmp(m->exports[mid].name, name);
        if (order == 0) {
            return &m->exports[mid];
        }
        if (order < 0) {
            low = mid + 1;
        }
        else {
            high = mid;
        }
    }
    return NULL;
}

static int
misfit(const Loaded *user, const Loaded *source, const SpcImport *row, const SpcExport *found)
{
    PyObject *text = PyUnicode_FromFormat(
        found == NULL ? "%U was compiled against another version of %U, which had '%s'; rebuild %U with spc"
                      : "%U was compiled against another version of %U: '%s' has changed; rebuild %U with spc",
        user->name, source->name, row->name, user->name);
    if (text != NULL) {
        PyErr_SetImportError(text, user->name, NULL);
        Py_DECREF(text);
    }
    return -1;
}

static int
bind_class(SpcClass *c, PyTypeObject **word)
{
    if (c->type != NULL) {
        *word = (PyTypeObject *)Py_NewRef(c->type);
    }
    SpcClassWord *w = PyMem_Malloc(sizeof(SpcClassWord));
    if (w == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *w = (SpcClassWord){c->words, word};
    c->words = w;
    return 0;
}

/* Verifies the rows from first on, all of one module, then binds them. */
static int
bind_group(Loaded *user, int32_t first, const Loaded *source)
{
    int32_t end = group_end(user->info, first);
    for (int32_t i = first; i < end; i++) {
        const SpcImport *row = &user->info->imports[i];
        const SpcExport *x = find_export(source->info, row->name);
        if (x == NULL || x->hash != row->hash || (row->kind == SPC_BIND_BODY && x->body == NULL)
            || (row->kind == SPC_BIND_CLASS && x->cls == NULL)) {
            return misfit(user, source, row, x);
        }
    }
    for (int32_t i = first; i < end; i++) {
        const SpcImport *row = &user->info->imports[i];
        const SpcExport *x = find_export(source->info, row->name);
        if (row->kind == SPC_BIND_BODY) {
            *(SpcExtern *)row->dest = (SpcExtern){x->body, x->func};
        }
        else if (row->kind == SPC_BIND_CLASS && bind_class(x->cls, row->dest) < 0) {
            return -1;
        }
    }
    user->bound[first] = true;
    return 0;
}

/* Binds what l needs of modules that are loaded, and what those need of l. */
static int
bind_all(Loaded *l)
{
    for (int32_t i = 0; i < l->info->nimports; i = group_end(l->info, i)) {
        Loaded *source = find_loaded(l->info->imports[i].module);
        if (source != NULL && bind_group(l, i, source) < 0) {
            return -1;
        }
        l->state->unbound |= source == NULL;
    }
    for (Loaded *user = modules; user != NULL; user = user->next) {
        for (int32_t i = 0; user->state->unbound && i < user->info->nimports; i = group_end(user->info, i)) {
            if (!user->bound[i] && strcmp(l->utf8, user->info->imports[i].module) == 0 && bind_group(user, i, l) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* Enters a module whose body is about to run. */
int
spc_binding_add(const SpcModule *info, SpcModuleState *state, PyObject *name)
{
    const char *utf8 = PyUnicode_AsUTF8(name);
    if (utf8 == NULL) {
        return -1;
    }
    Loaded *l = PyMem_Calloc(1, sizeof(Loaded) + info->nimports * sizeof(bool));
    if (l == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *l = (Loaded){modules, info, state, Py_NewRef(name), utf8, (bool *)(l + 1)};
    modules = l;
    if (bind_all(l) < 0 || spc_core_make_generics() < 0) {
        spc_binding_remove(info);
        return -1;
    }
    return 0;
}

/* Generic classes that some module uses and whose arguments exist by now. */
int
spc_core_make_generics(void)
{
    for (Loaded *l = modules; l != NULL; l = l->next) {
        if (spc_make_generics(l->info) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Those who were bound to a module that failed wait for its next import. */
static void
unbind_users(const Loaded *source)
{
    for (Loaded *user = modules; user != NULL; user = user->next) {
        for (int32_t i = 0; i < user->info->nimports; i = group_end(user->info, i)) {
            if (user->bound[i] && strcmp(source->utf8, user->info->imports[i].module) == 0) {
                user->bound[i] = false;
                user->state->unbound = true;
            }
        }
    }
}

/* Forgets a module whose import has failed. */
void
spc_binding_remove(const SpcModule *info)
{
    for (Loaded **p = &modules; *p != NULL; p = &(*p)->next) {
        if ((*p)->info == info) {
            Loaded *l = *p;
            *p = l->next;
            unbind_users(l);
            Py_DECREF(l->name);
            PyMem_Free(l);
            return;
        }
    }
}

/* A module that is imported but not bound is no compiled one: nothing that was assumed of it needs to hold. */
static int
not_compiled(const Loaded *user, const char *module)
{
    PyObject *imported = PyImport_GetModuleDict();
    PyObject *m = PyDict_GetItemString(imported, module);
    if (m == NULL || !PyModule_Check(m)) {
        return 0;
    }
    PyObject *text = PyUnicode_FromFormat("%U was compiled against the static module %s, which is not compiled; build it with spc",
                                          user->name, module);
    if (text != NULL) {
        PyErr_SetImportError(text, user->name, NULL);
        Py_DECREF(text);
    }
    return 1;
}

/* After an import statement of the module: what it was compiled against and is imported now must be bound. */
int
spc_core_check_imports(SpcModuleState *state)
{
    bool unbound = false;
    for (Loaded *l = modules; l != NULL; l = l->next) {
        if (l->state != state) {
            continue;
        }
        for (int32_t i = 0; i < l->info->nimports; i = group_end(l->info, i)) {
            if (!l->bound[i]) {
                unbound = true;
                if (not_compiled(l, l->info->imports[i].module)) {
                    return -1;
                }
            }
        }
    }
    state->unbound = unbound;
    return 0;
}
