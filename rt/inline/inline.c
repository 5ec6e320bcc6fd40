/* The inline part as one translation unit: what is compiled to bitcode for linking into modules. */
#include "spc_inline.h"
#include "find_runtime.h"

const SpcApi *spc_api;
SpcModuleState spc_state;

/* The functions of the core that need no work here. */
#define SPC_API(result, name, params, args) \
    result spc_##name params { return spc_api->name args; }
#define SPC_SLOW(result, name, params)
#include "api_list.h"
#undef SPC_API
#undef SPC_SLOW

/* Called by PyInit: finds the runtime and gives the module definition. */
PyObject *
spc_module_init(void *info)
{
    spc_api = spc_find_api();
    if (spc_api == NULL) {
        return NULL;
    }
    if (strcmp(spc_api->runtime_id, SPC_RUNTIME_ID) != 0) {
        PyErr_Format(PyExc_ImportError, "%s was compiled for another version of the spc runtime; rebuild it with spc",
                     ((const SpcModule *)info)->name);
        return NULL;
    }
    return spc_api->module_init(info, &spc_state);
}

#include "counts.c"
#include "objects.c"
#include "operators.c"
#include "attributes.c"
#include "calls.c"
#include "names.c"
#include "native.c"
#include "numbers.c"
#include "math.c"
#include "strings.c"
#include "containers.c"
#include "slices.c"
#include "int_items.c"
#include "generic.c"
#include "exceptions.c"
#include "items.c"
#include "frames.c"
#include "classes.c"
#include "generator.c"
