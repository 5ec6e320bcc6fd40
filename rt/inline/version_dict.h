/* What differs between interpreter versions in dicts: the table of keys, and instances' attributes.
 *
 * Caches remember the position of a key in a table. A position is good when the entry there has that very key; a
 * table's version, when it has one, changes with each key that is added or removed. */
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

/* The version of a dict's keys; 0 when it has none yet. */
static inline uint32_t
spc_keys_version(PyDictObject *d)
{
    return d->ma_values != NULL ? 0 : d->ma_keys->dk_version;
}

#endif
