/* Static classes: what emitted code says of them, and what the runtime keeps
 * behind their type objects. Included by the inline part and by the core.
 *
 * A static class is a heap type that CPython's own machinery made; tp_cache, which the interpreter does not use,
 * holds an SpcVtable. A Python subclass has none until it is first needed. */
#ifndef SPC_CLASSES_H
#define SPC_CLASSES_H

#include <Python.h>
#include <stdint.h>

/* How a slot holds its value; the numbers are those of rt.Rep. */
enum {
    SPC_REP_OBJ = 1, SPC_REP_TAG = 2, SPC_REP_BOOL = 3,
    SPC_REP_I8 = 4, SPC_REP_I16, SPC_REP_I32, SPC_REP_I64,
    SPC_REP_U8, SPC_REP_U16, SPC_REP_U32, SPC_REP_U64,
    SPC_REP_F32, SPC_REP_F64
};

/* What is demanded of a value: bits of SpcField.check and of spc_is_type. From SPC_MACHINE on stands a SPC_REP_...: it has to fit that
 * machine type (spc_check_result alone). */
enum { SPC_EXACT = 1, SPC_OPTIONAL = 2, SPC_MACHINE = 4 };

enum { SPC_NO_DEFAULT, SPC_DEFAULT, SPC_CACHED_PROPERTY };

typedef struct {
    const char *name;
    PyTypeObject *const *type;  /* word with the declared class; NULL: any object */
    int32_t rep;
    int32_t check;              /* SPC_EXACT, SPC_OPTIONAL */
    int32_t offset;             /* from the start of the object; verified when the class is made */
    int32_t default_kind;       /* what the class body binds to the name: SPC_NO_DEFAULT, ... */
} SpcField;

typedef struct {
    const char *name;
    void *body;         /* native body for exact instances; NULL: see inherited */
    PyObject **func;    /* word with the function object of the body */
    void *thunk;        /* native body that calls the method by name and checks what comes back */
    int64_t inherited;  /* the implementation is that of the base, which another module defines */
} SpcMethod;

typedef struct SpcClass {
    const char *name;             /* qualified name */
    PyTypeObject **slot;          /* word of the defining module that gets the type object */
    PyTypeObject *const *base;    /* word with the static base class, or NULL */
    const SpcField *fields;       /* own fields in slot order */
    int64_t nfields;
    const SpcMethod *methods;     /* whole vtable */
    int64_t nmethods;
    int32_t acyclic;              /* the collector need not know of instances; see lifecycle.c */
    int32_t final;                /* no subclass may be made */
    int32_t has_dict;             /* the body declares __dict__ */
    int32_t has_weakref;          /* the body declares __weakref__ */
    /* filled in by the runtime */
    PyTypeObject *type;
    struct SpcClass *base_class;
    PyTypeObject *foreign;        /* the first base that is not made by a class statement */
    int32_t *refs;                /* offsets of the words that may refer to objects, those of bases included */
    int64_t nrefs;
    PyObject *free_list;          /* see free_list.h */
    int64_t nfree, max_free;
    struct SpcClassWord *words;   /* of other modules that get the type object, too */
} SpcClass;

typedef struct SpcClassWord {
    struct SpcClassWord *next;
    PyTypeObject **word;
} SpcClassWord;

typedef struct {
    void *body;
    PyObject *func;  /* function object; for a thunk the method's name */
} SpcVtableEntry;

typedef struct {
    PyObject_HEAD
    SpcClass *cls;      /* the static class whose layout instances have */
    int64_t size;
    SpcVtableEntry entries[1];
} SpcVtable;

#endif
