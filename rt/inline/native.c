/* Calls of @native functions. All integer arguments travel in registers of the machine's width, extended as their
 * types say, so that a function of up to six of them can be called through one type. */
typedef int64_t (*SpcNative)(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t);

int64_t
spc_native_call(PyObject *lib, PyObject *name, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f)
{
    SpcNative call = (SpcNative)spc_api->native_symbol(lib, name);
    return call == NULL ? SPC_SENTINEL : call(a, b, c, d, e, f);
}
