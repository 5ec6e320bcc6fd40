/* Objects of native generators: memory, slots, and what the collector and the destructor do. */
#include "generator.h"
#include "frames.h"
#include "internal/pycore_gc.h"

/* --- memory --- */

/* Freed generators wait here for the next one of their size: a program that loops over generators or awaits
 * coroutines makes and drops them all the time. Held under the interpreter's lock. */
enum { POOL_WORDS = 96, POOL_DEPTH = 32 };
static struct {
    PyGenObject *first; /* linked by gi_name */
    int count;
} pool[POOL_WORDS];

static Py_ssize_t
words_of(PyCodeObject *code, const SpcGenInfo *info)
{
    return (offsetof(_PyInterpreterFrame, localsplus) + offsetof(SpcGenTail, slots)) / sizeof(PyObject *)
           + code->co_nlocalsplus + info->nslots + 2;
}

static PyGenObject *
allocate(PyTypeObject *type, Py_ssize_t words)
{
    if (words < POOL_WORDS && pool[words].first != NULL) {
        PyGenObject *g = pool[words].first;
        pool[words].first = (PyGenObject *)g->gi_name;
        pool[words].count--;
        return (PyGenObject *)PyObject_InitVar((PyVarObject *)g, type, words);
    }
    return (PyGenObject *)PyObject_GC_NewVar(PyVarObject, type, words);
}

/* Gives back the memory of a dead, untracked generator. */
static void
release(PyGenObject *g, Py_ssize_t words)
{
    if (words >= POOL_WORDS || pool[words].count >= POOL_DEPTH) {
        PyObject_GC_Del(g);
        return;
    }
    _Py_AS_GC((PyObject *)g)->_gc_prev = 0; /* it has not been finalized in its next life */
    g->gi_name = (PyObject *)pool[words].first;
    pool[words].first = g;
    pool[words].count++;
}

/* --- slots --- */

static void
release_slot(SpcGenTail *t, int32_t entry)
{
    uintptr_t w = t->slots[entry >> 1];
    t->slots[entry >> 1] = 0;
    if (w != 0 && !((entry & 1) && (w & 1))) {
        Py_DECREF((PyObject *)w);
    }
}

/* Releases what the slots own at the current suspension. */
static void
release_slots(SpcGenTail *t)
{
    if (t->state < t->info->nstates) {
        for (const int32_t *p = t->info->owned + t->info->starts[t->state]; *p >= 0; p++) {
            release_slot(t, *p);
        }
    }
}

void
spc_gen_finish(PyGenObject *g)
{
    SpcGenTail *t = spc_gen_tail(g);
    if (g->gi_frame_state == FRAME_CLEARED) {
        return;
    }
    g->gi_frame_state = FRAME_CLEARED;
    t->yf = NULL;
    release_slots(t);
    _PyInterpreterFrame *f = spc_genframe(g);
    if (f->frame_obj != NULL || f->f_locals != NULL || f->stacktop != 0) {
        spc_frame_release(f);
    }
    Py_CLEAR(g->gi_exc_state.exc_value);
}

int
spc_gen_traverse(PyGenObject *g, visitproc visit, void *arg)
{
    SpcGenTail *t = spc_gen_tail(g);
    Py_VISIT(g->gi_name);
    Py_VISIT(g->gi_qualname);
    Py_VISIT(spc_genframe_func(spc_genframe(g)));
    if (g->gi_frame_state < FRAME_EXECUTING && t->state < t->info->nstates) {
        for (const int32_t *p = t->info->owned + t->info->starts[t->state]; *p >= 0; p++) {
            uintptr_t w = t->slots[*p >> 1];
            if (w != 0 && !((*p & 1) && (w & 1))) {
                Py_VISIT((PyObject *)w);
            }
        }
    }
    Py_VISIT(g->gi_exc_state.exc_value);
    return 0;
}

void
spc_gen_dealloc(PyGenObject *g)
{
    PyObject_GC_UnTrack(g);
    if (g->gi_weakreflist != NULL) {
        PyObject_ClearWeakRefs((PyObject *)g);
    }
    if (g->gi_frame_state < FRAME_COMPLETED) {
        PyObject_GC_Track(g);
        if (PyObject_CallFinalizerFromDealloc((PyObject *)g)) {
            return; /* resurrected */
        }
        PyObject_GC_UnTrack(g);
    }
    Py_CLEAR(g->gi_origin_or_finalizer);
    spc_gen_finish(g);
    _PyInterpreterFrame *f = spc_genframe(g);
    PyObject *func = spc_genframe_func(f), *code = (PyObject *)spc_genframe_code(f);
    Py_ssize_t words = words_of((PyCodeObject *)code, spc_gen_tail(g)->info);
    Py_XDECREF(g->gi_name);
    Py_XDECREF(g->gi_qualname);
    release(g, words);
    Py_DECREF(func);
    Py_DECREF(code);
}

/* --- making one --- */

/* A generator object for a call of func; its arguments go into the slots next. The interpreter's own origin tracking
 * for coroutines is the caller's business. */
PyObject *
spc_core_gen_new(PyFunctionObject *func, const SpcGenInfo *info)
{
    static PyTypeObject *const types[] = {&SpcGen_Type, &SpcCoro_Type, &SpcAsyncGen_Type};
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    PyGenObject *g = allocate(types[info->kind], words_of(code, info));
    if (g == NULL) {
        return NULL;
    }
    memset((char *)g + sizeof(PyObject), 0, offsetof(PyGenObject, gi_iframe) - sizeof(PyObject));
    spc_genframe_init(spc_genframe(g), func);
#if PY_VERSION_HEX < 0x030C0000
    g->gi_code = code; /* borrowed: the frame's reference lives until the generator is freed */
#endif
    g->gi_name = Py_NewRef(func->func_name);
    g->gi_qualname = Py_NewRef(func->func_qualname);
    g->gi_frame_state = FRAME_CREATED;
    SpcGenTail *t = spc_gen_tail(g);
    memset(t, 0, offsetof(SpcGenTail, slots) + info->nslots * sizeof(uintptr_t));
    t->info = info;
    if (info->kind == SPC_GEN_COROUTINE && spc_coro_set_origin(g) < 0) {
        PyObject_GC_Track(g);
        g->gi_frame_state = FRAME_CLEARED;
        Py_DECREF(g);
        return NULL;
    }
    PyObject_GC_Track(g);
    return (PyObject *)g;
}
