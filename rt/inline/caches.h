/* What the sites of emitted code remember: words of zeroed memory that belong to one site each (OpCache).
 *
 * Everything remembered hangs on the version of a type, which the interpreter changes whenever the type or one of its
 * bases is modified and never gives to another type. While the version holds, objects found in the type live, so a cache
 * borrows them. Versions are kept inverted: memory of zeros then matches no type, not even one without a version (0). */
#ifndef SPC_CACHES_H
#define SPC_CACHES_H

#include <Python.h>
#include <stdint.h>

/* What a cache for an attribute knows. */
enum {
    SPC_ATTR_NONE,      /* nothing: the interpreter looks it up each time */
    SPC_ATTR_VALUE,     /* the instance's inline values have it at index */
    SPC_ATTR_SLOT,      /* a __slots__ descriptor: it lies at offset index of the instance */
    SPC_ATTR_DICT,      /* the type has nothing by that name: it can only be in the instance's dict */
    SPC_ATTR_DATA,      /* what is a data descriptor */
    SPC_ATTR_CLASS,     /* what is the value, unless the instance has its own */
    SPC_ATTR_METHOD,    /* what is a function or the like, to be bound, unless the instance has its own */
    SPC_ATTR_MODULE,    /* of a module, whose dict has it at position index */
    SPC_ATTR_OF_TYPE    /* of the type whose version is in more: what is the value */
};

/* The cache of spc_getattr, spc_setattr, spc_call_method, spc_load_method and spc_super_method. */
typedef struct {
    uint32_t fast;      /* version of the type for which the inline part alone can answer */
    uint32_t version;   /* of the type that the rest is about */
    int16_t kind;       /* SPC_ATTR_... */
    int16_t unbound;    /* whether what spc_load_method gave last takes the instance as its first argument */
    int32_t index;      /* SPC_ATTR_METHOD: whether its native body was looked for */
    PyObject *what;     /* borrowed from the type */
    void *more;         /* a method's native body, for spc_call_method */
    uint64_t keys;      /* number of entries in the keys that instances share for which the name is known not to be
                           among them, plus 1; 0: instances have no dict at all */
} SpcAttrCache;         /* rt.AttrCacheWords */

/* The cache of spc_call; spc_call_loaded has two. A function is known by its native entry, which exists as long as the process does. */
typedef struct {
    void *entry;        /* of functions whose native body takes this number of arguments */
    void *body;
    uint32_t version;   /* of a class */
    int32_t kind;       /* SPC_NEW_... */
    PyObject *init;     /* its __init__, borrowed from it */
    void *init_body;    /* native body of that, or NULL */
} SpcCallCache;         /* rt.CallCacheWords */

/* How instances of a class are made. */
enum {
    SPC_NEW_ANY,        /* as the metaclass says */
    SPC_NEW_PLAIN,      /* by object's own __new__ and __init__, without arguments */
    SPC_NEW_INIT        /* by object's own __new__ and a Python function __init__ */
};

/* The cache of spc_load_global: a position in the table of a dict's keys, good while the tables have these versions. */
typedef struct {
    uint32_t keys;      /* version of the module's keys, inverted; 0: nothing remembered */
    uint32_t builtins;  /* and of the builtins' keys, when the name is one of theirs, else 0 */
    uint32_t index;
    uint32_t misses;    /* code that runs once is not worth a search for the position */
} SpcGlobalCache;       /* rt.GlobalCacheWords */

/* A version of a type as caches keep it. */
#define SPC_VERSION(t) (~(uint32_t)(t)->tp_version_tag)

#endif
