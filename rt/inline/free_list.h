/* Memory of dead instances of a static class, kept for new ones. It is linked through the word of the collector's
 * header that is free while an object is not tracked; type and reference to the type stay. */
#ifndef SPC_FREE_LIST_H
#define SPC_FREE_LIST_H

#include "classes.h"
#include "version_gc.h"

/* An instance with one reference, not tracked and with old values in its fields; NULL when there is none to be had. */
static inline PyObject *
spc_take_free(SpcClass *c)
{
    PyObject *o = c->free_list;
    if (o != NULL) {
        PyGC_Head *gc = (PyGC_Head *)o - 1;
        c->free_list = (PyObject *)gc->_gc_prev;
        c->nfree--;
        gc->_gc_prev = 0;
        spc_new_reference(o);
    }
    return o;
}

/* Takes the memory of an exact instance that is not tracked. */
static inline void
spc_put_free(SpcClass *c, PyObject *o)
{
    ((PyGC_Head *)o - 1)->_gc_prev = (uintptr_t)c->free_list;
    c->free_list = o;
    c->nfree++;
}

#endif
