/* Native generators: an object of a subtype of the interpreter's own generator, coroutine or async generator type.
 *
 * Memory: the interpreter's header and embedded frame (so gi_frame, gi_code and friends work by inheritance), the
 * frame's locals (always NULL), then an SpcGenTail. The body is one C function that runs from a suspension to the
 * next; values that live across one are in the tail's slots. */
#ifndef SPC_GENERATOR_H
#define SPC_GENERATOR_H

#include <Python.h>
#include <stdint.h>

/* Runs until the next suspension: 1 yielded (*result), 0 returned (*result), -1 raised. sent is borrowed; NULL means
 * that the error indicator is set and is to be raised at the suspension. */
typedef int (*spc_resume)(PyGenObject *gen, void *slots, PyObject *sent, PyObject **result);

enum { SPC_GEN_PLAIN = 0, SPC_GEN_COROUTINE = 1, SPC_GEN_ASYNC = 2 };

typedef struct {
    spc_resume resume;
    int32_t kind;
    int32_t nslots;
    int32_t nparams;        /* the first slots hold the arguments and own them until the end */
    int32_t nstates;
    const int32_t *starts;  /* per state: index into owned */
    const int32_t *owned;   /* slot << 1 | is_tag, each run ended by -1 */
} SpcGenInfo;

typedef struct {
    const SpcGenInfo *info;
    PyObject *yf;           /* what the body delegates to while suspended; borrowed from a slot */
    int32_t state;          /* 0: not started; else the suspension */
    int32_t send_status;    /* of the body's last spc_send: 1 yielded, 0 returned */
    uintptr_t slots[1];
} SpcGenTail;

#endif
