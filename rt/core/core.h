/* Shared by the files of the core, the part of the runtime that exists once per process. */
#ifndef SPC_CORE_H
#define SPC_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "api.h"
#include "module.h"

#define SPC_SENTINEL (-113)

#define SPC_API(result, name, params, args) result spc_core_##name params;
#define SPC_SLOW(result, name, params) result spc_core_##name params;
#include "api_list.h"
#undef SPC_API
#undef SPC_SLOW

/* StaticTypeError, borrowed. */
PyObject *spc_static_type_error(void);

/* Whether f is the function in C that the module has by that name; known notes it. See numbers.c. */
bool spc_is_c_function(PyObject *f, const char *module, const char *name, PyObject **known);

/* The class statement's steps of a static class, before and after the metaclass; see classes.c. */
PyObject *spc_core_static_namespace(SpcClass *c, PyObject *ns);
int spc_core_static_adopt(SpcClass *c, PyObject *type, PyObject *defaults);
void spc_core_freeze_class(SpcClass *c);

/* Class statements of static classes; see class_guards.c. */
int spc_guard_final_methods(PyTypeObject *t);
int spc_keep_apart(PyTypeObject *t);
int spc_check_leaked(PyTypeObject *t, const struct SpcClass *c);

/* Binding to other modules; see binding.c. */
int spc_binding_add(const SpcModule *info, SpcModuleState *state, PyObject *name);
void spc_binding_remove(const SpcModule *info);

/* Readies types and constants of a file; -1 with an error set. */
int spc_core_classes_init(void);
int spc_core_typed_slots_init(void);
int spc_core_generators_init(void);
int spc_core_functions_init(void);
int spc_core_exceptions_init(void);
int spc_core_names_init(void);
int spc_core_objects_init(void);
int spc_core_class_statement_init(void);
int spc_core_strict_module_init(PyObject *rt);
int spc_core_run_module_init(PyObject *rt);
int spc_core_generic_init(PyObject *rt);

/* A function object of the interpreter's own kind for a code object without arguments: a module body's or a class
 * body's. */
typedef PyObject *(*SpcBody)(PyObject *func, PyObject *ns);

/* The native body of a class body's code object; NULL when it has none. */
SpcBody spc_class_body(PyObject *code);

/* The type of functions with native entries. */
PyTypeObject *spc_function_type(void);

/* Everything is to run in the interpreter: the environment variable SPC_INTERPRET is 1. */
bool spc_interpret_all(void);

/* The getter of __class__ of our kinds of functions and generators: the interpreter's type of which they are. */
PyObject *spc_shown_class(PyObject *o, void *type);

/* The definition of a further instance of a module that this process has already; see instances.c. */
PyObject *spc_another_instance(const SpcModule *info);

/* A module object of StrictModule's type over a namespace dict of its own. */
PyObject *spc_strict_module_new(PyObject *name);

/* What the builtins were when the runtime was loaded: a dict, borrowed. */
PyObject *spc_builtins_snapshot(void);
void spc_strict_module_seal(PyObject *module);
int spc_strict_module_open(PyObject *module); /* for patching */
int spc_strict_module_is_open(PyObject *module);

#endif
