/* Tagged words: (v << 1) | 1 for an exact int of 63 bits, else a PyObject *. 0 is the error value. */
#ifndef SPC_TAGS_H
#define SPC_TAGS_H

#include <stdint.h>

#define SPC_TAG_MIN (INT64_MIN / 2)
#define SPC_TAG_MAX (INT64_MAX / 2)

#define SPC_IS_IMMEDIATE(x) ((x) & 1)
#define SPC_BOTH_IMMEDIATE(a, b) ((a) & (b) & 1)
#define SPC_IMMEDIATE(v) (((uintptr_t)(v) << 1) | 1)
#define SPC_VALUE(x) ((int64_t)(x) >> 1)
#define SPC_FITS(v) ((v) >= SPC_TAG_MIN && (v) <= SPC_TAG_MAX)

/* Operators in the order of hir.BinKind; in-place ones have 32 added. */
enum {
    SPC_ADD, SPC_SUB, SPC_MUL, SPC_MATMUL, SPC_TRUEDIV, SPC_FLOORDIV, SPC_MOD, SPC_POW,
    SPC_LSHIFT, SPC_RSHIFT, SPC_AND, SPC_OR, SPC_XOR, SPC_INPLACE = 32
};

/* Unary operators in the order of hir.UnaryKind, then abs(). */
enum { SPC_NEG, SPC_POS, SPC_INVERT, SPC_ABS };

/* Float operators of the core's float_op. */
enum { SPC_F64_POW, SPC_F64_ZERO_DIV, SPC_F64_ZERO_FLOORDIV, SPC_F64_ZERO_MOD };

#endif
