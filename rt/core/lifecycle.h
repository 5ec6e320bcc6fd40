#ifndef SPC_LIFECYCLE_H
#define SPC_LIFECYCLE_H

#include "classes.h"

/* Gives t, whose fields are in place, the allocation, traversal and deallocation of the static class c. */
int spc_own_life_cycle(PyTypeObject *t, SpcClass *c);

/* The static class that t is or derives from; NULL when there is none. */
SpcClass *spc_static_class_of(PyTypeObject *t);

#endif
