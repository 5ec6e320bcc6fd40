#!/usr/bin/env python3
"""What crossing the border between untyped and typed code costs, and what typed code costs beside C.

Two Markdown tables. The first: calls of empty typed functions from interpreted code, held against calls of
untyped ones with the same arguments. The second: loops of border/typed.py, held against the same loops of border/loops.c,
compiled by clang -O2. Both sides are measured in turn, in one process; each figure is the least CPU time of several.

    python3 bench/border.py [--python EXE] [--spc EXE] [--rounds N] [--check]

Exit status: 0 done, 1 something failed or, with --check, cost more than its limit, 2 usage.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from report import lay_out
from toolchains import HERE, PYTHON_PACKAGES, Absent, Failed, Interpreter, execute

CALL_LIMIT, LOOP_LIMIT = 1.3, 1.2

# What runs in the interpreter that is measured: prints [name, seconds typed, seconds of the other] as JSON lines.
SAMPLE = """
import ctypes, json, sys, time
folder, library, rounds = sys.argv[1], ctypes.CDLL(sys.argv[2]), int(sys.argv[3])
sys.path.insert(0, folder)
import typed

class Cell:
    def __init__(self, n):
        self.n = n
    def method(self, a):
        pass

def no_arguments():
    pass

def two(a, b):
    pass

def least(*functions):
    best = [float("inf")] * len(functions)
    for _ in range(rounds):
        for i, f in enumerate(functions):
            start = time.process_time()
            f()
            best[i] = min(best[i], time.process_time() - start)
    return best

def report(kind, name, unit, typed_one, other, values=None):
    if values is not None and values[0] != values[1]:
        sys.exit(f"{name}: {values[0]} typed, {values[1]} in C")
    print(json.dumps([kind, name, *(t / unit for t in least(typed_one, other))]))

N = 400000

def loop(arguments):
    names = "".join(f", a{i}" for i in range(len(arguments)))
    call = ", ".join(f"a{i}" for i in range(len(arguments)))
    space = {}
    exec(f"def run(f, n{names}):\\n for _ in range(n):\\n  f({call})\\n", space)
    return space["run"]

def method_loop(o, n, a):
    for _ in range(n):
        o.method(a)

cell, plain = typed.Cell(1), Cell(1)
for name, f, g, arguments in (
    ("no arguments", typed.no_arguments, no_arguments, ()),
    ("int, str", typed.objects, two, (1, "s")),
    ("class, str", typed.instance, two, (cell, "s")),
    ("int64, double", typed.machine, two, (1, 1.5)),
):
    run, other = loop(arguments), loop(arguments)  # one for each, so that each call site sees one callee
    report("call", name, N, lambda: run(f, N, *arguments), lambda: other(g, N, *arguments))
other_method = type(method_loop)(method_loop.__code__.replace(), globals())
report("call", "method with an int", N, lambda: method_loop(cell, N, 1), lambda: other_method(plain, N, 1))

i64, f64 = ctypes.c_int64, ctypes.c_double
library.dot.restype = f64
for name in "sums", "mix", "calls", "recursion", "casts":
    getattr(library, name).restype = i64

n, m = 10000, 1000
a, b = typed.doubles(n), typed.doubles(n)
c, d = (f64 * n)(*a), (f64 * n)(*b)
report("loop", "dot product of Array[double]", n * m, lambda: typed.dot(a, b, n, m), lambda: library.dot(c, d, i64(n), i64(m)),
       (typed.dot(a, b, n, 2), library.dot(c, d, i64(n), i64(2))))
e = typed.ints(n)
f = (i64 * n)(*e)
report("loop", "sum of Array[int64]", n * m, lambda: typed.sums(e, n, m), lambda: library.sums(f, i64(n), i64(m)),
       (typed.sums(e, n, 2), library.sums(f, i64(n), i64(2))))
k = 10000000
report("loop", "arithmetic on int64", k, lambda: typed.mix(k), lambda: library.mix(i64(k)), (typed.mix(99), library.mix(i64(99))))
report("loop", "calls from one static module to another", k, lambda: typed.calls(k), lambda: library.calls(i64(k)),
       (typed.calls(99), library.calls(i64(99))))
report("loop", "recursion, which counts its depth", 63609 * 20, lambda: typed.recursion(20), lambda: library.recursion(i64(20)),
       (typed.recursion(3), library.recursion(i64(3))))
cells = [typed.Cell(i) for i in range(1000)]
ids = (ctypes.c_void_p * 1000)(*map(id, cells))
kind = ctypes.c_void_p(id(typed.Cell))
report("loop", "CAST to a final class, over a list", 1000 * 5000, lambda: typed.casts(cells, 5000),
       lambda: library.casts(ids, i64(1000), kind, i64(5000)), (typed.casts(cells, 2), library.casts(ids, i64(1000), kind, i64(2))))
"""


def build(python, spc, folder):
    """Compiles both sides into folder; gives the path of the C library."""
    for runtime in ("compiler", "__static__", "__strict__"):
        shutil.copytree(PYTHON_PACKAGES / runtime, folder / runtime)
    execute([spc, "build", "--python", python.exe, "-o", str(folder), *(str(HERE / "border" / f"{m}.py") for m in ("typed", "callee"))])
    clang = next((c for c in ("clang-19", "clang") if shutil.which(c)), None)
    if clang is None:
        raise Absent("clang")
    library = folder / "loops.so"
    execute([clang, "-O2", "-fwrapv", "-shared", "-fPIC", "-o", str(library), str(HERE / "border" / "loops.c")])
    return library


def tables(samples):
    """Both tables, and the names of what costs more than its limit."""
    heads = {"call": ["call of an empty function with", "typed, ns", "untyped, ns", "ratio", "limit"],
             "loop": ["loop", "typed, ns", "C, ns", "ratio", "limit"]}
    texts, slow = [], []
    for kind, limit in (("call", CALL_LIMIT), ("loop", LOOP_LIMIT)):
        rows = [heads[kind]]
        for what, name, typed, other in samples:
            if what == kind:
                rows.append([name, f"{typed * 1e9:.2f}", f"{other * 1e9:.2f}", f"{typed / other:.2f}", str(limit)])
                if typed / other > limit:
                    slow.append(name)
        texts.append(lay_out(rows))
    return "\n\n".join(texts), slow


def main():
    parser = argparse.ArgumentParser(description="Measure the border between untyped and typed code.")
    parser.add_argument("--python", metavar="EXE", default="python3", help="the CPython to use (default python3)")
    parser.add_argument("--spc", metavar="EXE", default=str(HERE.parent / "bin" / "spc"), help="the spc to use")
    parser.add_argument("--rounds", metavar="N", type=int, default=7, help="samples of each (default 7)")
    parser.add_argument("--check", action="store_true", help="fail when something costs more than its limit")
    options = parser.parse_args()
    try:
        python = Interpreter.find(options.python)
        with tempfile.TemporaryDirectory() as name:
            library = build(python, options.spc, Path(name))
            out = execute([python.exe, "-c", SAMPLE, name, str(library), str(options.rounds)])
    except (Absent, Failed) as failure:
        print(f"border: {failure}", file=sys.stderr)
        return 1
    text, slow = tables([json.loads(line) for line in out.splitlines()])
    print(text)
    if options.check and slow:
        print(f"border: over the limit: {', '.join(slow)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
