#!/usr/bin/env python3
"""Builds the benchmark programs with every implementation, and compares them.

Each sample is a fresh process that imports the program, warms it up and times
run(n) by CPU time. Samples of all implementations are taken in turn, round by
round, so that a change in the machine's speed meets all alike. What is printed
is one Markdown table: the median time of CPython on the untyped version, and
how many times as fast each implementation is.

    python3 bench/harness.py                 the whole table
    python3 bench/harness.py --quick         small sizes, two rounds
    python3 bench/harness.py --only nbody,richards --no-peers
    python3 bench/harness.py --leaks         does a compiled program leak?

Exit status: 0 done, 1 a program failed, gave a wrong value or leaks, 2 usage.
"""

import argparse
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import chart
import report
from toolchains import (
    HERE,
    PROGRAMS,
    Absent,
    Failed,
    Interpreter,
    Spc,
    execute,
    implementations,
)

VERSIONS = ("untyped", "typed", "static")

# For each program the n with which CPython 3.11 takes 1 to 2 seconds.
SIZES = {
    "richards": 30,
    "deltablue": 500,
    "nbody": 250_000,
    "fannkuch": 300,
    "spectral_norm": 220,
    "nqueens": 170,
    "binary_trees": 2000,
    "raytrace": 480,
    "jsonparse": 640,
    "sudoku": 650,
    "float_objects": 2000,
    "event_queue": 2000,
    "text": 3000,
    "async_tree": 2000,
}
QUICK_PART = 12
LEAK_TIMES = 100


@dataclass
class Result:
    """What became of one program under one implementation."""

    command: object = None  # None: not built
    samples: list = field(default_factory=list)  # seconds
    value: str = ""
    error: str = ""  # why it failed; empty when it did not

    @property
    def absent(self):
        return self.command is None and not self.error

    @property
    def seconds(self):
        """The median, or None when there is no number."""
        if self.error or not self.samples:
            return None
        return median(self.samples)


def progress(text):
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def build_all(programs, columns, python, folder):
    """Builds every program with every implementation; results by (program, key)."""

    def build(program, column):
        place = folder / column.key / program
        place.mkdir(parents=True, exist_ok=True)
        try:
            return Result(column.build(program, python, place))
        except Absent:
            return Result()
        except Failed as failure:
            return Result(error=str(failure))

    results = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pending = {
            (program, column.key): pool.submit(build, program, column)
            for program in programs
            for column in columns
        }
        for (program, key), task in pending.items():
            progress(f"building {program}: {key}")
            results[program, key] = task.result()
    return results


def take_sample(result, n):
    """Runs one process and notes its time and value, or its failure."""
    try:
        sample = json.loads(execute(result.command.arguments(n)))
    except Failed as failure:
        result.error = f"running: {failure}"
        return
    except ValueError:
        result.error = "running: its output is not that of a sample"
        return
    if result.samples and result.value != sample["value"]:
        result.error = f"gave {result.value} once and then {sample['value']}"
        return
    result.value = sample["value"]
    result.samples.append(sample["seconds"])


def measure(results, sizes, rounds):
    for number in range(rounds):
        for (program, key), result in results.items():
            if result.command is not None and not result.error:
                progress(f"round {number + 1} of {rounds}: {program} {key}")
                take_sample(result, sizes[program])
    progress("")


def compare_values(results, programs, columns):
    """Marks what gave another check value than CPython as failed."""
    for program in programs:
        wanted = results[program, "cpython"].value
        for column in columns:
            result = results[program, column.key]
            if result.samples and result.value != wanted:
                result.error = f"gives {result.value}, CPython gives {wanted}"


