/* Inline: the generic containers of __static__. */
#include "spc_inline.h"
#include "generic_layout.h"

PyObject *spc_array_new(PyObject *type, int64_t n) { return spc_api->array_new((PyTypeObject *)type, n); }

SPC_INLINE void *spc_array_size(PyObject *a) { return &((PyVarObject *)a)->ob_size; }

SPC_INLINE void *spc_array_data(PyObject *a) { return ((SpcArray *)a)->data; }

PyObject *spc_checked_list(PyObject *type, PyObject *list) { return spc_api->checked_list((PyTypeObject *)type, list); }

SPC_INLINE int64_t spc_checked_list_len(PyObject *l) { return PyList_GET_SIZE(((SpcCheckedList *)l)->list); }

SPC_INLINE PyObject *spc_checked_list_item(PyObject *l, int64_t i) { return PyList_GET_ITEM(((SpcCheckedList *)l)->list, i); }

SPC_INLINE void
spc_checked_list_set_item(PyObject *l, int64_t i, PyObject *v)
{
    spc_list_set_item(((SpcCheckedList *)l)->list, i, v);
}

int spc_checked_list_append(PyObject *l, PyObject *v) { return spc_list_append(((SpcCheckedList *)l)->list, v); }

PyObject *spc_checked_list_pop(PyObject *l) { return spc_list_pop(((SpcCheckedList *)l)->list); }

PyObject *spc_checked_dict(PyObject *type, PyObject *dict) { return spc_api->checked_dict((PyTypeObject *)type, dict); }

SPC_INLINE int64_t spc_checked_dict_len(PyObject *d) { return spc_dict_len(((SpcCheckedDict *)d)->dict); }

PyObject *spc_checked_dict_get(PyObject *d, PyObject *k) { return spc_dict_get(((SpcCheckedDict *)d)->dict, k); }

SPC_COLD void spc_raise_index(void *message) { PyErr_SetString(PyExc_IndexError, message); }
