#!/usr/bin/env python3
"""Compile the standard library and run CPython's own tests of it, interpreted and compiled.

    stdlib.py [--python EXE ...] [--quick] [--jobs N] [--markdown FILE] [NAME ...]

For each interpreter two installations are laid out below the work folder: copies of its library, one of which has the
extension modules that `spc build --dynamic` makes beside the sources. In both the same tests run, and each test must
have the same outcome. NAMEs are those of suite.txt; without any, all are compiled and tested. A difference that is
listed in differences.txt has a reason; any other makes the exit status 1.
"""

import argparse
import ast
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


def read_table(name):
    """Yield the lines of a text file, split at white space, without comments."""
    for line in (HERE / name).read_text().splitlines():
        words = line.split()
        if words and words[0] != "#":
            yield words


class Entry:
    """A line of suite.txt: what is compiled and the tests for it."""

    def __init__(self, words, known):
        self.quick = words[0] == "+"
        words = words[1:] if self.quick else words
        tests = next((i for i, w in enumerate(words) if i > 1 and w.startswith(("test_", "unittest.test"))), len(words))
        self.name, self.modules, self.tests = words[0], words[1:tests], words[tests:]
        self.known = [k for k in known if k.entry == self.name]


class Known:
    """A line of differences.txt: entry, pattern of test ids, versions (or *), reason."""

    def __init__(self, words):
        self.entry, self.pattern, self.versions = words[:3]
        self.reason = " ".join(words[3:])

    def covers(self, version, test):
        return (self.versions == "*" or version in self.versions.split(",")) and fnmatch.fnmatchcase(test, self.pattern)


class Installation:
    """A copy of an interpreter with a library of its own."""

    def __init__(self, interpreter, folder):
        self.interpreter, self.root = interpreter, folder
        self.exe = folder / "bin" / "python3"
        self.library = folder / "lib" / f"python{interpreter.version}"

    def lay_out(self):
        """Copy the interpreter and its library, unless that was done before."""
        if (self.root / "complete").exists():
            return
        shutil.rmtree(self.root, ignore_errors=True)
        self.exe.parent.mkdir(parents=True)
        shutil.copy2(self.interpreter.binary, self.exe)
        shutil.copy2(self.interpreter.binary, self.exe.with_name(f"python{self.interpreter.version}"))
        linked = ("lib-dynload", f"config-{self.interpreter.version}*")

        def ignore(folder, names):
            return [n for n in names if n in ("site-packages", "dist-packages", "__pycache__")
                    or any(fnmatch.fnmatch(n, pattern) for pattern in linked)]

        shutil.copytree(self.interpreter.library, self.library, ignore=ignore, symlinks=True)
        for pattern in linked:
            for original in pathlib.Path(self.interpreter.library).glob(pattern):
                (self.library / original.name).symlink_to(original)
        (self.root / "include").symlink_to(self.interpreter.include)
        site = self.library / "site-packages"
        site.mkdir()
        (self.root / "complete").touch()

    def has_test(self, name):
        module = self.library / name.replace(".", "/") if "." in name else self.library / "test" / name
        return module.is_dir() or module.with_suffix(".py").is_file()

    def run(self, tests, result, timeout):
        """Run test modules in a fresh process; give their outcomes by id, the end of the process, and the seconds it took."""
        result.parent.mkdir(parents=True, exist_ok=True)
        names = [t if "." in t and not t.startswith("test_") else f"test.{t}" for t in tests]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "SPC_"))}
        env |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}
        command = [self.exe, HERE / "runner.py", result, *names]
        start = time.monotonic()
        with open(result.with_suffix(".log"), "wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env,
                                       start_new_session=True, cwd=result.parent)
            try:
                end = process.wait(timeout)
            except subprocess.TimeoutExpired:
                end = f"no end after {timeout} s"
            try:
                os.killpg(process.pid, 9)  # what the tests left behind, too
            except ProcessLookupError:
                pass
            process.wait()
        return Outcomes(result, end, time.monotonic() - start)


class Outcomes:
    """What a runner wrote, read back."""

    def __init__(self, path, end, seconds):
        self.tests, self.end, self.seconds = {}, end, seconds
        started = None
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for kind, name, *rest in map(ast.literal_eval, lines):
            if kind == "start":
                started = name
            elif kind == "end":
                started = None
                self.tests[name] = tuple(rest)
            elif rest[0]:
                outcome = "skipped" if rest[0].startswith("skipped:") else "error"
                self.tests[f"import {name}"] = (outcome, rest[0])
        if end != 0:
            self.tests[started or "end of process"] = ("crash", f"exit status {end}")


