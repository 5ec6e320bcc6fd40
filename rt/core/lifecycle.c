/* The life cycle of instances of static classes: allocation, the collector's questions, and death.
 *
 * A class that asked for __dict__ or __weakref__ has no tagged slots (the compiler sees to it), and so keeps the
 * life cycle that type() gave it. The functions below serve all others.
 *
 * Memory of instances that died waits in a list of the class, linked through the header of the collector. Waiting memory
 * keeps its type and the reference to it, so that an instance is made by taking memory out of the list and setting its count
 * (spc_alloc in the inline part). The collector starts when more objects were made than died: those that come out of
 * a list do not count.
 *
 * A class whose fields hold nothing but numbers and strings is acyclic: its instances are not tracked until one of
 * them is given an instance of a subclass of these (spc_guard_cycles). Whatever else refers to them is tracked. */
#include "core.h"
#include "lifecycle.h"
#include "free_list.h"
#include "version_thread.h"

/* How much dead memory a class keeps; none when SPC_NO_REUSE is set, so that what a program leaves behind can be counted. */
#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
#define MAX_FREE_BYTES 0 /* uses of dead instances are to be found */
#else
#define MAX_FREE_BYTES (256 << 10)
#endif

/* How deep instances may die inside each other before the interpreter's trashcan takes over. */
#define MAX_DYING 100

static int dying;

PyObject *
spc_core_alloc_slow(SpcClass *c)
{
    if (c->type == NULL) {
        return PyErr_Format(PyExc_NameError, "name '%s' is not defined", c->name);
    }
    return c->type->tp_alloc(c->type, 0);
}

/* tp_alloc of static classes that keep dead memory. */
static PyObject *
static_alloc(PyTypeObject *type, Py_ssize_t n)
{
    SpcClass *c = spc_static_class_of(type);
    if (c == NULL || c->type != type) {
        return PyType_GenericAlloc(type, n);
    }
    PyObject *o = spc_take_free(c);
    if (o == NULL) {
        o = PyObject_GC_New(PyObject, type);
        if (o == NULL) {
            return NULL;
        }
    }
    memset((char *)o + sizeof(PyObject), 0, type->tp_basicsize - sizeof(PyObject));
    if (!c->acyclic) {
        PyObject_GC_Track(o);
    }
    return o;
}

/* What the i-th of the words that may refer to an object refers to, borrowed; NULL for immediates and unset slots. */
static inline PyObject *
referent(PyObject *o, const SpcClass *c, int i)
{
    uintptr_t w = *(uintptr_t *)((char *)o + c->refs[i]);
    return w & 1 ? NULL : (PyObject *)w;
}

static void
clear_fields(PyObject *o, const SpcClass *c)
{
    for (int i = 0; i < c->nrefs; i++) {
        PyObject *x = referent(o, c, i);
        if (x != NULL) {
            *(PyObject **)((char *)o + c->refs[i]) = NULL;
            Py_DECREF(x);
        }
    }
}

/* The first base of a static class that is neither one nor made by a class statement: those that are, such as abc.ABC, add
 * nothing to instances, and their life cycle would lead back to ours. */
static PyTypeObject *
foreign_base(SpcClass *c)
{
    while (c->base_class != NULL) {
        c = c->base_class;
    }
    PyTypeObject *t = c->type->tp_base;
    while (t->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        t = t->tp_base;
    }
    return t;
}

static int
static_traverse(PyObject *o, visitproc visit, void *arg)
{
    SpcClass *c = spc_static_class_of(Py_TYPE(o));
    for (int i = 0; i < c->nrefs; i++) {
        Py_VISIT(referent(o, c, i));
    }
    Py_VISIT(Py_TYPE(o)); /* the traverse of a Python subclass leaves that to the one of its base, which is a heap type */
    traverseproc base = c->foreign->tp_traverse;
    return base == NULL ? 0 : base(o, visit, arg);
}

