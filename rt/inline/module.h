/* What a compiled module tells the runtime of itself, and the words that its own code keeps. */
#ifndef SPC_MODULE_H
#define SPC_MODULE_H

#include <Python.h>
#include <stdint.h>
#include "classes.h"

#define SPC_ABI 1 /* rt.ABI */

enum { SPC_DYNAMIC = 0, SPC_STRICT = 1, SPC_STATIC = 2 }; /* hir.Mode */

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
} SpcModule;

/* Words of one compiled module that its inline functions use; hidden in the module. */
typedef struct {
    PyObject *dict;         /* the namespace */
    PyObject *builtins;     /* what __builtins__ of the namespace says, a dict */
    const SpcModule *info;
    PyObject *module;
    PyInterpreterState *interp;
    uintptr_t untraced;     /* the monitoring version for which nobody is known to trace (3.12 and later) */
    bool debug;             /* __debug__ */
    uint32_t rounds;        /* of loops since the last look at the break request (3.13 and later) */
} SpcModuleState;

#endif
