/* Functions of the interpreter's own that all supported versions export, but declare in different headers. */
#ifndef SPC_VERSION_INTERNALS_H
#define SPC_VERSION_INTERNALS_H

#include <Python.h>
#include "internal/pycore_object.h" /* _PyObject_LookupSpecial */

#if PY_VERSION_HEX >= 0x030D0000
#include "internal/pycore_dict.h"          /* _PyDict_MergeEx */
#include "internal/pycore_list.h"          /* _PyList_Extend */
#include "internal/pycore_pyerrors.h"      /* _PyErr_SetKeyError */
#include "internal/pycore_setobject.h"     /* _PySet_Update */
#include "internal/pycore_unicodeobject.h" /* _PyUnicode_JoinArray */
#else
#undef _PyObject_LookupSpecial /* the public header renames it to a function for static identifiers */
PyObject *_PyObject_LookupSpecial(PyObject *, PyObject *);
#endif

#endif
