/* What differs between interpreter versions in instances that keep attributes outside a dict, in the order of the keys
 * that their type remembers. */
#ifndef SPC_VERSION_ATTR_H
#define SPC_VERSION_ATTR_H

#include "version_dict.h"
#include "internal/pycore_object.h"

/* The attribute values of o, whose type has managed dicts; NULL when they are in a dict. */
static inline PyObject **
spc_instance_values(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030D0000
    if (!(Py_TYPE(o)->tp_flags & Py_TPFLAGS_INLINE_VALUES)) {
        return NULL;
    }
    PyDictValues *v = _PyObject_InlineValues(o);
    return v->valid ? v->values : NULL;
#elif PY_VERSION_HEX >= 0x030C0000
    PyDictOrValues *p = _PyObject_DictOrValuesPointer(o);
    return _PyDictOrValues_IsValues(*p) ? _PyDictOrValues_GetValues(*p)->values : NULL;
#else
    PyDictValues *v = *_PyObject_ValuesPointer(o);
    return v == NULL ? NULL : v->values;
#endif
}

#endif
