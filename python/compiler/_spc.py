"""Calling the ``spc`` binary: build one module, print an intermediate form."""

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


def build(source, destination, *, mode="--static", options=()):
    """Compile *source* and move the extension module to the path *destination*, atomically.

    *mode* is an option of ``spc build``, or None to let the file's markers decide.  BuildError when spc
    refuses the file or fails.
    """
    folder = os.path.dirname(os.path.abspath(destination))
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".spc-", dir=folder) as scratch:
        given = [mode] if mode else []
        done = _spc("build", *given, "--python", interpreter(), "-o", scratch, *options, source)
        if done.returncode:
            errors = errors_of(source, *given) if done.returncode == 1 else []
            raise BuildError(source, done.returncode, done.stderr, errors)
        sys.stderr.write(done.stderr)  # warnings; they appear once, as the interpreter's own do
        os.replace(_product(scratch, source), destination)


def emit(source, form, *, mode="--static"):
    """Return the text of one intermediate form (``ast``, ``types``, ``hir``, ``llvm``, ``asm``)."""
    done = _spc("build", mode, "--python", interpreter(), f"--emit={form}", source)
    if done.returncode:
        raise BuildError(source, done.returncode, done.stderr)
    return done.stdout


def _spc(*arguments):
    return subprocess.run(
        [find_spc(), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def errors_of(source, *mode, stubs=None):
    """Return the errors of a file as structured data; *stubs* is the folder of ``.pys`` files."""
    more = ["--strict-stubs", stubs] if stubs else []
    done = _spc("check", *mode, *more, "--python", interpreter(), "--output-format", "json", source)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        return []
    return [diagnostic for diagnostic in found if diagnostic.get("severity") == "error"]


def _product(folder, source):
    """Return the one extension module under *folder*."""
    for where, _, files in os.walk(folder):
        for name in files:
            return os.path.join(where, name)
    raise BuildError(source, 3, f"spc made no extension module for {source}")
