"""Runs compiled programs over and over in one process and looks whether memory grows.

    leaks.py [--spc SPC] [--rounds N] PROGRAM...

A PROGRAM is a Python file, compiled statically unless its name ends in _untyped, or an end-to-end case
(tests/cases/AREA/NAME.txtar), compiled as that says. It is loaded once; a round calls its run(n) or, when it has none,
every function of it that can be called without arguments. Rounds that take long are fewer. What counts is the number of
blocks that the interpreter's allocator has handed out (sys.getallocatedblocks) and, in a debug build, of
references (sys.gettotalrefcount): from the middle of the rounds to their end it must not grow more than under the
interpreter. The interpreter is the one that runs this script.
"""

import argparse
import contextlib
import gc
import importlib.machinery
import importlib.util
import inspect
import io
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import types

ENOUGH = 30.0  # seconds that half the rounds may take
SLACK = 3  # blocks or references a round that are not called a leak: caches that fill up


def measure(path, name, rounds):
    """Prints how many blocks and references a round leaves behind."""
    sys.path.insert(0, os.path.dirname(path))

    @contextlib.contextmanager
    def quiet():
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                yield
            except (Exception, SystemExit):  # the program's own affair, every time the same
                pass

    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    with quiet():
        spec.loader.exec_module(module)
    calls = [f for f in vars(module).values() if isinstance(f, types.FunctionType)
             and f.__module__ == name and not inspect.iscoroutinefunction(f) and can_be_called(f)]
    if hasattr(module, "run"):
        calls = [lambda: module.run(2)]

    def round_():
        for f in calls:
            with quiet():
                result = f()
                if inspect.isgenerator(result):
                    list(itertools.islice(result, 1000))

    def count():
        for _ in range(3):
            gc.collect()
        refs = sys.gettotalrefcount() if hasattr(sys, "gettotalrefcount") else 0
        return sys.getallocatedblocks(), refs

    start = time.monotonic()
    for done in range(1, rounds + 1):
        round_()
        if time.monotonic() - start > ENOUGH:
            break
    rounds = done
    before = count()
    for _ in range(rounds):
        round_()
    after = count()
    print((after[0] - before[0]) / rounds, (after[1] - before[1]) / rounds)


def can_be_called(function):
    """Whether function needs no arguments."""
    try:
        inspect.signature(function).bind()
    except TypeError:
        return False
    return True


def unpack(archive, folder):
    """Lays out the files of a txtar archive."""
    out = None
    for line in archive.read_text(errors="surrogateescape").splitlines(keepends=True):
        if line.startswith("-- ") and line.rstrip().endswith(" --"):
            path = folder / line.strip()[3:-3]
            path.parent.mkdir(parents=True, exist_ok=True)
            if out:
                out.close()
            out = path.open("w", errors="surrogateescape")
        elif out:
            out.write(line)
    if out:
        out.close()


def grown(path, name, rounds, root):
    env = dict(os.environ, PYTHONPATH=os.path.join(root, "python"), PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0",
               SPC_NO_REUSE="1")
    try:
        done = subprocess.run([sys.executable, __file__, "--measure", str(path), name, str(rounds)],
                              env=env, capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return None, ["no end after 600 s"]
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1:] or [f"status {done.returncode}"]
    return [float(x) for x in done.stdout.split()[-2:]], None


def directive(comment, name, default):
    """What the comment of a case says about name."""
    found = re.search(rf"^{name}:[ \t]*(.*)$", comment, re.M)
    return found[1].strip() if found else default


def check(program, options, root):
    """Reports on one program in each of its modes; gives the number of those in which it leaks or could not be run."""
    if program.suffix != ".txtar":
        mode = "dynamic" if program.stem.endswith("_untyped") else "static"
        return check_mode(program, mode, [], options, root)
    comment = program.read_text(errors="surrogateescape").partition("\n-- ")[0]
    mode = directive(comment, "mode", "static")
    plain = directive(comment, "plain", "").split()
    return sum(check_mode(program, m, plain, options, root) for m in (["static", "dynamic"] if mode == "both" else [mode]))


def check_mode(program, mode, plain, options, root):
    """Reports on one program in one mode; true when it leaks or could not be run."""
    title = f"{program.parent.name}/{program.name} ({mode})"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if program.suffix == ".txtar":
            unpack(program, folder)
            sources = sorted(folder.glob("*.py"))
            main = folder / "main.py" if (folder / "main.py").exists() else sources[0]
        else:
            main = folder / program.name
            main.write_bytes(program.read_bytes())
        files = [f for f in folder.rglob("*.py") if str(f.relative_to(folder)) not in plain]
        flags = [] if mode == "marked" else [f"--{mode}"]
        built = subprocess.run([options.spc, "build", f"-O{options.O}", "--python", sys.executable, *flags, *files],
                               cwd=folder, capture_output=True, text=True)
        if built.returncode:
            print(f"{title}: not built: {built.stderr.strip().splitlines()[:1]}", flush=True)
            return True
        extension = next(folder.glob(main.stem + ".cpython-*"))
        compiled, why = grown(extension, main.stem, options.rounds, root)
        if why:
            print(f"{title}: cannot be run again: {why[0]}", flush=True)
            return True
        extension.unlink()
        interpreted, why = grown(main, main.stem, options.rounds, root)
        if why:
            interpreted = [0, 0]
    leak = any(c - max(i, 0) > SLACK for c, i in zip(compiled, interpreted))
    print(f"{title}: {'LEAK' if leak else 'ok'}: blocks {compiled[0]:+.1f} references {compiled[1]:+.1f} a round "
          f"(interpreted {interpreted[0]:+.1f} {interpreted[1]:+.1f})", flush=True)
    return leak


def main():
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spc", default=os.path.join(root, "bin", "spc"))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("-O", type=int, default=2)
    parser.add_argument("programs", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    bad = sum(check(p, options, root) for p in options.programs)
    if bad:
        sys.exit(f"{bad} programs leak or could not be run")


if __name__ == "__main__":
    main()
