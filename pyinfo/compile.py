# Compiles modules and prints their code objects with everything that spc asks
# of them, marshalled in format 0 (no references, so the reader is simple).
# Nothing but built-in modules is imported: starting up is most of the time.
#
# Input: a marshalled list of (filename, source bytes).
# Output: one marshalled item for each: a code record below, or a tuple
# (None, exception type, message, line, column, end line, end column).
import marshal, sys

CODE = type(compile("", "", "exec"))

def position(p):
    return [-1 if v is None else v for v in p]

def record(code):
    positions = []
    for p in code.co_positions():
        positions += position(p)
    return (
        code.co_name,
        code.co_qualname,
        code.co_firstlineno,
        code.co_flags,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_varnames,
        code.co_cellvars,
        code.co_freevars,
        code.co_names,
        code.co_stacksize,
        code.co_code,
        positions,
        [record(c) for c in code.co_consts if isinstance(c, CODE)],
    )

def module(filename, source):
    try:
        code = compile(source, filename, "exec", dont_inherit=True, optimize=0)
    except SyntaxError as e:
        return (None, type(e).__name__, str(e.msg), *position((e.lineno, e.offset, e.end_lineno, e.end_offset)))
    except Exception as e:
        return (None, type(e).__name__, str(e), -1, -1, -1, -1)
    # Format 2 writes no reference flags, which would depend on reference
    # counts: the bytes are a function of the source alone.
    return (marshal.dumps(code, 2), record(code))

sys.setrecursionlimit(20000)
jobs = marshal.loads(sys.stdin.buffer.read())
sys.stdout.buffer.write(marshal.dumps([module(*job) for job in jobs], 0))
