/* Function objects with native entries, and what is known of them. */
#ifndef SPC_FUNCTIONS_H
#define SPC_FUNCTIONS_H

#include "core.h"
#include "internal/pycore_call.h"

/* Whether o is a function of the type that ours have. */
bool spc_is_function(PyObject *o);

/* The entry of f when its native body can be called directly with n positional arguments; else NULL. */
const SpcEntry *spc_native(PyObject *f, Py_ssize_t n);

/* PyObject_Vectorcall without a check of the result, which the interpreter leaves out too in calls that it knows. */
static inline PyObject *
spc_vectorcall(PyObject *f, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    vectorcallfunc entry = _PyVectorcall_FunctionInline(f);
    return entry == NULL ? PyObject_Vectorcall(f, args, nargsf, kwnames) : entry(f, args, nargsf, kwnames);
}

#endif
