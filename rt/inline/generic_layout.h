/* Memory layouts of the generic containers of __static__, and what is kept of their type arguments. Included by the inline
 * part, which reads and writes elements, and by the core, which has everything else.
 *
 * The class of CheckedList[T] and its like is a heap type that the package __static__ makes, once for each choice of
 * arguments; it is immutable, cannot be subclassed, and has an SpcTypeArgs behind tp_cache, which the interpreter does not
 * use. */
#ifndef SPC_GENERIC_LAYOUT_H
#define SPC_GENERIC_LAYOUT_H

#include <Python.h>
#include <stdint.h>

/* A fixed number of machine values. The length is the object's size; it never changes, so that loops test it once. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *weakrefs;
    char data[];
} SpcArray;

/* A growing row of machine values. */
typedef struct {
    PyObject_VAR_HEAD
    PyObject *weakrefs;
    char *data;
    Py_ssize_t capacity; /* in elements */
    Py_ssize_t exports;  /* buffers that somebody holds: no growing meanwhile */
} SpcVector;

/* The elements are in a list that nobody else ever sees: it is not tracked by the collector, and no iterator holds it. So
 * what is in it has been checked, and reading needs no check. */
typedef struct {
    PyObject_HEAD
    PyObject *list;
    PyObject *weakrefs;
} SpcCheckedList;

/* The items are in a dict, which iterators and the collector can show to others: what native code reads, it checks. */
typedef struct {
    PyObject_HEAD
    PyObject *dict;
    PyObject *weakrefs;
} SpcCheckedDict;

/* Machine types by their TYPED_ codes of __static__. */
enum {
    SPC_CODE_UINT8 = 0, SPC_CODE_INT8, SPC_CODE_UINT16, SPC_CODE_INT16,
    SPC_CODE_UINT32, SPC_CODE_INT32, SPC_CODE_UINT64, SPC_CODE_INT64,
    SPC_CODE_DOUBLE = 9, SPC_CODE_SINGLE = 10, SPC_CODE_CHAR = 11, SPC_CODE_BOOL = 12
};

typedef struct {
    PyTypeObject *cls;  /* NULL: anything goes */
    int32_t flags;      /* SPC_EXACT, SPC_OPTIONAL */
    PyObject *literal;  /* the one value, or NULL */
    PyObject *display;  /* as messages show it */
} SpcTypeArg;

typedef struct {
    PyObject_HEAD
    int32_t code;       /* of the elements of an Array or Vector */
    int32_t size;       /* of such an element in bytes */
    SpcTypeArg args[2]; /* of a checked list or dict */
} SpcTypeArgs;

#endif
