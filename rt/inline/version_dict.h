/* What differs between interpreter versions in dicts: the table of keys, and instances' attributes.
 *
 * Caches remember the position of a key in a table. A position is good when the entry there has that very key, or as long
 * as the table has the same version: that changes with each key that is added or removed, and only a copy of a table has
 * the same. */
#ifndef SPC_VERSION_DICT_H
#define SPC_VERSION_DICT_H

#include <Python.h>
#include "internal/pycore_dict.h"

/* The value at position i of a dict with string keys only, if its key is name; else NULL. */
static inline PyObject *
spc_dict_at(PyDictObject *d, uintptr_t i, PyObject *name)
{
    PyDictKeysObject *keys = d->ma_keys;
    if (d->ma_values != NULL || !DK_IS_UNICODE(keys) || (Py_ssize_t)i >= keys->dk_nentries) {
        return NULL;
    }
    PyDictUnicodeEntry *e = &DK_UNICODE_ENTRIES(keys)[i];
    return e->me_key == name ? e->me_value : NULL;
}

/* The position of an interned string key in a dict, for spc_dict_at; -1 when it cannot be given. */
static inline Py_ssize_t
spc_dict_position(PyObject *dict, PyObject *name)
{
    PyDictObject *d = (PyDictObject *)dict;
    PyDictKeysObject *keys = d->ma_keys;
    if (d->ma_values != NULL || !DK_IS_UNICODE(keys)) {
        return -1;
    }
    PyDictUnicodeEntry *e = DK_UNICODE_ENTRIES(keys);
    for (Py_ssize_t i = 0; i < keys->dk_nentries; i++) {
        if (e[i].me_key == name) {
            return i;
        }
    }
    return -1;
}

/* The version of a dict's keys; 0 when it has none yet. A dict whose values lie apart shares its keys with others, and
 * has none either. */
static inline uint32_t
spc_keys_version(PyDictObject *d)
{
    return d->ma_keys->dk_version;
}

/* The value at position i of a dict that has a keys version. */
static inline PyObject *
spc_dict_value(PyDictObject *d, uintptr_t i)
{
    return DK_UNICODE_ENTRIES(d->ma_keys)[i].me_value;
}

#endif
