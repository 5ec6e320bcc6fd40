package rt

// objectTable: operations on objects as the language defines them, attributes and items.
const objectTable = `
incref(obj) void never - tiny
xincref(obj?) void never -
incref_tag(tag) void never -
xincref_tag(tag) void never -
decref(obj) void never wf
xdecref(obj?) void never wf
decref_tag(tag) void never wf
xdecref_tag(tag) void never wf
release(tag) void never wf             # any of the four, out of line: where it is rare

add(obj, obj) obj null any fast
sub(obj, obj) obj null any fast
mul(obj, obj) obj null any fast
matmul(obj, obj) obj null any
truediv(obj, obj) obj null any fast
floordiv(obj, obj) obj null any fast
mod(obj, obj) obj null any fast
pow(obj, obj) obj null any
lshift(obj, obj) obj null any fast
rshift(obj, obj) obj null any fast
and(obj, obj) obj null any fast
or(obj, obj) obj null any fast
xor(obj, obj) obj null any fast
inplace_add(obj, obj) obj null any fast
inplace_add_taking(steal obj, obj) obj null any    # x += y where nothing but the variable x needs the old value
inplace_sub(obj, obj) obj null any fast
inplace_mul(obj, obj) obj null any fast
inplace_matmul(obj, obj) obj null any
inplace_truediv(obj, obj) obj null any fast
inplace_floordiv(obj, obj) obj null any fast
inplace_mod(obj, obj) obj null any fast
inplace_pow(obj, obj) obj null any
inplace_lshift(obj, obj) obj null any fast
inplace_rshift(obj, obj) obj null any fast
inplace_and(obj, obj) obj null any fast
inplace_or(obj, obj) obj null any fast
inplace_xor(obj, obj) obj null any fast
neg(obj) obj null any
pos(obj) obj null any
invert(obj) obj null any

lt(obj, obj) obj null any fast
le(obj, obj) obj null any fast
eq(obj, obj) obj null any fast
ne(obj, obj) obj null any fast
gt(obj, obj) obj null any fast
ge(obj, obj) obj null any fast
lt_bool(obj, obj) bool minus1 any fast      # truth of the comparison's result
le_bool(obj, obj) bool minus1 any fast
eq_bool(obj, obj) bool minus1 any fast
ne_bool(obj, obj) bool minus1 any fast
gt_bool(obj, obj) bool minus1 any fast
ge_bool(obj, obj) bool minus1 any fast
truth(obj) bool minus1 any fast
contains(obj, obj) bool minus1 any     # container, item
len(obj) i64 sentinel any fast
len_obj(obj) obj null any int!         # len() as an object; match statements
hash(obj) i64 sentinel any
isinstance(obj, obj) bool minus1 any
issubclass(obj, obj) bool minus1 any
type_of(obj) borrowed obj never -      # type(x)

getattr(obj, obj, ptr) obj null any fast # object, name, cache of AttrCacheWords
load_method(obj, obj, ptr) obj null any fast       # the same: what to call by call_loaded
method_self(obj, ptr) borrowed obj never r         # object, cache of load_method, right after it: what to call it with first, or null
setattr(obj, obj, obj, ptr) void minus1 any fast
delattr(obj, obj) void minus1 any
subscr(obj, obj) obj null any fast
store_subscr(obj, obj, obj) void minus1 any fast
del_subscr(obj, obj) void minus1 any
slice(obj?, obj?, obj?) obj null - slice!
get_slice(obj, obj?, obj?) obj null any            # o[a:b]; null is an absent bound
store_slice(obj, obj?, obj?, obj) void minus1 any  # o, a, b, value
del_slice(obj, obj?, obj?) void minus1 any

iter(obj) obj null any
iter_next(obj) obj done any fast
unpack(obj, i64, ptr) void minus1 any              # iterable, n, n words for the items
unpack_ex(obj, i64, i64, ptr) void minus1 any      # iterable, n before and after the starred list
format(obj, i32, obj?) obj null any fast                # value, conversion ('s', 'r', 'a' or 0), format_spec
join_str(...) obj null - str!                      # all strings
str(obj) obj null any fast
repr(obj) obj null any

match_sequence(obj) bool never -
match_mapping(obj) bool never -
match_keys(obj, obj) obj null any                  # mapping, tuple of keys: tuple of values or None
match_class(obj, obj, i64, obj) obj done any       # subject, class, n positional, names: tuple or null

tag_to_obj(tag) obj null -
tag_to_obj_steal(steal tag) obj null -
tag_borrow(tag) borrowed obj never -               # for error messages: an immediate gives some int
obj_to_tag(obj) borrowed tag never r
obj_to_tag_steal(steal obj) tag never wf
is_type(obj, ptr, i32) bool never r                # object, type, 1 exact | 2 optional
is_instance(obj, ptr, i32) bool never r            # the same, when the type is a class of compiled code
tag_is_type(tag, ptr, i32) bool never r
tag_is_int(tag) bool never r
tag_is_small(tag) bool never -                     # an immediate
is_word(obj) bool never -                          # an exact int that fits 64 bits
raise_cast(obj, ptr, i32) void always -
raise_cast_tag(tag, ptr, i32) void always -
`

