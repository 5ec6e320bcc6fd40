/* Inline: operations on exact strings, and what is done at once when two strings are exact. */
#include "spc_inline.h"
#include "tags.h"
#include "version_long.h"
#include "version_str.h"

SPC_INLINE int64_t spc_str_len(PyObject *s) { return PyUnicode_GET_LENGTH(s); }

/* --- characters --- */

PyObject *spc_str_next(PyObject *s, int64_t i) { return spc_char(PyUnicode_READ_CHAR(s, i)); }

/* A character that exists once as a string. */
static inline PyObject *
str_item(PyObject *s, int64_t i)
{
    int64_t n = PyUnicode_GET_LENGTH(s);
    i += i < 0 ? n : 0;
    if (SPC_UNLIKELY((uint64_t)i >= (uint64_t)n)) {
        return NULL;
    }
    Py_UCS4 c = PyUnicode_READ_CHAR(s, i);
    return c < 256 ? spc_char(c) : NULL;
}

/* What the built-in function of that name gives. */
static SPC_COLD PyObject *
builtin_of(const char *name, PyObject *o)
{
    PyObject *f = PyDict_GetItemString(PyEval_GetBuiltins(), name);
    if (f == NULL) {
        PyErr_Format(PyExc_NameError, "name '%s' is not defined", name);
        return NULL;
    }
    return PyObject_CallOneArg(f, o);
}

SPC_INLINE int64_t
spc_ord_fast(PyObject *o)
{
    return SPC_LIKELY(PyUnicode_CheckExact(o) && PyUnicode_GET_LENGTH(o) == 1) ? (int64_t)PyUnicode_READ_CHAR(o, 0) : SPC_SENTINEL;
}

SPC_COLD int64_t
spc_ord(PyObject *o)
{
    Py_ssize_t n;
    if (PyUnicode_Check(o)) {
        n = PyUnicode_GET_LENGTH(o);
        if (n == 1) {
            return PyUnicode_READ_CHAR(o, 0);
        }
    }
    else if (PyBytes_Check(o) || PyByteArray_Check(o)) {
        n = Py_SIZE(o);
        if (n == 1) {
            return *(unsigned char *)(PyBytes_Check(o) ? PyBytes_AS_STRING(o) : PyByteArray_AS_STRING(o));
        }
    }
    else {
        PyErr_Format(PyExc_TypeError, "ord() expected string of length 1, but %.200s found", Py_TYPE(o)->tp_name);
        return SPC_SENTINEL;
    }
    PyErr_Format(PyExc_TypeError, "ord() expected a character, but string of length %zd found", n);
    return SPC_SENTINEL;
}

PyObject *
spc_chr(uintptr_t x)
{
    if (SPC_LIKELY(SPC_IS_IMMEDIATE(x) && SPC_VALUE(x) >= 0 && SPC_VALUE(x) <= 0x10ffff)) {
        return spc_char((Py_UCS4)SPC_VALUE(x));
    }
    PyObject *i = spc_tag_to_obj(x), *v = i == NULL ? NULL : builtin_of("chr", i);
    Py_XDECREF(i);
    return v;
}

/* Whether s is the one character c, of ASCII. */
SPC_INLINE bool
spc_str_is_char(PyObject *s, int32_t c)
{
    return PyUnicode_GET_LENGTH(s) == 1 && PyUnicode_IS_ASCII(s) && PyUnicode_1BYTE_DATA(s)[0] == c;
}

/* item in s: s consists of the characters of ASCII that low and high have bits for. */
SPC_INLINE int
spc_str_contains_char(PyObject *s, PyObject *item, int64_t low, int64_t high)
{
    if (SPC_LIKELY(PyUnicode_GET_LENGTH(item) == 1)) {
        Py_UCS4 c = PyUnicode_READ_CHAR(item, 0);
        return c < 128 && ((uint64_t)(c < 64 ? low : high) >> (c & 63) & 1);
    }
    return PyUnicode_Contains(s, item);
}

/* --- comparison and joining --- */

