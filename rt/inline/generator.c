/* Inline accessors of native generators for their own bodies. */
#include "spc_inline.h"
#include "gen_layout.h"
#include "version_gen.h"

PyObject *spc_gen_func(PyObject *gen) { return spc_genframe_func(spc_genframe((PyGenObject *)gen)); }

void *spc_gen_slots(PyObject *gen) { return spc_gen_tail((PyGenObject *)gen)->slots; }

int32_t spc_gen_state(PyObject *gen) { return spc_gen_tail((PyGenObject *)gen)->state; }

void spc_gen_suspend(PyObject *gen, int32_t state) { spc_gen_tail((PyGenObject *)gen)->state = state; }

void spc_gen_set_yf(PyObject *gen, PyObject *yf) { spc_gen_tail((PyGenObject *)gen)->yf = yf; }

/* After spc_send: the delegate yielded (true) or returned (false). */
bool spc_gen_yielded(PyObject *gen) { return spc_gen_tail((PyGenObject *)gen)->send_status; }

void spc_gen_set_lasti(PyObject *gen, int32_t lasti)
{
    _PyInterpreterFrame *f = spc_genframe((PyGenObject *)gen);
    spc_genframe_set_lasti(f, lasti);
}
