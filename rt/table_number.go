package rt

// MathFuncs are the functions of the module math that the runtime calls without the module, in the order of the enum in
// rt/inline/math.c. They take a float; the last two give ints, the others floats.
var MathFuncs = []string{"sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "fabs", "floor", "ceil"}

// numberTable: tagged ints, floats and machine integers. A tag may hold any object; the functions have the full
// semantics of the operator whatever it is.
const numberTable = `
tag_add(tag, tag) tag null numbers fast
tag_sub(tag, tag) tag null numbers fast
tag_mul(tag, tag) tag null numbers fast
tag_truediv(tag, tag) tag null numbers
tag_floordiv(tag, tag) tag null numbers fast
tag_mod(tag, tag) tag null numbers fast
tag_pow(tag, tag) tag null numbers
tag_lshift(tag, tag) tag null numbers fast
tag_rshift(tag, tag) tag null numbers fast
tag_and(tag, tag) tag null numbers fast
tag_or(tag, tag) tag null numbers fast
tag_xor(tag, tag) tag null numbers fast
tag_inplace_add(tag, tag) tag null numbers fast
tag_inplace_sub(tag, tag) tag null numbers fast
tag_inplace_mul(tag, tag) tag null numbers fast
tag_inplace_truediv(tag, tag) tag null numbers
tag_inplace_floordiv(tag, tag) tag null numbers fast
tag_inplace_mod(tag, tag) tag null numbers fast
tag_inplace_pow(tag, tag) tag null numbers
tag_inplace_lshift(tag, tag) tag null numbers fast
tag_inplace_rshift(tag, tag) tag null numbers fast
tag_inplace_and(tag, tag) tag null numbers fast
tag_inplace_or(tag, tag) tag null numbers fast
tag_inplace_xor(tag, tag) tag null numbers fast
tag_neg(tag) tag null numbers fast
tag_pos(tag) tag null numbers fast
tag_invert(tag) tag null numbers fast
tag_abs(tag) tag null numbers fast
tag_lt(tag, tag) bool minus1 numbers fast
tag_le(tag, tag) bool minus1 numbers fast
tag_eq(tag, tag) bool minus1 numbers fast
tag_ne(tag, tag) bool minus1 numbers fast
tag_gt(tag, tag) bool minus1 numbers fast
tag_ge(tag, tag) bool minus1 numbers fast
tag_lt_strict(tag, tag) bool minus1 numbers fast   # the result has to be a bool: TypeError otherwise
tag_le_strict(tag, tag) bool minus1 numbers fast
tag_eq_strict(tag, tag) bool minus1 numbers fast
tag_ne_strict(tag, tag) bool minus1 numbers fast
tag_gt_strict(tag, tag) bool minus1 numbers fast
tag_ge_strict(tag, tag) bool minus1 numbers fast
tag_truth(tag) bool minus1 numbers fast
tag_truediv_f64(tag, tag) f64 sentinel -           # both int: the quotient as Python rounds it
tag_to_f64(tag) f64 sentinel -                     # of an int; OverflowError
f64_to_tag(f64) tag null -                         # int(x)

box_bool(bool) obj never - bool!
box_i8(i8) obj null - int!
box_i16(i16) obj null - int!
box_i32(i32) obj null - int!
box_i64(i64) obj null - int!
box_u8(u8) obj null - int!
box_u16(u16) obj null - int!
box_u32(u32) obj null - int!
box_u64(u64) obj null - int!
box_f64(f64) obj null - float!
box_f32(f32) obj null - float!
box_tag(tag) obj null -
i64_to_tag(i64) tag null - int!
u64_to_tag(u64) tag null - int!
unbox_bool(obj) bool minus1 -                      # only True and False
unbox_i8(obj) i8 sentinel -                        # ints and bools; OverflowError "int overflow"
unbox_i16(obj) i16 sentinel -
unbox_i32(obj) i32 sentinel -
unbox_i64(obj) i64 sentinel -
unbox_u8(obj) u8 sentinel -
unbox_u16(obj) u16 sentinel -
unbox_u32(obj) u32 sentinel -
unbox_u64(obj) u64 sentinel -
unbox_f64(obj) f64 sentinel -                      # floats and ints
unbox_f32(obj) f32 sentinel -
unbox_tag_bool(tag) bool minus1 -
unbox_tag_i8(tag) i8 sentinel -
unbox_tag_i16(tag) i16 sentinel -
unbox_tag_i32(tag) i32 sentinel -
unbox_tag_i64(tag) i64 sentinel -
unbox_tag_u8(tag) u8 sentinel -
unbox_tag_u16(tag) u16 sentinel -
unbox_tag_u32(tag) u32 sentinel -
unbox_tag_u64(tag) u64 sentinel -
unbox_tag_f64(tag) f64 sentinel -
unbox_tag_f32(tag) f32 sentinel -
exact_f64(obj) f64 never -
exact_bool(obj) bool never -
tag_ssize(tag) i64 sentinel -                      # of an exact int; OverflowError
tag_index(tag) i64 sentinel any                    # operator.index clipped to 64 bits, as slices clip

f64_truediv(f64, f64) f64 sentinel - fast              # ZeroDivisionError, unlike the machine's
f64_floordiv(f64, f64) f64 sentinel -
f64_mod(f64, f64) f64 sentinel -
f64_pow(f64, f64) f64 sentinel -                   # a result that is complex is a ValueError here
f64_pow_obj(f64, f64) obj null -                   # float or complex
f64_cmp_tag(f64, tag, i32) bool minus1 numbers         # CmpKind; exact for ints of any size
f64_abs(f64) f64 never -
f64_min(f64, f64) f64 never -                      # min(a, b) as Python compares
f64_max(f64, f64) f64 never -
f64_round(f64) tag null -                          # round(x)
f64_floor(f64) tag null -                          # math.floor and math.ceil of a float
f64_ceil(f64) tag null -
tag_min(tag, tag) tag null numbers
tag_max(tag, tag) tag null numbers
math(obj, f64, i32) f64 sentinel any               # what was imported as a function of math, its argument, which one (MathFuncs)
math_int(obj, f64, i32) tag null any               # the same for floor and ceil
pow_f64(f64, f64) f64 never -                      # of machine doubles: libm's
raise_zero_division() void always -
raise_int_overflow() void always -                 # OverflowError "int overflow"
i64_floordiv(i64, i64) i64 sentinel -              # Python's rules on machine ints: toward minus infinity
i64_mod(i64, i64) i64 sentinel -
tag_range_stop(tag) i64 never -                    # of an exact int: the number, or the end of the 64 bits next to it
range_fits(i64, i64) bool never -                  # stop, step: counting up to it by a step that is not zero cannot overflow
`
