/* What differs between interpreter versions in the layout of frames.
 *
 * A frame of compiled code lies on the C stack. It borrows its function and code object, which the running call keeps
 * alive; when a frame object outlives it, the core gives that object a copy with references of its own. The namespace
 * (f_locals) and the words of locals are owned. Locals are there only when spc_frame_set_local put them there: stacktop
 * is 0 until then, which tells the interpreter that not even the cells have been set up. */
#ifndef SPC_VERSION_FRAME_H
#define SPC_VERSION_FRAME_H

#include "version_thread.h"
#include "internal/pycore_frame.h"

#define SPC_FRAME_HEADER_WORDS 12 /* emit.frameHeaderWords */
_Static_assert(offsetof(_PyInterpreterFrame, localsplus) <= SPC_FRAME_HEADER_WORDS * sizeof(PyObject *),
               "emitted code reserves too little memory for frames");

#if PY_VERSION_HEX >= 0x030D0000
#define SPC_FRAME_CODE(f) ((PyCodeObject *)(f)->f_executable)
#define SPC_FRAME_FUNC(f) ((f)->f_funcobj)
#define SPC_FRAME_INSTR(f) ((f)->instr_ptr)
#define SPC_FRAME_SET_CODE(f, c) ((f)->f_executable = (PyObject *)(c))
#define SPC_FRAME_SET_FUNC(f, x) ((f)->f_funcobj = (PyObject *)(x))
#define SPC_FRAME_SET_ENTRY(f) ((f)->return_offset = 0)
#elif PY_VERSION_HEX >= 0x030C0000
#define SPC_FRAME_CODE(f) ((f)->f_code)
#define SPC_FRAME_FUNC(f) ((f)->f_funcobj)
#define SPC_FRAME_INSTR(f) ((f)->prev_instr)
#define SPC_FRAME_SET_CODE(f, c) ((f)->f_code = (c))
#define SPC_FRAME_SET_FUNC(f, x) ((f)->f_funcobj = (PyObject *)(x))
#define SPC_FRAME_SET_ENTRY(f) ((f)->return_offset = 0)
#else
#define SPC_FRAME_CODE(f) ((f)->f_code)
#define SPC_FRAME_FUNC(f) ((PyObject *)(f)->f_func)
#define SPC_FRAME_INSTR(f) ((f)->prev_instr)
#define SPC_FRAME_SET_CODE(f, c) ((f)->f_code = (c))
#define SPC_FRAME_SET_FUNC(f, x) ((f)->f_func = (PyFunctionObject *)(x))
#define SPC_FRAME_SET_ENTRY(f) ((f)->is_entry = true)
#endif

/* Whether f only marks an entry of the interpreter's loop (from 3.12 on). */
#if PY_VERSION_HEX >= 0x030C0000
#define SPC_FRAME_IS_ENTRY(f) ((f)->owner == FRAME_OWNED_BY_CSTACK)
#else
#define SPC_FRAME_IS_ENTRY(f) 0
#endif

/* Fills f for a call of func; of references it takes over that to locals only. The frame counts as started (its first traceable instruction
 * is the current one), so that frame walkers see it. nlocals is the code's co_nlocalsplus. */
static inline void
spc_frame_fill(_PyInterpreterFrame *f, PyFunctionObject *func, PyCodeObject *code, PyObject *locals, int32_t nlocals)
{
    SPC_FRAME_SET_FUNC(f, func);
    SPC_FRAME_SET_CODE(f, code);
    f->f_globals = func->func_globals;
    f->f_builtins = func->func_builtins;
    f->f_locals = locals;
    f->frame_obj = NULL;
    SPC_FRAME_INSTR(f) = _PyCode_CODE(code) + code->_co_firsttraceable;
    f->stacktop = 0;
    SPC_FRAME_SET_ENTRY(f);
    f->owner = FRAME_OWNED_BY_THREAD;
    for (int i = 0; i < nlocals; i++) {
        f->localsplus[i] = NULL;
    }
}

static inline void
spc_frame_at(_PyInterpreterFrame *f, PyCodeObject *code, int32_t lasti)
{
    SPC_FRAME_INSTR(f) = _PyCode_CODE(code) + lasti;
}

#endif
