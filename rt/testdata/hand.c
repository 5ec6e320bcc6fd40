/* hand.py as the compiler would emit it: bodies over the inline part, entries that bind, and the module's description.
 * blobs.h is made by the test: the marshalled code object and the constants ("VERSION", ...) of hand.py. */
#include "inline.c"
#include "blobs.h"

enum { ADD = 1, FAIL, LEAF, LOOP, DEEP, CALLER, GEN, CORO, CLASS, METHOD, HANDLER, NAMES, NCODES };

static PyObject *consts[NCONSTS], *codes[NCODES], *funcs[NCODES];

/* The end of a one-line function's code: an instruction of its last line. */
static int32_t
last(int code)
{
    return Py_SIZE(codes[code]) - 1;
}

/* An instruction of the line that many lines below the function's first. */
static int32_t
at(int code, int line)
{
    PyCodeObject *c = (PyCodeObject *)codes[code];
    int32_t i = 1;
    while (i < Py_SIZE(c) - 1 && PyCode_Addr2Line(c, 2 * i) != c->co_firstlineno + line) {
        i++;
    }
    return i;
}

/* entry NAME calls NAME_body(func, words) with nparams words. */
#define ENTRY(name, index, nparams) \
    static PyObject *name##_entry(PyObject *func, PyObject *const *args, size_t nargsf, PyObject *kwnames) \
    { \
        if (spc_must_interpret(func, codes[index])) { \
            return spc_interpret(func, (void *)args, nargsf, kwnames); \
        } \
        if (nargsf != SPC_BOUND && ((nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET) != nparams || kwnames != NULL)) { \
            return spc_bind_call(func, (void *)args, nargsf, kwnames, name##_entry); \
        } \
        return name##_body(func, (PyObject **)args); \
    }

static int32_t
locals_of(PyObject *code)
{
    return ((PyCodeObject *)code)->co_nlocalsplus;
}

/* A traceback entry for a place in a function that has a frame. */
static void
raised(void *frame, int code, int32_t lasti)
{
    spc_frame_set_lasti(frame, codes[code], lasti);
    spc_traceback_frame(frame);
}

static PyObject *
call(PyObject *f, PyObject **args, Py_ssize_t n)
{
    uintptr_t cache[5] = {0};
    return spc_call(f, cache, args, n);
}

/* A new function for a code object with a native entry. */
static PyObject *
function(int code, void *entry, PyObject *defaults, PyObject *kwdefaults, PyObject *closure)
{
    static SpcEntry entries[NCODES];
    entries[code] = (SpcEntry){entry, NULL, 0};
    return spc_make_function(codes[code], &entries[code], &funcs[code], defaults, kwdefaults, closure, NULL);
}

/* A frame for a body. */
#define FRAME(index) \
    void *frame[SPC_FRAME_HEADER_WORDS + 32]; \
    if (spc_frame_push(spc_thread_state(), frame, func, codes[index], NULL, locals_of(codes[index])) < 0) { \
        return NULL; \
    }

static PyObject *
add_body(PyObject *func, PyObject **w)
{
    /* the binder's order is that of the code object: a, b, c, args, kw */
    return spc_tuple((PyObject *[]){w[0], w[1], w[3], w[2], w[4]}, 5);
}

static PyObject *
fail_body(PyObject *func, PyObject **w)
{
    FRAME(FAIL)
    PyObject *args[2] = {NULL, w[0]};
    spc_frame_set_lasti(frame, codes[FAIL], last(FAIL));
    PyObject *exc = call(PyExc_ValueError, args + 1, 1);
    if (exc != NULL) {
        spc_raise(exc, NULL);
        Py_DECREF(exc);
    }
    raised(frame, FAIL, last(FAIL));
    spc_frame_pop(spc_thread_state(), frame);
    return NULL;
}

static PyObject *
leaf_body(PyObject *func, PyObject **w)
{
    uintptr_t r = spc_tag_floordiv(spc_obj_to_tag(w[0]), SPC_IMMEDIATE(0));
    if (r == 0) {
        spc_traceback(func, codes[LEAF], last(LEAF));
        return NULL;
    }
    return spc_tag_to_obj_steal(r);
}

static PyObject *
loop_body(PyObject *func, PyObject **w)
{
    FRAME(LOOP)
    for (;;) {
        if (spc_check_breaker() < 0) {
    raised(frame, LOOP, at(LOOP, 1));
            spc_frame_pop(spc_thread_state(), frame);
            return NULL;
        }
    }
}

static PyObject *
deep_body(PyObject *func, PyObject **w)
{
    FRAME(DEEP)
    PyObject *r = deep_body(func, w);
    if (r == NULL) {
    raised(frame, DEEP, last(DEEP));
    }
    spc_frame_pop(spc_thread_state(), frame);
    return r;
}

static PyObject *
caller_body(PyObject *func, PyObject **w)
{
    FRAME(CALLER)
    spc_frame_set_lasti(frame, codes[CALLER], last(CALLER));
    PyObject *r = call(w[0], NULL, 0);
    if (r == NULL) {
    raised(frame, CALLER, last(CALLER));
    }
    spc_frame_pop(spc_thread_state(), frame);
    return r;
}

static int
gen_resume(PyGenObject *gen, void *words, PyObject *sent, PyObject **result)
{
    PyObject **slots = words;
    if (sent == NULL) {
        spc_traceback_gen((PyObject *)gen, 4);
        return -1;
    }
    *result = Py_NewRef(slots[0]);
    if (spc_gen_state((PyObject *)gen) == 0) {
        spc_gen_suspend((PyObject *)gen, 1);
        return 1;
    }
    return 0;
}

/* await x: the iterator is in slot 1 while suspended */
static int
coro_resume(PyGenObject *g, void *words, PyObject *sent, PyObject **result)
{
    PyObject **slots = words, *gen = (PyObject *)g, *iter, *v;
    if (spc_gen_state(gen) == 0) {
        if (sent == NULL || (iter = spc_get_awaitable(slots[0], 0)) == NULL) {
            return -1;
        }
        v = spc_send(iter, Py_None, gen);
    }
    else {
        iter = slots[1];
        v = sent == NULL ? spc_yf_throw(iter, gen) : spc_send(iter, sent, gen);
    }
    if (v != NULL && spc_gen_yielded(gen)) {
        slots[1] = iter;
        spc_gen_suspend(gen, 1);
        *result = v;
        return 1;
    }
    Py_DECREF(iter);
    *result = v;
    return v == NULL ? -1 : 0;
}

static const int32_t starts[] = {0, 2}, gen_owned[] = {0, -1, 0, -1}, coro_owned[] = {0, -1, 0, 2, -1};
static const SpcGenInfo gen_info = {gen_resume, SPC_GEN_PLAIN, 1, 1, 2, starts, gen_owned};
static const SpcGenInfo coro_info = {coro_resume, SPC_GEN_COROUTINE, 2, 1, 2, starts, coro_owned};

static PyObject *
suspended(PyObject *func, const SpcGenInfo *info, PyObject *arg)
{
    PyObject *g = spc_gen_new(func, info);
    if (g != NULL) {
        ((PyObject **)spc_gen_slots(g))[0] = Py_NewRef(arg);
    }
    return g;
}

static PyObject *gen_body(PyObject *func, PyObject **w) { return suspended(func, &gen_info, w[0]); }

static PyObject *coro_body(PyObject *func, PyObject **w) { return suspended(func, &coro_info, w[0]); }

static PyObject *
method_body(PyObject *func, PyObject **w)
{
    return spc_cell_load_free(spc_closure_cell(func, 0), consts[CONST_CLASS]);
}

static PyObject *
handler_body(PyObject *func, PyObject **w)
{
    FRAME(HANDLER)
    PyObject *r = call(w[0], NULL, 0);
    if (r == NULL) {
        raised(frame, HANDLER, at(HANDLER, 2));
        PyObject *exc = spc_catch(), *old = spc_push_exc(exc);
        int match = spc_exc_match(exc, PyExc_KeyError);
        if (match > 0) {
            PyObject *args[2] = {NULL, consts[CONST_SECOND]};
            PyObject *second = call(PyExc_TypeError, args + 1, 1);
            spc_raise(second, exc);
            Py_DECREF(second);
            raised(frame, HANDLER, at(HANDLER, 4));
        }
        else if (match == 0) {
            spc_restore(exc);
        }
        spc_pop_exc(old);
        Py_DECREF(exc);
    }
    spc_frame_pop(spc_thread_state(), frame);
    return r;
}

static PyObject *
names_body(PyObject *func, PyObject **w)
{
    static uintptr_t cache[3][2];
    FRAME(NAMES)
    PyObject *v[3] = {NULL}, *r = NULL;
    static const int names[] = {CONST_LEN, CONST_VERSION, CONST_MISSING};
    int i = 0;
    for (; i < 3 && (v[i] = spc_load_global(consts[names[i]], cache[i])) != NULL; i++) {
    }
    if (i == 3) {
        r = spc_tuple(v, 3);
    }
    else {
    raised(frame, NAMES, last(NAMES));
    }
    for (i = 0; i < 3; i++) {
        Py_XDECREF(v[i]);
    }
    spc_frame_pop(spc_thread_state(), frame);
    return r;
}

ENTRY(add, ADD, 5)
ENTRY(fail, FAIL, 1)
ENTRY(leaf, LEAF, 1)
ENTRY(loop, LOOP, 0)
ENTRY(deep, DEEP, 1)
ENTRY(caller, CALLER, 1)
ENTRY(gen, GEN, 1)
ENTRY(coro, CORO, 1)
ENTRY(method, METHOD, 1)
ENTRY(handler, HANDLER, 1)
ENTRY(names, NAMES, 0)

static int
store(PyObject *ns, PyObject *name, PyObject *v)
{
    int r = v == NULL ? -1 : spc_store_name(ns, name, v);
    Py_XDECREF(v);
    return r;
}

static PyObject *
class_body(PyObject *func, PyObject *ns)
{
    void *frame[SPC_FRAME_HEADER_WORDS + 32];
    if (spc_frame_push(spc_thread_state(), frame, func, codes[CLASS], ns, locals_of(codes[CLASS])) < 0) {
        return NULL;
    }
    PyObject *cell = spc_cell(NULL), *closure = spc_tuple(&cell, 1);
    if (store(ns, consts[CONST_MODULE], spc_load_name(ns, consts[CONST_NAME])) < 0
        || store(ns, consts[CONST_QUALNAME], Py_NewRef(consts[CONST_C])) < 0
        || store(ns, consts[CONST_ATTR], spc_load_name(ns, consts[CONST_ADD])) < 0
        || store(ns, consts[CONST_METHOD], function(METHOD, method_entry, NULL, NULL, closure)) < 0
        || spc_store_name(ns, consts[CONST_CLASSCELL], cell) < 0) {
        Py_CLEAR(cell);
    }
    Py_XDECREF(closure);
    spc_frame_pop(spc_thread_state(), frame);
    return cell;
}

static PyObject *
module_body(PyObject *func, PyObject *dict)
{
    static const struct { int name, code; vectorcallfunc entry; } defs[] = {
        {CONST_FAIL, FAIL, fail_entry}, {CONST_LEAF, LEAF, leaf_entry}, {CONST_LOOP, LOOP, loop_entry},
        {CONST_DEEP, DEEP, deep_entry}, {CONST_CALLER, CALLER, caller_entry}, {CONST_GEN, GEN, gen_entry},
        {CONST_CORO, CORO, coro_entry}, {CONST_HANDLER, HANDLER, handler_entry}, {CONST_NAMES, NAMES, names_entry},
    };
    PyObject *two = spc_tuple((PyObject *[]){consts[CONST_2]}, 1);
    PyObject *three = spc_dict((PyObject *[]){consts[CONST_c], consts[CONST_3]}, 2);
    int r = store(dict, consts[CONST_ADD], function(ADD, add_entry, two, three, NULL));
    Py_XDECREF(two);
    Py_XDECREF(three);
    for (size_t i = 0; r == 0 && i < sizeof defs / sizeof *defs; i++) {
        r = store(dict, consts[defs[i].name],
                  function(defs[i].code, defs[i].entry, NULL, NULL, NULL));
    }
    PyObject *f = r < 0 ? NULL : function(CLASS, class_body, NULL, NULL, NULL);
    if (f == NULL || spc_store_global(consts[CONST_VERSION], consts[CONST_1]) < 0
        || store(dict, consts[CONST_C], spc_build_class(f, consts[CONST_C], NULL, 0)) < 0) {
        Py_XDECREF(f);
        return NULL;
    }
    Py_DECREF(f);
    return Py_NewRef(Py_None);
}

static SpcModule info = {
    SPC_ABI, PY_MAJOR_VERSION << 8 | PY_MINOR_VERSION, "hand", code_blob, sizeof code_blob - 1, consts_blob,
    sizeof consts_blob - 1, consts, NCONSTS, codes, NCODES, module_body, SPC_DYNAMIC, NULL, 0,
};

__attribute__((visibility("default"))) PyObject *
PyInit_hand(void)
{
    return spc_module_init(&info);
}