SPC_INLINE bool
spc_str_eq(PyObject *a, PyObject *b)
{
    if (a == b) {
        return true;
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(a);
    unsigned kind = PyUnicode_KIND(a);
    if (n != PyUnicode_GET_LENGTH(b) || kind != PyUnicode_KIND(b)) {
        return false;
    }
    const char *x = PyUnicode_DATA(a), *y = PyUnicode_DATA(b);
    return *x == *y && memcmp(x, y, n * kind) == 0;
}

/* == and != of what is most probably strings. */
SPC_INLINE int
spc_text_eq_fast(PyObject *a, PyObject *b)
{
    return SPC_LIKELY(PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) ? spc_str_eq(a, b) : -1;
}

SPC_COLD int spc_text_eq(PyObject *a, PyObject *b) { return spc_eq_bool(a, b); }

SPC_INLINE int
spc_text_ne_fast(PyObject *a, PyObject *b)
{
    return SPC_LIKELY(PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b)) ? !spc_str_eq(a, b) : -1;
}

SPC_COLD int spc_text_ne(PyObject *a, PyObject *b) { return spc_ne_bool(a, b); }

int32_t spc_str_compare(PyObject *a, PyObject *b) { return PyUnicode_Compare(a, b); }

int spc_str_contains(PyObject *s, PyObject *sub) { return PyUnicode_Contains(s, sub); }

PyObject *spc_str_concat(PyObject *a, PyObject *b) { return PyUnicode_Concat(a, b); }

PyObject *
spc_str_append(PyObject *s, PyObject *b)
{
    PyUnicode_Append(&s, b); /* releases s and sets it to NULL when it fails */
    return s;
}

PyObject *spc_str_join(PyObject *s, PyObject *items) { return PyUnicode_Join(s, items); }

/* --- methods --- */

#define EVERY(name, test) \
    SPC_SHARED bool spc_str_##name(PyObject *s) \
    { \
        Py_ssize_t n = PyUnicode_GET_LENGTH(s); \
        unsigned kind = PyUnicode_KIND(s); \
        const void *data = PyUnicode_DATA(s); \
        for (Py_ssize_t i = 0; i < n; i++) { \
            Py_UCS4 c = PyUnicode_READ(kind, data, i); \
            if (!test(c)) { \
                return false; \
            } \
        } \
        return n > 0; \
    }

EVERY(isdigit, Py_UNICODE_ISDIGIT)
EVERY(isdecimal, Py_UNICODE_ISDECIMAL)
EVERY(isnumeric, Py_UNICODE_ISNUMERIC)
EVERY(isalpha, Py_UNICODE_ISALPHA)
EVERY(isalnum, Py_UNICODE_ISALNUM)
EVERY(isspace, Py_UNICODE_ISSPACE)

enum { SPC_LEFT = 1, SPC_RIGHT = 2 };

/* Characters to strip: white space, or those of chars, which have bits as long as they are of ASCII. */
typedef struct {
    PyObject *chars;
    uint64_t bits[2];
} Strip;

static inline void
strip_init(Strip *p, PyObject *chars)
{
    *p = (Strip){chars, {0, 0}};
    for (Py_ssize_t i = 0; chars != NULL && i < PyUnicode_GET_LENGTH(chars); i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(chars, i);
        if (c < 128) {
            p->bits[c >> 6] |= (uint64_t)1 << (c & 63);
        }
    }
}

static inline bool
stripped(Py_UCS4 c, const Strip *p)
{
    if (p->chars == NULL) {
        return Py_UNICODE_ISSPACE(c);
    }
    return c < 128 ? p->bits[c >> 6] >> (c & 63) & 1
                   : PyUnicode_FindChar(p->chars, c, 0, PyUnicode_GET_LENGTH(p->chars), 1) >= 0;
}

static PyObject *
strip(PyObject *s, PyObject *chars, int sides)
{
    Strip p;
    strip_init(&p, chars);
    Py_ssize_t i = 0, j = PyUnicode_GET_LENGTH(s);
    while ((sides & SPC_LEFT) && i < j && stripped(PyUnicode_READ_CHAR(s, i), &p)) {
        i++;
    }
    while ((sides & SPC_RIGHT) && j > i && stripped(PyUnicode_READ_CHAR(s, j - 1), &p)) {
        j--;
    }
    return PyUnicode_Substring(s, i, j);
}

