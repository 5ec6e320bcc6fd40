"""One measurement, made in a process of its own.

    python sample.py FOLDER MODULE N WARM REPEAT

Imports MODULE from FOLDER, warms it up with run(WARM), then times run(N)
REPEAT times by CPU time. Prints a line of JSON: the check value as text and the
shortest time in seconds. Runs on any Python from 3.6 on, PyPy included.
"""

import importlib
import json
import sys
from time import process_time


def main():
    folder, name, n, warm, repeat = sys.argv[1:]
    n = int(n)
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    module.run(int(warm))
    best = None
    for _ in range(int(repeat)):
        start = process_time()
        value = module.run(n)
        seconds = process_time() - start
        if best is None or seconds < best:
            best = seconds
    print(json.dumps({"value": repr(value), "seconds": best}))


main()
