/* What differs between interpreter versions in instances that keep attributes outside a dict, in the order of the keys
 * that their type remembers. Such keys are only ever added to, so an index holds for good. */
#ifndef SPC_VERSION_ATTR_H
#define SPC_VERSION_ATTR_H

#include "version_dict.h"
#include "internal/pycore_object.h"

#if PY_VERSION_HEX >= 0x030D0000
#define SPC_HAS_VALUES(t) PyType_HasFeature(t, Py_TPFLAGS_INLINE_VALUES)
#else
#define SPC_HAS_VALUES(t) PyType_HasFeature(t, Py_TPFLAGS_MANAGED_DICT)
#endif

/* The attribute values of o, whose type satisfies SPC_HAS_VALUES; NULL when they are in a dict. On 3.13 o may have a
 * dict as well, which shows the same values. */
static inline PyDictValues *
spc_instance_values(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030D0000
    PyDictValues *v = _PyObject_InlineValues(o);
    return v->valid ? v : NULL;
#elif PY_VERSION_HEX >= 0x030C0000
    PyDictOrValues *p = _PyObject_DictOrValuesPointer(o);
    return _PyDictOrValues_IsValues(*p) ? _PyDictOrValues_GetValues(*p) : NULL;
#else
    return *_PyObject_ValuesPointer(o);
#endif
}

/* The same, but NULL also when a dict exists that has to hear of changes. */
static inline PyDictValues *
spc_private_values(PyObject *o)
{
#if PY_VERSION_HEX >= 0x030D0000
    return _PyObject_ManagedDictPointer(o)->dict == NULL ? spc_instance_values(o) : NULL;
#else
    return spc_instance_values(o);
#endif
}

/* The dict that o keeps attributes in; NULL when it has none (yet). For types without SPC_HAS_VALUES, or when
 * spc_instance_values is NULL. */
static inline PyObject *
spc_instance_dict(PyObject *o)
{
    PyTypeObject *t = Py_TYPE(o);
    if (PyType_HasFeature(t, Py_TPFLAGS_MANAGED_DICT)) {
#if PY_VERSION_HEX >= 0x030D0000
        return (PyObject *)_PyObject_ManagedDictPointer(o)->dict;
#elif PY_VERSION_HEX >= 0x030C0000
        return _PyDictOrValues_GetDict(*_PyObject_DictOrValuesPointer(o));
#else
        return *_PyObject_ManagedDictPointer(o);
#endif
    }
    if (t->tp_dictoffset > 0) {
        return *(PyObject **)((char *)o + t->tp_dictoffset);
    }
    PyObject **p = t->tp_dictoffset == 0 ? NULL : _PyObject_GetDictPtr(o);
    return p == NULL ? NULL : *p;
}

/* Whether instances of t can have attributes of their own in a dict. */
static inline bool
spc_has_dict(PyTypeObject *t)
{
    return t->tp_dictoffset != 0 || PyType_HasFeature(t, Py_TPFLAGS_MANAGED_DICT);
}

/* The keys that instances of t share; NULL when there are none. */
static inline PyDictKeysObject *
spc_shared_keys(PyTypeObject *t)
{
    return SPC_HAS_VALUES(t) ? ((PyHeapTypeObject *)t)->ht_cached_keys : NULL;
}

#endif