class Interpreter:
    """A CPython: where its parts lie."""

    def __init__(self, exe):
        code = ("import json, os, sys, sysconfig; print(json.dumps([os.path.realpath(sys.executable),"
                " '%d.%d' % sys.version_info[:2], sysconfig.get_path('stdlib'), os.path.dirname(sysconfig.get_path('include')),"
                " sys.version]))")
        out = subprocess.run([exe, "-c", code], check=True, capture_output=True, text=True).stdout
        self.binary, self.version, self.library, self.include, self.build = json.loads(out)
        self.exe = exe


class Session:
    """The tests of one interpreter."""

    def __init__(self, interpreter, work, options):
        self.interpreter, self.options = interpreter, options
        self.work = work / interpreter.version
        self.plain = Installation(interpreter, self.work / "interpreted")
        self.compiled = Installation(interpreter, self.work / "compiled")
        self.report = {}

    def compile(self, entries):
        """Lay out both installations and compile the modules of the entries; nothing else stays compiled."""
        self.plain.lay_out()
        self.compiled.lay_out()
        library = self.compiled.library
        for old in library.rglob("*.cpython-3*.so"):
            if "lib-dynload" not in old.parts:
                old.unlink()
        paths = []
        for module in dict.fromkeys(m for e in entries for m in e.modules):
            files = [library / f"{module}.py", *sorted((library / module).rglob("*.py"))]
            paths += [p for p in files if p.exists() and not {"test", "tests", "idle_test"} & set(p.relative_to(library).parts)]
        command = [PROJECT / "bin" / "spc", "build", "--dynamic", "-O", str(self.options.optimize), "--report", "json",
                   "--python", self.interpreter.exe, *paths]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"{self.interpreter.version}: spc build failed")
        for module in json.loads(done.stdout)["modules"]:
            self.report[module["name"]] = module
        self.install_runtime()

    def install_runtime(self):
        """Put the packages that compiled modules need where pip would put them."""
        site = self.compiled.library / "site-packages"
        shutil.rmtree(site)
        for name in ("compiler", "__static__", "__strict__"):
            shutil.copytree(PROJECT / "python" / name, site / name, ignore=shutil.ignore_patterns("__pycache__"))
        sys.path.insert(0, str(PROJECT / "python"))
        from compiler._where import cache_folder

        tag = f"cpython-{self.interpreter.version.replace('.', '')}-"
        for folder in pathlib.Path(cache_folder(), "runtime").glob(tag + "*"):
            for extension in folder.glob("_rt.*.so"):
                shutil.copy2(extension, site / "compiler")

    def interpreted_outcomes(self, entry, tests):
        """Outcomes of the interpreter, kept between runs: they do not depend on spc."""
        folder = self.work / "results" / "interpreted"
        record = folder / f"{entry.name}.json"
        key = [self.interpreter.build, tests]
        if record.exists() and not self.options.fresh:
            saved = json.loads(record.read_text())
            if saved["key"] == key:
                return saved["tests"]
        outcomes = self.plain.run(tests, folder / f"{entry.name}.txt", self.options.timeout)
        saved = {"key": key, "tests": {k: list(v) for k, v in outcomes.tests.items()}, "seconds": outcomes.seconds}
        record.write_text(json.dumps(saved))
        return saved["tests"]

    def test(self, entry):
        """Run an entry's tests in both installations and compare them."""
        tests = [t for t in entry.tests if self.plain.has_test(t)]
        if not tests or not any(self.functions(entry)):
            return None
        want = self.interpreted_outcomes(entry, tests)
        result = self.work / "results" / "compiled" / f"{entry.name}.txt"
        got = self.compiled.run(tests, result, 2 * self.options.timeout)
        comparison = Comparison(self, entry, want, got)
        comparison.save(self.work / "results" / "compared" / f"{entry.name}.json")
        return comparison

    def functions(self, entry):
        """Count the native and the interpreted functions of an entry's modules."""
        native = interpreted = 0
        for name, module in self.report.items():
            if any(name == m or name.startswith(m + ".") for m in entry.modules):
                for f in module["functions"]:
                    if f["entry"] == "native":
                        native += 1
                    else:
                        interpreted += 1
        return native, interpreted


