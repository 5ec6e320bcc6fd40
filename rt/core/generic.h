/* The generic containers: shared by generic.c, array.c, checked_list.c and checked_dict.c. */
#ifndef SPC_GENERIC_H
#define SPC_GENERIC_H

#include "core.h"
#include "generic_layout.h"

extern PyTypeObject spc_array_type, spc_vector_type, spc_checked_list_type, spc_checked_dict_type;

/* The type arguments of a container class; NULL with TypeError set when it is a generic without arguments. */
SpcTypeArgs *spc_type_args_of(PyTypeObject *type);

static inline SpcTypeArgs *
spc_type_args(PyObject *o)
{
    return (SpcTypeArgs *)Py_TYPE(o)->tp_cache;
}

/* Fills the words of the generic classes of a module whose arguments exist. */
int spc_make_generics(const SpcModule *info);

/* isinstance by the type argument. */
bool spc_arg_accepts(const SpcTypeArg *arg, PyObject *v);

/* TypeError "METHOD() argument POSITION expected T" unless v is of the type argument. */
int spc_arg_expect(const SpcTypeArg *arg, const char *method, int position, PyObject *v);

/* _adopt(cls, args): gives a class that `type` made of one of the containers its type arguments and its life cycle. */
PyObject *spc_generic_adopt(PyObject *unused, PyObject *args);
#define SPC_GENERIC_ADOPT {"_adopt", spc_generic_adopt, METH_VARARGS | METH_STATIC, NULL}

/* o.name(args...) where o is the plain container behind a checked one. */
PyObject *spc_delegate(PyObject *o, const char *name, PyObject *const *args, Py_ssize_t n, PyObject *kwnames);

/* Frees an instance whose contents are gone. */
static inline void
spc_generic_free(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    type->tp_free(o);
    Py_DECREF(type);
}

#endif
