/* What a compiled module tells the runtime of itself, and the words that its own code keeps. */
#ifndef SPC_MODULE_H
#define SPC_MODULE_H

#include <Python.h>
#include <stdint.h>
#include "classes.h"

#define SPC_ABI 4 /* rt.ABI */

enum { SPC_DYNAMIC = 0, SPC_STRICT = 1, SPC_STATIC = 2 }; /* hir.Mode */

/* A declaration that other modules may be compiled against; sorted by name. */
typedef struct {
    const char *name;   /* qualified */
    uint64_t hash;      /* of all that users rely on */
    void *body;         /* native body of a function, in the convention that the hash promises; or NULL */
    PyObject **func;    /* word with its function object */
    SpcClass *cls;      /* of a static class; or NULL */
} SpcExport;

enum { SPC_VERIFY = 0, SPC_BIND_BODY = 1, SPC_BIND_CLASS = 2 };

/* The words that binding a body fills in. */
typedef struct {
    void *body;
    PyObject *const *func;
} SpcExtern;

/* A declaration of another module that this one was compiled against; those of one module stand together. */
typedef struct {
    const char *module;
    const char *name;
    uint64_t hash;
    void *dest;         /* SpcExtern, or the word with the type object; NULL when it is only verified */
    int64_t kind;
} SpcImport;

/* A class of a generic container that a module uses, CheckedList[Task] for instance, and one of its type arguments. */
typedef struct {
    PyTypeObject *const *type; /* word with the class; NULL: flags is the TYPED_ code of a machine type, or -1 for Any */
    int32_t flags;             /* SPC_EXACT, SPC_OPTIONAL */
} SpcGenericArg;

typedef struct {
    const char *name;          /* of the generic: chklist, chkdict, staticarray */
    PyTypeObject **slot;       /* word that gets the class, as soon as those of the arguments exist */
    int32_t nargs;
    SpcGenericArg args[2];
} SpcGeneric;

/* How spc_bind_call enters a function that has more than plain parameters: instead of the number of arguments, and the
 * array has a word for each parameter. If the native body does not take what is in there, the entry gives SPC_AGAIN. */
#define SPC_BOUND ((int64_t)1 << 62) /* emit.boundArgs */
#define SPC_AGAIN ((PyObject *)1)

/* How a function is entered natively: emitted for each, and found by its code object. */
typedef struct {
    void *entry;    /* a vectorcall function; of a class body: SpcBody */
    void *body;     /* PyObject *(PyObject *func, PyObject *arg...), to be called directly; NULL when there is none */
    int64_t nargs;  /* of body */
} SpcEntry;

/* Emitted by the compiler; the arrays are filled when the module is executed. */
typedef struct {
    int32_t abi;            /* SPC_ABI of the compiler */
    int32_t python;         /* major << 8 | minor of the interpreter it was built for */
    const char *name;       /* dotted */
    const char *code;       /* marshalled code object of the module */
    int64_t code_size;
    const char *consts_blob; /* marshalled tuple of object constants */
    int64_t consts_size;
    PyObject **consts;
    int64_t nconsts;
    PyObject **codes;       /* code objects, the module's first, then depth first through co_consts */
    int64_t ncodes;
    PyObject *(*body)(PyObject *func, PyObject *dict);
    int32_t mode;
    SpcClass *const *classes;
    int32_t nclasses;
    const SpcExport *exports;
    int32_t nexports;
    const SpcImport *imports;
    int32_t nimports;
    const SpcGeneric *generics;
    int32_t ngenerics;
    int32_t patching;       /* tests may replace functions, methods and variables: nothing is sealed or frozen */
} SpcModule;

/* Words of one compiled module that its inline functions use; hidden in the module. */
typedef struct {
    PyObject *dict;         /* the namespace */
    PyObject *builtins;     /* what __builtins__ of the namespace says, a dict */
    const SpcModule *info;
    PyObject *module;
    PyInterpreterState *interp;
    PyTypeObject *function_type; /* of functions with native entries */
    uintptr_t untraced;     /* the monitoring version for which nobody is known to trace (3.12 and later) */
    bool debug;             /* __debug__ */
    bool docs;              /* docstrings are kept: no -OO */
    bool unbound;           /* some imports are not bound yet: import statements look whether they should be */
} SpcModuleState;

#endif