static int
static_clear(PyObject *o)
{
    SpcClass *c = spc_static_class_of(Py_TYPE(o));
    clear_fields(o, c);
    inquiry base = c->foreign->tp_clear;
    return base == NULL ? 0 : base(o);
}

/* Gives the memory of an exact instance back, or keeps it. */
static inline void
keep_memory(PyObject *o, SpcClass *c)
{
    if (c->nfree < c->max_free) {
        spc_put_free(c, o);
        return;
    }
    PyObject_GC_Del(o);
    Py_DECREF(c->type);
}

static void
release_memory(PyObject *o, SpcClass *c, PyTypeObject *type)
{
    PyTypeObject *base = c->foreign;
    if (base != &PyBaseObject_Type) {
        if (PyType_IS_GC(base)) {
            PyObject_GC_Track(o);
        }
        base->tp_dealloc(o);
        if (!(base->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
            Py_DECREF(type);
        }
        return;
    }
    if (type == c->type && type->tp_free == PyObject_GC_Del) {
        keep_memory(o, c);
        return;
    }
    type->tp_free(o);
    Py_DECREF(type);
}

/* tp_dealloc of static classes. The dealloc of a Python subclass ends here too, with its own part done. */
static void
static_dealloc(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    SpcClass *c = spc_static_class_of(type);
    int exact = type == c->type;
    destructor dealloc = exact ? type->tp_dealloc : static_dealloc;
    if (exact && type->tp_finalize != NULL) {
        if (!PyObject_GC_IsTracked(o)) {
            PyObject_GC_Track(o); /* the finalizer protocol wants a tracked object */
        }
        if (PyObject_CallFinalizerFromDealloc(o) < 0) {
            return; /* resurrected */
        }
    }
    PyObject_GC_UnTrack(o);
    Py_TRASHCAN_BEGIN(o, dealloc)
    clear_fields(o, c);
    release_memory(o, c, type);
    Py_TRASHCAN_END
}

/* tp_dealloc of classes whose instances are nothing but slots. */
static void
plain_dealloc(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    SpcVtable *vt = (SpcVtable *)type->tp_cache;
    if (vt == NULL || vt->cls->type != type || type->tp_finalize != NULL || dying >= MAX_DYING) {
        static_dealloc(o);
        return;
    }
    SpcClass *c = vt->cls;
    spc_gc_untrack(o);
    dying++;
    for (int i = 0; i < c->nrefs; i++) {
        Py_XDECREF(referent(o, c, i));
    }
    dying--;
    keep_memory(o, c);
}

/* Lists where in an instance references may be, those of the bases included. */
static int
find_references(SpcClass *c)
{
    int n = c->base_class == NULL ? 0 : c->base_class->nrefs;
    c->refs = PyMem_Malloc((n + c->nfields + 1) * sizeof *c->refs); /* lives as long as the class, which the module holds */
    if (c->refs == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (int i = 0; i < n; i++) {
        c->refs[i] = c->base_class->refs[i];
    }
    for (int64_t i = 0; i < c->nfields; i++) {
        const SpcField *f = &c->fields[i];
        if (f->rep == SPC_REP_OBJ || f->rep == SPC_REP_TAG) {
            c->refs[n++] = f->offset;
        }
    }
    c->nrefs = n;
    return 0;
}

int
spc_own_life_cycle(PyTypeObject *t, SpcClass *c)
{
    if (find_references(c) < 0) {
        return -1;
    }
    c->foreign = foreign_base(c);
    t->tp_dealloc = static_dealloc;
    t->tp_traverse = static_traverse;
    t->tp_clear = static_clear;
    if (c->foreign == &PyBaseObject_Type && t->tp_itemsize == 0 && PyType_IS_GC(t) && t->tp_free == PyObject_GC_Del) {
        t->tp_alloc = static_alloc;
        t->tp_dealloc = plain_dealloc;
        c->max_free = getenv("SPC_NO_REUSE") != NULL ? 0 : MAX_FREE_BYTES / (t->tp_basicsize + sizeof(PyGC_Head));
    }
    return 0;
}
