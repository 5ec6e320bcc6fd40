/* Inline: functions of the module math on floats. A module that imported one calls it here, as long as what its variable is
 * bound to is still that function. */
#include "spc_inline.h"
#include <math.h>
#include "tags.h"

/* In the order of rt.MathFuncs. */
enum {
    SPC_SQRT, SPC_SIN, SPC_COS, SPC_TAN, SPC_ASIN, SPC_ACOS, SPC_ATAN, SPC_EXP, SPC_LOG, SPC_FABS, SPC_FLOOR, SPC_CEIL,
    SPC_MATH_COUNT
};

static const char *const math_names[SPC_MATH_COUNT] = {
    "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "fabs", "floor", "ceil",
};

/* The function objects, once they have been seen and found to be those of math. */
static PyObject *math_functions[SPC_MATH_COUNT];

/* The function's value where nothing can go wrong; false where the function itself has to say what does. */
static inline bool
math_value(int32_t which, double x, double *r)
{
    switch (which) {
    case SPC_SQRT:
        if (SPC_UNLIKELY(!(x >= 0.0))) {
            return false;
        }
        *r = sqrt(x);
        return true;
    case SPC_SIN: *r = sin(x); break;
    case SPC_COS: *r = cos(x); break;
    case SPC_TAN: *r = tan(x); break;
    case SPC_ASIN: *r = asin(x); break;
    case SPC_ACOS: *r = acos(x); break;
    case SPC_ATAN: *r = atan(x); break;
    case SPC_EXP: *r = exp(x); break;
    case SPC_LOG:
        if (SPC_UNLIKELY(!(x > 0.0))) {
            return false;
        }
        *r = log(x);
        break;
    case SPC_FABS:
        *r = fabs(x);
        return true;
    default:
        return false;
    }
    return isfinite(*r);
}

SPC_INLINE double
spc_math(PyObject *f, double x, int32_t which)
{
    double r;
    if (SPC_LIKELY(f == math_functions[which] && math_value(which, x, &r))) {
        return r;
    }
    return spc_api->math_slow(f, x, math_names[which], &math_functions[which]);
}

SPC_INLINE uintptr_t
spc_math_int(PyObject *f, double x, int32_t which)
{
    if (SPC_LIKELY(f == math_functions[which] && x > -4e18 && x < 4e18)) {
        return SPC_IMMEDIATE((int64_t)(which == SPC_FLOOR ? floor(x) : ceil(x)));
    }
    return spc_api->math_int_slow(f, x, math_names[which], &math_functions[which]);
}
