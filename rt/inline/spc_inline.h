/* Included by every file of the inline part.
 *
 * The inline part is compiled to bitcode and linked into each module, where LLVM inlines it and makes its symbols
 * private: functions are plain external definitions, and the variables below exist once per compiled module. */
#ifndef SPC_INLINE_H
#define SPC_INLINE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "api.h"
#include "module.h"

#define SPC_LIKELY(x) __builtin_expect(!!(x), 1)
#define SPC_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define SPC_COLD __attribute__((cold, noinline))
#define SPC_INLINE __attribute__((always_inline))
/* Once per module: what would cost more in size at each site than the call costs in time. */
#define SPC_SHARED __attribute__((noinline))

/* The error value of machine integers, of doubles too; it means an error when the error indicator is set. */
#define SPC_SENTINEL (-113)

/* Whether releasing o could run a destructor written in Python: the last reference, and not to a plain value. */
static inline bool
spc_may_run_code(PyObject *o)
{
    return Py_REFCNT(o) == 1 && !Py_IS_TYPE(o, &PyLong_Type) && !Py_IS_TYPE(o, &PyFloat_Type)
           && !Py_IS_TYPE(o, &PyUnicode_Type);
}

extern const SpcApi *spc_api;
extern SpcModuleState spc_state;

#include "version_thread.h"

static inline PyThreadState *spc_thread(void) { return spc_thread_in(spc_state.interp); }

#endif
