#!/usr/bin/env python3
"""Compile packages that nobody here wrote, whole, and run programs that use them, interpreted and compiled.

    packages.py [--python EXE] [-O LEVEL] [--work DIR] [NAME ...]

Each program examples/use_NAME.py is for the package NAME. Packages that the interpreter lacks are passed over. The
compiled copy has the extension modules of `spc build --dynamic` beside its sources. Output and exit status must be
the same; what is imported of the package must have come from extension modules.
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SPC = HERE.parent.parent / "bin" / "spc"

CHECK = """
import atexit, os, sys
def check():
    bad = [n for n, m in sys.modules.items() if n.partition('.')[0] == {name!r}
           and not getattr(m.__spec__, 'origin', '').endswith('.so')]
    if bad:
        os.write(2, f'not compiled: {{bad}}\\n'.encode())
atexit.register(check)
"""


def find(python, name):
    """Return the folder or file of a package, None when it is not installed."""
    code = f"import {name}; print({name}.__file__)"
    done = subprocess.run([python, "-W", "ignore", "-c", code], capture_output=True, text=True)
    if done.returncode:
        return None
    path = pathlib.Path(done.stdout.strip())
    return path.parent if path.stem == "__init__" else path


def compile_package(options, source, folder):
    """Copy a package and compile the copy; return the counts of native and interpreted functions."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    copy = folder / source.name
    if source.is_dir():
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "tests", "*.so"))
    else:
        shutil.copy2(source, copy)
    command = [SPC, "build", "--dynamic", "-O", str(options.optimize), "--python", options.python, "--report", "json", copy]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return None
    entries = [f["entry"] for m in json.loads(done.stdout)["modules"] for f in m["functions"]]
    return entries.count("native"), len(entries) - entries.count("native")


def run(options, program, *folders):
    """Run a program with folders at the front of the module path."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, folders)), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([options.python, "-W", "ignore", program], capture_output=True, text=True, env=env, timeout=600)
    return done.returncode, *(re.sub(r" at 0x[0-9a-f]+", " at ADDRESS", text) for text in (done.stdout, done.stderr))


def compare(options, program):
    """Return what is to be said of one package and whether it is as it should be."""
    name = program.stem.removeprefix("use_")
    source = find(options.python, name)
    if source is None:
        return f"{name}: not installed", True
    folder = options.work / name
    counts = compile_package(options, source, folder / "compiled")
    if counts is None:
        return f"{name}: does not compile", False
    site = folder / "check"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(CHECK.format(name=name))
    want = run(options, program)
    got = run(options, program, folder / "compiled", site)
    text = f"{name}: {counts[0]} functions native, {counts[1]} interpreted, {len(want[1].splitlines())} lines of output"
    if got == want and counts[1] == 0 and want[0] == 0:
        return text + ", the same", True
    return f"{text}, different\n--- interpreted: {want[0]}\n{want[1]}{want[2]}--- compiled: {got[0]}\n{got[1]}{got[2]}", False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--python", default="python3", metavar="EXE")
    parser.add_argument("-O", "--optimize", type=int, default=2, metavar="LEVEL")
    parser.add_argument("--work", type=pathlib.Path, metavar="DIR",
                        default=pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "spc-packages")
    options = parser.parse_args()
    programs = [p for p in sorted((HERE / "examples").glob("use_*.py")) if not options.names or p.stem[4:] in options.names]
    if not programs:
        sys.exit("no such example")
    failed = 0
    for program in programs:
        text, good = compare(options, program)
        print(text, flush=True)
        failed += not good
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
