/* Descriptors of typed slots: what Python code sees of a static class's fields. */
#ifndef SPC_TYPED_SLOTS_H
#define SPC_TYPED_SLOTS_H

#include "classes.h"

/* A descriptor for field f of class t; value_or_null is the default that the class body gave. */
PyObject *spc_typed_slot_new(PyTypeObject *t, const SpcField *f, PyObject *value_or_null);

int spc_is_typed_slot(PyObject *o);

/* Readies the descriptor type; -1 with an error set. */
int spc_core_typed_slots_init(void);

#endif
