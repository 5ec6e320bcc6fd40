package rt

// exceptionTable: raising, handling, frames and tracebacks.
//
// A handler takes the exception with catch, makes it the handled one with push_exc, and puts the former one back with
// pop_exc on each way out. Raising it again without a new traceback entry is restore, then Unwind.
const exceptionTable = `
err_occurred() bool never r
raise(obj, obj?) void always any                   # exception, cause
catch() obj never any                              # takes the exception that is set, normalised, with its traceback
handled() obj null r                               # bare raise: the exception to restore; RuntimeError when there is none
push_exc(obj) obj never w                          # the formerly handled exception, may be null
pop_exc(steal obj?) void never wf
restore(obj) void never wf                         # sets the exception again
exc_match(obj, obj) bool minus1 any                # exception, class or tuple of classes
is_stop_async(obj) bool never -                    # exception is StopAsyncIteration
eg_match(obj, obj, ptr) void minus1 any            # except*: exception, classes, two words: the rest or None, the match or None
eg_reraise(obj, obj) obj null any                  # except*: the original, list of what the clauses raised: exception or None
raise_unbound_local(obj) void always -
raise_unbound_free(obj) void always -
raise_name_error(obj) void always -
raise_assertion(obj?) void always any
check_literal(obj, obj) void minus1 -              # value, literal: TypeError unless it is that int or bool

with_enter(obj, ptr) obj null any                  # manager, word for the bound __exit__: what __enter__ gave
with_exit(obj, obj?) obj null any                  # bound __exit__, exception or null: its result
async_with_enter(obj, ptr) obj null any            # the awaitable of __aenter__; the word gets __aexit__

thread_state() ptr never - tiny  # of the running thread: the same all through a plain function
frame_push(ptr, ptr, obj, obj, obj?, i32) void minus1 any # thread state, frame memory, function, code object, namespace, number of locals
frame_pop(ptr, ptr) void never wf                  # thread state, frame memory
frame_set_lasti(ptr, obj, i32) void never w tiny  # frame memory, code object, where execution is
frame_enter(ptr, obj, obj, i32, i32) void never w  # frame memory, function, code object, bytecode offset, number of locals
frame_leave(ptr) void never wf
frame_set_local(i32, obj?) void never wf           # shows a variable to code that looks into the current frame (locals())
traceback(obj, obj, i32) void never any            # function, code object, lasti: for functions without a frame
traceback_frame(ptr) void never any
traceback_gen(obj, i32) void never any
check_breaker() void minus1 any                    # signals, other threads, pending calls
enter_recursion() void minus1 -                    # frame-less recursion counts against the limit too
leave_recursion() void never -
`

// generatorTable: what generator bodies and awaiting code call.
const generatorTable = `
gen_new(obj, ptr) obj null any                     # function, SpcGenInfo
gen_slots(obj) ptr never - tiny
gen_func(obj) borrowed obj never - tiny
gen_state(obj) i32 never r tiny
gen_suspend(obj, i32) void never w tiny
gen_set_yf(obj, obj?) void never w
gen_yielded(obj) bool never r                      # the last send or yf_throw yielded (else it returned)
gen_set_lasti(obj, i32) void never w tiny
send(obj, obj, obj) obj null any                   # iterator, value, generator
yf_throw(obj, obj) obj null any                    # iterator, generator: forwards the exception that is set
yield_from_iter(obj, obj) obj null any             # iterable, generator
get_awaitable(obj, i32) obj null any               # 0, or 1 for __aenter__, 2 for __aexit__
get_aiter(obj) obj null any
get_anext(obj) obj null any
async_gen_wrap(obj) obj null -
`
