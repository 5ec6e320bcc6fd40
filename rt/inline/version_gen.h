/* What generators need to know of each interpreter version: the embedded frame and the thread's frame chain. */
#ifndef SPC_VERSION_GEN_H
#define SPC_VERSION_GEN_H

#include "internal/pycore_frame.h"
#include "gen_layout.h"

static inline _PyInterpreterFrame *
spc_genframe(PyGenObject *g)
{
    return (_PyInterpreterFrame *)g->gi_iframe;
}

#if PY_VERSION_HEX >= 0x030D0000
static inline PyCodeObject *spc_genframe_code(_PyInterpreterFrame *f) { return (PyCodeObject *)f->f_executable; }
static inline PyObject *spc_genframe_func(_PyInterpreterFrame *f) { return f->f_funcobj; }
static inline void spc_genframe_set_lasti(_PyInterpreterFrame *f, int32_t lasti)
{
    f->instr_ptr = _PyCode_CODE(spc_genframe_code(f)) + lasti;
}
static inline _PyInterpreterFrame *spc_current_frame(PyThreadState *ts) { return ts->current_frame; }
static inline void spc_set_current_frame(PyThreadState *ts, _PyInterpreterFrame *f) { ts->current_frame = f; }
#elif PY_VERSION_HEX >= 0x030C0000
static inline PyCodeObject *spc_genframe_code(_PyInterpreterFrame *f) { return f->f_code; }
static inline PyObject *spc_genframe_func(_PyInterpreterFrame *f) { return f->f_funcobj; }
static inline void spc_genframe_set_lasti(_PyInterpreterFrame *f, int32_t lasti)
{
    f->prev_instr = _PyCode_CODE(f->f_code) + lasti;
}
static inline _PyInterpreterFrame *spc_current_frame(PyThreadState *ts) { return ts->cframe->current_frame; }
static inline void spc_set_current_frame(PyThreadState *ts, _PyInterpreterFrame *f) { ts->cframe->current_frame = f; }
#else
static inline PyCodeObject *spc_genframe_code(_PyInterpreterFrame *f) { return f->f_code; }
static inline PyObject *spc_genframe_func(_PyInterpreterFrame *f) { return (PyObject *)f->f_func; }
static inline void spc_genframe_set_lasti(_PyInterpreterFrame *f, int32_t lasti)
{
    f->prev_instr = _PyCode_CODE(f->f_code) + lasti;
}
static inline _PyInterpreterFrame *spc_current_frame(PyThreadState *ts) { return ts->cframe->current_frame; }
static inline void spc_set_current_frame(PyThreadState *ts, _PyInterpreterFrame *f) { ts->cframe->current_frame = f; }
#endif

/* Fills the embedded frame of a new generator; it owns func and the code object. */
static inline void
spc_genframe_init(_PyInterpreterFrame *f, PyFunctionObject *func)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    memset(f, 0, offsetof(_PyInterpreterFrame, localsplus) + code->co_nlocalsplus * sizeof(PyObject *));
    Py_INCREF(func);
    Py_INCREF(code);
#if PY_VERSION_HEX >= 0x030D0000
    f->f_executable = (PyObject *)code;
    f->f_funcobj = (PyObject *)func;
#elif PY_VERSION_HEX >= 0x030C0000
    f->f_code = code;
    f->f_funcobj = (PyObject *)func;
#else
    f->f_code = code;
    f->f_func = func;
#endif
    f->f_globals = func->func_globals;
    f->f_builtins = func->func_builtins;
    f->owner = FRAME_OWNED_BY_GENERATOR;
    spc_genframe_set_lasti(f, code->_co_firsttraceable);
}

static inline SpcGenTail *
spc_gen_tail(PyGenObject *g)
{
    _PyInterpreterFrame *f = spc_genframe(g);
    return (SpcGenTail *)&f->localsplus[spc_genframe_code(f)->co_nlocalsplus];
}

#if PY_VERSION_HEX >= 0x030D0000
#define SPC_SUSPENDED(state) ((state) == FRAME_SUSPENDED || (state) == FRAME_SUSPENDED_YIELD_FROM)
#else
#define SPC_SUSPENDED(state) ((state) == FRAME_SUSPENDED)
#endif

#endif