class Comparison:
    """The outcomes of one entry's tests."""

    def __init__(self, session, entry, want, got):
        self.entry, self.version = entry, session.interpreter.version
        self.native, self.interpreted = session.functions(entry)
        self.total, self.seconds = len(want), got.seconds
        self.differences, self.explained = [], []
        crash = next((name for name, (outcome, _) in got.tests.items() if outcome == "crash"), None)
        for name, (outcome, _) in want.items():
            now, detail = got.tests.get(name, ("crash" if crash else "missing", f"the process ended in {crash}" if crash else ""))
            if now != outcome and now != "ok":
                self.add(name, outcome, now, detail)
        for name, (outcome, detail) in got.tests.items():
            if name not in want and outcome != "skipped":
                self.add(name, "missing", outcome, detail)

    def add(self, name, outcome, now, detail):
        known = next((k for k in self.entry.known if k.covers(self.version, name)), None)
        if known:
            self.explained.append((name, known.reason))
        else:
            self.differences.append((name, outcome, now, detail))

    def save(self, path):
        """Keep the figures for the table, which is made of the last run of each entry."""
        path.parent.mkdir(parents=True, exist_ok=True)
        figures = [self.native, self.interpreted, self.total, len(self.explained), len(self.differences)]
        path.write_text(json.dumps(figures))

    def __str__(self):
        lines = [f"{self.version} {self.entry.name}: {self.total} tests, {len(self.differences)} different, "
                 f"{len(self.explained)} explained, {self.interpreted} functions interpreted, {self.seconds:.1f} s"]
        for name, outcome, now, detail in self.differences[:50]:
            lines.append(f"    {name}: {outcome} interpreted, {now} compiled")
            lines += [f"        {line}" for line in detail.rstrip().splitlines()[-12:]] if now != "crash" or "exit" in detail else []
        return "\n".join(lines)


def markdown(work, entries):
    """Give the table of docs/stdlib.md from the last runs: a row per entry, three columns per version."""
    versions = sorted((p.name for p in work.iterdir()), key=lambda v: int(v.split(".")[1]))
    lines = ["| tests of | functions native, interpreted | " + " | ".join(f"{v}: tests | with reason | without" for v in versions) + " |",
             "| --- | --- |" + " --- |" * 3 * len(versions)]
    totals = [[0, 0, 0] for _ in versions]
    for entry in entries:
        cells, functions = [], None
        for version, total in zip(versions, totals):
            saved = work / version / "results" / "compared" / f"{entry.name}.json"
            if not saved.exists():
                cells += ["", "", ""]
                continue
            native, interpreted, *figures = json.loads(saved.read_text())
            functions = f"{native}, {interpreted}"
            cells += [str(n or "") for n in figures]
            total[:] = [a + b for a, b in zip(total, figures)]
        if functions:
            lines.append(f"| {entry.name} | {functions} | " + " | ".join(cells) + " |")
    lines.append("| all | | " + " | ".join(str(n) for total in totals for n in total) + " |")
    return "\n".join(lines) + "\n"


def replace_table(path, table):
    """Put the table between the marks of a document."""
    begin, end = "<!-- table -->\n", "<!-- end of table -->\n"
    text = path.read_text()
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    path.write_text(head + begin + table + end + tail)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="entries of suite.txt; all without any")
    parser.add_argument("--python", action="append", metavar="EXE", help="an interpreter to test (default python3); can be repeated")
    parser.add_argument("--quick", action="store_true", help="the entries that are quick")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="tests at the same time")
    parser.add_argument("-O", "--optimize", type=int, default=2, metavar="LEVEL", help="as in spc build")
    parser.add_argument("--timeout", type=int, default=900, metavar="S", help="seconds for the tests of an entry, twice that compiled")
    parser.add_argument("--fresh", action="store_true", help="run the interpreter's tests again")
    parser.add_argument("--work", type=pathlib.Path, metavar="DIR", help="where installations and results lie")
    parser.add_argument("--markdown", type=pathlib.Path, metavar="FILE", help="write the table into this document")
    return parser.parse_args()


def main():
    options = parse_arguments()
    known = [Known(words) for words in read_table("differences.txt")]
    entries = [Entry(words, known) for words in read_table("suite.txt")]
    unknown = set(options.names) - {e.name for e in entries}
    if unknown:
        sys.exit(f"not in suite.txt: {' '.join(sorted(unknown))}")
    every = entries
    if options.names or options.quick:
        entries = [e for e in entries if e.name in options.names or options.quick and e.quick]
    work = options.work.absolute() if options.work else pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spc-stdlib"
    results = []
    for exe in options.python or ["python3"]:
        session = Session(Interpreter(exe), work, options)
        session.compile(entries)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for comparison in pool.map(session.test, entries):
                if comparison:
                    results.append(comparison)
                    print(comparison, flush=True)
    if options.markdown:
        replace_table(options.markdown, markdown(work, every))
    different = sum(len(c.differences) for c in results)
    print(f"{len(results)} entries, {sum(c.total for c in results)} tests, {different} different without a reason")
    return 1 if different or not results else 0


if __name__ == "__main__":
    sys.exit(main())
