/* Shared by generators, coroutines and async generators. */
#ifndef SPC_CORE_GENERATOR_H
#define SPC_CORE_GENERATOR_H

#include "core.h"
#include "internal/pycore_genobject.h"
#include "version_gen.h"

extern PyTypeObject SpcGen_Type, SpcCoro_Type, SpcAsyncGen_Type;

/* Resumes g with arg (NULL: None), or with the exception that is set when exc is true. Rules and messages are those of
 * the interpreter's generators, PEP 479 included. */
PySendResult spc_gen_send_ex(PyGenObject *g, PyObject *arg, PyObject **result, int exc, int closing);

/* The same as an iterator's send method: NULL with StopIteration (StopAsyncIteration) at the end. */
PyObject *spc_gen_send_method(PyGenObject *g, PyObject *arg, int exc, int closing);

/* Sets the exception that the arguments of a throw() method describe; -1 when they do not. */
int spc_gen_set_thrown(PyObject *const *args, Py_ssize_t nargs);

/* close(): raises GeneratorExit inside; None, the returned value (3.13), or NULL. */
PyObject *spc_gen_close(PyGenObject *g, PyObject *unused);

PyObject *spc_gen_throw(PyGenObject *g, PyObject *const *args, Py_ssize_t nargs);

/* The body has ended, or will never run: releases what the generator holds. After the body has ended only the arguments
 * are left: state 0 lists exactly them. */
void spc_gen_finish(PyGenObject *g);

/* Slots of PyTypeObject that all three types share. */
void spc_gen_dealloc(PyGenObject *g);
int spc_gen_traverse(PyGenObject *g, visitproc visit, void *arg);
void spc_gen_finalize(PyObject *o);
PyObject *spc_gen_yieldfrom(PyGenObject *g, void *unused);

/* Coroutines: the tuple for cr_origin when tracking is on (-1 with an error set), and the warning. */
int spc_coro_set_origin(PyGenObject *g);
void spc_coro_warn_unawaited(PyGenObject *g);

int spc_core_generators_init(void);
int spc_core_async_generators_init(void);

#endif