def benchmark(options, python, sizes, folder):
    columns = implementations(options.spc, not options.no_peers)
    programs = list(sizes)
    results = build_all(programs, columns, python, folder)
    measure(results, sizes, options.rounds)
    compare_values(results, programs, columns)

    print(report.table(results, programs, columns))
    print()
    print(report.conditions(python, options.rounds))
    for line in report.notes(results, programs, columns):
        print(f"* {line}")
    if options.json:
        text = json.dumps(report.record(results, sizes, columns, python), indent=1)
        Path(options.json).write_text(text + "\n")
    if options.svg:
        Path(options.svg).write_text(chart.draw(results, programs, columns[1:]))
    return any(result.error for result in results.values())


def count_growth(python, place, name, n):
    """By how much blocks (and on a debug Python references) grow in LEAK_TIMES runs."""
    words = [python.exe, str(HERE / "leaks.py"), str(place), name, str(n), str(LEAK_TIMES)]
    grown = json.loads(execute(words))
    return [grown[key] for key in ("blocks", "references") if key in grown]


def find_leaks(options, python, sizes, folder):
    columns = [Spc(version, options.spc) for version in VERSIONS]
    results = build_all(sizes, columns, python, folder)
    rows = []
    failed = False
    for program, n in sizes.items():
        for column in columns:
            result = results[program, column.key]
            name = f"{program}_{column.version}"
            if result.command is None:
                rows.append((name, "", result.error or "not built"))
                failed = True
                continue
            progress(f"{name}: {LEAK_TIMES} times")
            try:
                grown = count_growth(python, folder / column.key / program, name, n)
                if any(grown):
                    # Some of the library grows by itself, asyncio.run for example.
                    own = count_growth(python, PROGRAMS, name, n)
                    grown = [max(0, count - base) for count, base in zip(grown, own)]
            except Failed as failure:
                rows.append((name, "fail", str(failure)))
                failed = True
                continue
            rows.append((name, *grown))
            failed |= any(grown)
    progress("")
    print(report.leak_table(rows, LEAK_TIMES))
    return failed


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Compare spc with CPython, mypyc, Cython, PyPy and C++."
    )

    def value(name, metavar, help, **more):
        parser.add_argument(name, metavar=metavar, help=help, **more)

    def switch(name, help):
        parser.add_argument(name, action="store_true", help=help)

    spc = str(HERE.parent / "bin" / "spc")
    value("--python", "EXE", "the CPython to use (default python3)", default="python3")
    value("--spc", "EXE", "the spc to use (default bin/spc)", default=spc)
    value("--rounds", "N", "samples of each program (default 5; 2 if --quick)", type=int)
    value("--only", "NAMES", "only these programs, separated by commas")
    switch("--no-peers", "only CPython and spc")
    switch("--quick", "small sizes: CPython takes about 0.1 s for a sample")
    switch("--leaks", f"do {LEAK_TIMES} runs in a process allocate more than one?")
    value("--build-dir", "DIR", "keep what is built in DIR, and use it again")
    value("--json", "FILE", "write all numbers to FILE")
    value("--svg", "FILE", "draw the table as a chart")
    options = parser.parse_args()
    if options.rounds is None:
        options.rounds = 2 if options.quick else 5
    if options.rounds < 1:
        parser.error("--rounds: at least 1")
    return parser, options


def main():
    parser, options = parse_arguments()
    sizes = dict(SIZES)
    if options.only:
        unknown = set(options.only.split(",")) - set(SIZES)
        if unknown:
            parser.error(f"--only: no program {', '.join(sorted(unknown))}")
        sizes = {name: SIZES[name] for name in SIZES if name in options.only.split(",")}
    if options.quick:
        sizes = {name: max(1, n // QUICK_PART) for name, n in sizes.items()}
    if options.leaks:
        sizes = {name: max(1, n // (10 * QUICK_PART)) for name, n in sizes.items()}
    try:
        python = Interpreter.find(options.python)
    except Absent as absent:
        parser.error(str(absent))

    task = find_leaks if options.leaks else benchmark
    if options.build_dir:
        folder = Path(options.build_dir).resolve() / python.suffix.strip(".")
        return int(task(options, python, sizes, folder))
    with tempfile.TemporaryDirectory(prefix="spc-bench-") as folder:
        return int(task(options, python, sizes, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
