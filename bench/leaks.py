"""Counts what a compiled module leaves behind, in a process of its own.

    python leaks.py FOLDER MODULE N TIMES

Imports MODULE from FOLDER and calls run(N) TIMES times. Prints a line of JSON:
by how many the allocated blocks, and on a debug build of Python the references,
grew between the end of the first call and the end of the last.
"""

import array
import gc
import importlib
import json
import sys

# Numbers are kept unboxed, so that to note them allocates nothing.
BLOCKS, REFERENCES = 0, 1


def note(counts):
    gc.collect()
    counts[BLOCKS] = sys.getallocatedblocks()
    if hasattr(sys, "gettotalrefcount"):
        counts[REFERENCES] = sys.gettotalrefcount()


def call(module, n, times):
    for _ in range(times):
        module.run(n)


def main():
    folder, name, n, times = sys.argv[1:]
    n = int(n)
    times = int(times)
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    first = array.array("q", [0, 0])
    last = array.array("q", [0, 0])
    # The first round fills free lists and caches of the interpreter; the second
    # one is what counts.
    for rounds in (1, times):
        call(module, n, 1)
        note(first)
        call(module, n, rounds - 1)
        note(last)
    grown = {"blocks": last[BLOCKS] - first[BLOCKS]}
    if hasattr(sys, "gettotalrefcount"):
        grown["references"] = last[REFERENCES] - first[REFERENCES]
    print(json.dumps(grown))


main()