PyObject *spc_str_strip(PyObject *s) { return strip(s, NULL, SPC_LEFT | SPC_RIGHT); }

PyObject *spc_str_lstrip(PyObject *s) { return strip(s, NULL, SPC_LEFT); }

PyObject *spc_str_rstrip(PyObject *s) { return strip(s, NULL, SPC_RIGHT); }

PyObject *spc_str_strip_chars(PyObject *s, PyObject *chars) { return strip(s, chars, SPC_LEFT | SPC_RIGHT); }

PyObject *spc_str_lstrip_chars(PyObject *s, PyObject *chars) { return strip(s, chars, SPC_LEFT); }

PyObject *spc_str_rstrip_chars(PyObject *s, PyObject *chars) { return strip(s, chars, SPC_RIGHT); }

/* Letters of ASCII from first on, and the 25 after it, change their case. */
static inline PyObject *
change_case(PyObject *s, char first, const char *method)
{
    if (SPC_UNLIKELY(!PyUnicode_IS_ASCII(s))) {
        return PyObject_CallMethod(s, method, NULL);
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(s);
    PyObject *r = PyUnicode_New(n, 127);
    if (r != NULL) {
        const Py_UCS1 *from = PyUnicode_1BYTE_DATA(s);
        Py_UCS1 *to = PyUnicode_1BYTE_DATA(r);
        for (Py_ssize_t i = 0; i < n; i++) {
            to[i] = from[i] ^ ((unsigned)(from[i] - first) < 26 ? 'a' ^ 'A' : 0);
        }
    }
    return r;
}

SPC_SHARED PyObject *spc_str_lower(PyObject *s) { return change_case(s, 'A', "lower"); }

SPC_SHARED PyObject *spc_str_upper(PyObject *s) { return change_case(s, 'a', "upper"); }

int spc_str_startswith(PyObject *s, PyObject *part) { return (int)PyUnicode_Tailmatch(s, part, 0, PY_SSIZE_T_MAX, -1); }

int spc_str_endswith(PyObject *s, PyObject *part) { return (int)PyUnicode_Tailmatch(s, part, 0, PY_SSIZE_T_MAX, 1); }

PyObject *spc_str_split(PyObject *s) { return PyUnicode_Split(s, NULL, -1); }

PyObject *spc_str_split_at(PyObject *s, PyObject *sep) { return PyUnicode_Split(s, sep, -1); }

PyObject *spc_str_splitlines(PyObject *s) { return PyUnicode_Splitlines(s, 0); }

PyObject *spc_str_partition(PyObject *s, PyObject *sep) { return PyUnicode_Partition(s, sep); }

PyObject *spc_str_replace(PyObject *s, PyObject *old, PyObject *by) { return PyUnicode_Replace(s, old, by, -1); }

/* --- values as text --- */

/* The decimal digits of a small int. */
static PyObject *
digits_of(int64_t v)
{
    char text[24], *p = text + sizeof text;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        *--p = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (v < 0) {
        *--p = '-';
    }
    Py_ssize_t n = text + sizeof text - p;
    if (n == 1) {
        return spc_char((Py_UCS1)*p);
    }
    PyObject *s = PyUnicode_New(n, 127);
    if (SPC_LIKELY(s != NULL)) {
        memcpy(PyUnicode_1BYTE_DATA(s), p, n);
    }
    return s;
}

/* str(o) of exact strings and small ints. */
SPC_SHARED PyObject *
spc_str_fast(PyObject *o)
{
    int64_t v;
    if (PyUnicode_CheckExact(o)) {
        return Py_NewRef(o);
    }
    if (!Py_IS_TYPE(o, &PyLong_Type) || !spc_long_medium(o, &v)) {
        return NULL;
    }
    PyObject *s = digits_of(v);
    if (SPC_UNLIKELY(s == NULL)) {
        PyErr_Clear(); /* the second half raises it again */
    }
    return s;
}

/* A part of an f-string without a format, which is then that of str. */
SPC_INLINE PyObject *
spc_format_fast(PyObject *v, int32_t conversion, PyObject *spec)
{
    return spec == NULL && (conversion == 0 || conversion == 's') ? spc_str_fast(v) : NULL;
}
