/* The functions of the core that inline code calls, behind one table: compiled modules find it in the capsule
 * compiler._rt._C_API, and nothing else of the core is linked by name. */
#ifndef SPC_API_H
#define SPC_API_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>
#include "module.h"
#include "gen_layout.h"

struct _PyInterpreterFrame;

typedef struct {
    const char *runtime_id;
#define SPC_API(result, name, params, args) result (*name) params;
#define SPC_SLOW(result, name, params) result (*name) params;
#include "api_list.h"
#undef SPC_API
#undef SPC_SLOW
} SpcApi;

#endif