// callTable: calls, function objects and classes.
const callTable = `
call(obj, ptr, ...) obj null any                   # callable, cache of CallCacheWords; positional arguments
call_body(obj, ptr) ptr never r                    # callable, cache: the native body to call instead, or null
call_builtin(obj, ptr, ...) obj null any           # name, cache of GlobalCacheWords; arguments
call_kw(obj, obj, ...) obj null any                # callable, tuple of the trailing arguments' names; arguments
call_ex(obj, obj, obj?) obj null any               # callable, iterable of arguments, dict of keywords
call_loaded(obj, ptr, ...) obj null any            # callable, cache of 2 * CallCacheWords; its first argument or null, arguments
loaded_body(obj, obj?, ptr) ptr never r            # callable, its first argument or null, cache: the native body to call instead, or null
call_loaded_kw(obj, obj, ...) obj null any         # callable, tuple of the trailing arguments' names; first argument or null, arguments
call_method(obj, ptr, ...) obj null any            # name, cache; receiver, arguments
method_body(obj, ptr) ptr never r                  # receiver, cache: the native body to call instead, or null
method_func(ptr) borrowed obj never r              # cache: the function of that body
call_method_kw(obj, obj, ptr, ...) obj null any    # name, names of trailing arguments, cache; receiver, arguments
super(obj, obj?, obj?) obj null any                # what the name super is bound to, __class__, first argument
super_attr(obj, obj?, obj?, obj) obj null any      # the same three, name of the attribute
super_method(obj, obj?, obj, ptr, ...) obj null any # what super is bound to, __class__, name, cache; first argument, arguments

make_function(obj, ptr, ptr, obj?, obj?, obj?, obj?) obj null - # code, SpcEntry, function word, defaults, kwdefaults, closure, annotations
closure_cell(obj, i32) borrowed obj never r cell!
cell(obj?) obj null - cell!
cell_get(obj) obj never r                          # null when empty
cell_load_local(obj, obj) obj null r               # cell, name: UnboundLocalError
cell_load_free(obj, obj) obj null r                # cell, name: NameError for free variables
cell_set(obj, obj?) void never wf
must_interpret(obj, obj) bool never r              # function, code object the native entry is for
interpret(obj, ptr, i64, obj?) obj null any        # the vectorcall of the interpreter
bind_call(obj, ptr, i64, obj?, ptr) obj null any   # arguments of a vectorcall, the native entry: binds them and calls it again
raise_argument(obj, i32, obj, ptr) void always -   # function, index, value, expected type

build_class(obj, obj, ...) obj null any            # body function, name; bases
build_class_kw(obj, obj, obj, ...) obj null any    # body function, name, names of trailing keyword arguments; bases, values
build_class_ex(obj, obj, obj, obj?) obj null any   # body function, name, tuple of bases, dict of keywords
static_class(i32, obj, obj, ...) obj null any      # index in the module's classes, body function, name; bases
static_class_kw(i32, obj, obj, obj, ...) obj null any
freeze_classes(obj, obj) void minus1 any           # list of objects, tuple of qualified names of nested classes that stay mutable
native_call(obj, obj, i64, i64, i64, i64, i64, i64) i64 sentinel any # library, name, arguments
adopt_plain(i32, obj) void minus1 any             # index in the module's classes, a class of no layout of ours, once it is made
restore_slots(i32) void minus1 any                # index in the module's classes, once its decorators have run
vtable(obj) ptr never r
class_of(ptr) ptr never r                         # type object: SpcClass
alloc(ptr, i64, bool) obj null any                # SpcClass, size of instances, acyclic
gc_guard(obj, obj) void never w                   # instance of an acyclic class, what one of its fields gets
gc_guard_tag(obj, tag) void never w
raise_unset_field(obj, ptr) void always -          # object, C string
call_override(obj, ptr, ptr, i32, ...) obj null any # name, class name, type of the result (null: any), flags; receiver, arguments
check_result(obj, ptr?, obj, obj?, i32) void minus1 r # name, C string of the class, result, type, flags
`

// moduleTable: names, imports, annotations, type parameters.
const moduleTable = `
module_init(ptr) obj never any                     # SpcModule: the module definition object, or null
load_global(obj, ptr) obj null any fast            # name, cache of GlobalCacheWords
load_function(obj, ptr) obj null any               # the same of a function that a test may have deleted
class_function(obj, obj) obj null any              # class, name: a method that a test may have deleted
store_property(obj, obj, obj) void minus1 any      # o.name = v of a property that a test may have replaced
store_global(obj, obj) void minus1 any
del_global(obj) void minus1 any
globals() borrowed obj never - dict!
debug() bool never -                               # __debug__
docs() bool never -                                # docstrings are kept: no -OO
load_name(obj, obj) obj null any                   # namespace, name; then globals and builtins
store_name(obj, obj, obj) void minus1 any
del_name(obj, obj) void minus1 any
load_classderef(obj, obj, obj) obj null any        # namespace, cell, name
global_set(ptr, ptr, obj) void minus1 any          # cell word, C string, value: word and module dict
global_del(ptr, ptr) void minus1 any
global_unset(ptr, ptr?, i32) borrowed obj null r      # C string, type, flags: what the name means while the cell is empty
raise_unset_global(ptr) void always -              # C string

import_name(obj, obj?, i32) obj null any           # name, tuple of names or null, level
import_from(obj, obj) obj null any
import_star(obj, obj) void minus1 any              # module, namespace
setup_annotations(obj) void minus1 any             # namespace
is_builtin(obj, ptr) bool never r                  # object is the interpreter's own builtin of that name (C string)

call_type(obj, obj) obj null any                      # type(o), if the first is type: shows our kinds of functions and generators as the interpreter's
typevar(obj) obj null any                          # PEP 695, 3.12 and later
typevar_bound(obj, obj) obj null any               # name, function that computes the bound
typevar_constraints(obj, obj) obj null any
paramspec(obj) obj null any
typevartuple(obj) obj null any
typealias(obj, obj, obj) obj null any              # name, tuple of parameters or None, function that computes the value
subscript_generic(obj) obj null any                # Generic[*params]
set_type_params(obj, obj) void minus1 any          # function, tuple
set_type_default(obj, obj) obj null any            # type parameter, function; 3.13
`
