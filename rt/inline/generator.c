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

/* An entry for the generator's own frame, which is the current one, in the traceback of the exception that is set. */
void spc_traceback_gen(PyObject *gen, int32_t lasti)
{
    _PyInterpreterFrame *f = spc_genframe((PyGenObject *)gen);
    if (lasti >= 0) {
        spc_genframe_set_lasti(f, lasti);
    }
    spc_api->traceback_frame(f);
}

PyObject *spc_gen_new(PyObject *func, const void *info)
{
    return spc_api->gen_new((PyFunctionObject *)func, info);
}

PyObject *spc_send(PyObject *iter, PyObject *value, PyObject *gen) { return spc_api->send(iter, value, gen); }

PyObject *spc_yf_throw(PyObject *iter, PyObject *gen) { return spc_api->yf_throw(iter, gen); }

PyObject *spc_get_awaitable(PyObject *o, int32_t why) { return spc_api->get_awaitable(o, why); }

PyObject *spc_yield_from_iter(PyObject *o, PyObject *gen)
{
    if (Py_IS_TYPE(o, &PyList_Type) || Py_IS_TYPE(o, &PyTuple_Type)) {
        return PyObject_GetIter(o);
    }
    return spc_api->yield_from_iter(o, gen);
}

PyObject *spc_async_gen_wrap(PyObject *v) { return spc_api->async_gen_wrap(v); }
