#!/usr/bin/env python3
"""Compares code of the interpreter's own library, compiled with --dynamic, with the interpreter.

The modules that the jobs of stdlib_sample.py use are copied, compiled and measured like the
programs of harness.py: processes of their own, taken in turn. One Markdown
table: for each job the interpreter's time, how many times as fast the compiled modules are,
how many times as long importing them takes, and their size as a multiple of their sources'.

    python3 bench/stdlib.py [--python EXE] [--rounds N] [--quick]

Exit status: 0 done, 1 a job failed or gave a wrong value, 2 usage.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from report import form_ratio, geometric_mean, lay_out
from stdlib_sample import JOBS
from toolchains import HERE, PYTHON_PACKAGES, Absent, Failed, Interpreter, execute


LIBRARY_TIMEOUT = 1800  # seconds; the modules have some 10,000 lines


def source_of(library, module):
    """The path of a module's source, relative to the library's folder."""
    path = module.replace(".", "/")
    package = f"{path}/__init__.py"
    return package if (library / package).exists() else f"{path}.py"


def compile_library(python, spc, folder):
    """Compiles the modules of all jobs into folder; gives their sizes by module: (source, compiled)."""
    library = Path(execute([python.exe, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]).strip())
    modules = sorted({m for _, modules, _ in JOBS.values() for m in modules})
    source = folder / "source"
    packages = {m.partition(".")[0] for m in modules if "." in m}
    paths = []
    for module in modules:
        path = source_of(library, module)
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library / path, source / path)
        if module.partition(".")[0] not in packages:
            paths.append(str(source / path))
    for package in sorted(packages):
        shutil.copytree(library / package, source / package, dirs_exist_ok=True)
        paths.append(str(source / package))
    compiled = folder / "compiled"
    words = [spc, "build", "--dynamic", "--python", python.exe, "-o", str(compiled), *paths]
    execute(words, timeout=LIBRARY_TIMEOUT)
    for runtime in ("compiler", "__static__", "__strict__"):
        if (PYTHON_PACKAGES / runtime).is_dir():
            shutil.copytree(PYTHON_PACKAGES / runtime, compiled / runtime, dirs_exist_ok=True)

    def sizes(module):
        path = source_of(library, module)
        product = next(compiled.glob(f"**/{Path(path).with_suffix('')}*.so"), None)
        product = product or compiled / (path.removesuffix(".py") + python.suffix)
        return (library / path).stat().st_size, product.stat().st_size

    return compiled, {module: sizes(module) for module in modules}


class Job:
    """One job's samples: [interpreter, compiled] by what was measured."""

    def __init__(self, name):
        self.name = name
        self.imports, self.seconds = ([], []), ([], [])
        self.values = set()
        self.error = ""

    def sample(self, python, folders, part):
        n = max(1, JOBS[self.name][2] // part)
        for i, folder in enumerate(folders):
            words = [python.exe, str(HERE / "stdlib_sample.py"), str(folder), self.name, str(n), str(max(1, n // 20))]
            try:
                importing, seconds, value = execute(words).splitlines()
            except Failed as failure:
                self.error = str(failure)
                return
            self.imports[i].append(float(importing))
            self.seconds[i].append(float(seconds))
            self.values.add(value)
        if len(self.values) > 1:
            self.error = f"different values: {', '.join(sorted(self.values))}"

    @staticmethod
    def ratio(samples):
        return min(samples[0]) / min(samples[1])


def table(jobs, sizes):
    rows = [["library code", "CPython, s", "compiled", "import time", "size"]]
    for job in jobs:
        if job.error:
            rows.append([job.name, "fail", "", "", ""])
            continue
        modules = [sizes[m] for m in JOBS[job.name][1]]
        size = sum(b for _, b in modules) / sum(a for a, _ in modules)
        rows.append([job.name, f"{min(job.seconds[0]):.3f}", form_ratio(job.ratio(job.seconds)),
                     form_ratio(1 / job.ratio(job.imports)), form_ratio(size)])
    good = [job for job in jobs if not job.error]
    if good:
        total = sum(b for _, b in sizes.values()) / sum(a for a, _ in sizes.values())
        rows.append(["geometric mean", "", form_ratio(geometric_mean([j.ratio(j.seconds) for j in good])),
                     form_ratio(geometric_mean([1 / j.ratio(j.imports) for j in good])), form_ratio(total)])
    return lay_out(rows)


def main():
    parser = argparse.ArgumentParser(description="Compare compiled library code with the interpreter.")
    parser.add_argument("--python", metavar="EXE", default="python3", help="the CPython to use (default python3)")
    parser.add_argument("--spc", metavar="EXE", default=str(HERE.parent / "bin" / "spc"), help="the spc to use")
    parser.add_argument("--rounds", metavar="N", type=int, default=5, help="samples of each job (default 5)")
    parser.add_argument("--quick", action="store_true", help="small sizes")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error("--rounds: at least 1")
    try:
        python = Interpreter.find(options.python)
    except Absent as absent:
        parser.error(str(absent))
    jobs = [Job(name) for name in JOBS]
    with tempfile.TemporaryDirectory(prefix="spc-bench-") as folder:
        try:
            compiled, sizes = compile_library(python, options.spc, Path(folder))
        except Failed as failure:
            print(f"stdlib.py: {failure}", file=sys.stderr)
            return 1
        for _ in range(options.rounds):
            for job in jobs:
                if not job.error:
                    job.sample(python, ("-", compiled), 8 if options.quick else 1)
    print(table(jobs, sizes))
    for job in jobs:
        if job.error:
            print(f"* {job.name}: {job.error}")
    return int(any(job.error for job in jobs))


if __name__ == "__main__":
    sys.exit(main())
