"""Calling the ``spc`` binary: build one module, check one file, print an intermediate form."""

import json
import os
import subprocess
import sys
import tempfile

from ._where import find_spc, interpreter


class BuildError(Exception):
    """spc could not compile a file.

    *status* is the exit status of spc (1: the program has errors, 2: usage, 3: the toolchain
    failed); *diagnostics* are the errors as ``spc check --output-format json`` gives them.
    """

    def __init__(self, path, status, output, diagnostics=()):
        super().__init__(output.strip() or f"spc failed on {path} with status {status}")
        self.path = path
        self.status = status
        self.diagnostics = list(diagnostics)


def build(source, destination, *, static=True, options=()):
    """Compile *source* and move the extension module to the path *destination*, atomically.

    BuildError when spc refuses it or fails.
    """
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".spc-", dir=folder) as scratch:
        mode = "--static" if static else "--dynamic"
        done = _spc("build", mode, "--python", interpreter(), "-o", scratch, *options, source)
        if done.returncode:
            raise BuildError(
                source, done.returncode, done.stderr, _errors(source, static, done.returncode)
            )
        os.replace(_product(scratch, source), destination)


def check(source, *, static=True):
    """Return the diagnostics of *source*: a list of dicts with path, line, column, severity, ..."""
    mode = "--static" if static else "--dynamic"
    done = _spc("check", mode, "--output-format", "json", source)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return []


def emit(source, form, *, static=True):
    """Return the text of one intermediate form (``ast``, ``types``, ``hir``, ``llvm``, ``asm``)."""
    mode = "--static" if static else "--dynamic"
    done = _spc("build", mode, "--python", interpreter(), f"--emit={form}", source)
    if done.returncode:
        raise BuildError(source, done.returncode, done.stderr)
    return done.stdout


def version():
    """Return what ``spc version`` prints; caches use it to know the compiler."""
    return _spc("version").stdout.strip()


def _spc(*arguments):
    return subprocess.run(
        [find_spc(), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _errors(source, static, status):
    if status != 1:
        return []
    return [d for d in check(source, static=static) if d.get("severity") == "error"]


def _product(folder, source):
    """Return the one extension module for *source* under *folder*."""
    stem = os.path.splitext(os.path.basename(source))[0]
    names = {stem, os.path.basename(os.path.dirname(os.path.abspath(source)))}
    found = [
        os.path.join(where, name)
        for where, _, files in os.walk(folder)
        for name in files
        if name.endswith(".so") and name.partition(".")[0] in names
    ]
    exact = [path for path in found if os.path.basename(path).partition(".")[0] == stem]
    if len(exact or found) != 1:
        raise BuildError(source, 3, f"spc made no extension module for {source}")
    return (exact or found)[0]
