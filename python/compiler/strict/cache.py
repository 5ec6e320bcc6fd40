"""Compiled strict and static modules on disk.

A static module's extension lies in ``__pycache__`` beside ordinary byte code, under the tag
``.strict`` (``.strict.patch`` with patching), with a record (``.json``) of what it was made from: the
source, the compiler, the interpreter and the dependencies.  It is used while all of these are as
they were.  Where ``__pycache__`` cannot be written, the user's cache folder serves.

The files are replaced atomically, the extension before its record; a record that does not describe
the extension beside it does not count, so two processes may compile the same module at once.
"""

import ast
import hashlib
import importlib.util
import json
import marshal
import os
import sys
import tempfile

from .. import _spc
from .._where import cache_folder, find_spc
from .dependencies import Dependency, FileState, find_dependencies

RECORD_VERSION = 1
"""Raised whenever the record or the rewriting of strict modules changes."""


def cached_file(source, tag, extension):
    """Return the path in the cache for *source*: ``__pycache__/STEM.TAG.strict.EXTENSION``."""
    usual = importlib.util.cache_from_source(source)
    folder, name = os.path.split(usual)
    name = name[: -len(".pyc")]
    if not _writable(folder):
        digest = hashlib.sha256(os.path.abspath(source).encode("utf-8", "surrogateescape"))
        folder = os.path.join(cache_folder(), "modules", digest.hexdigest()[:16])
    return os.path.join(folder, f"{name}{tag}.{extension}")


def _writable(folder):
    if sys.dont_write_bytecode:
        return False
    while not os.path.isdir(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent
    return os.access(folder, os.W_OK | os.X_OK)


def static_extension(source, name, *, tag=".strict", verbose=False, options=()):
    """Return the path of the up-to-date extension module for a static source, compiled if need be.

    *name* is the module's full name, by which relative imports count; *options* are for ``spc build``.  BuildError when it does not
    compile; FileNotFoundError when the source is gone.
    """
    extension = cached_file(source, tag, "so")
    reason = _reason_stale(source, extension)
    if reason is None:
        return extension
    if verbose:
        print(f"# compiling {name}: {reason}", file=sys.stderr)
    with open(source, "rb") as file:
        data = file.read()
    state = FileState.of(source, data)
    is_package = os.path.basename(source) == "__init__.py"
    dependencies = find_dependencies(ast.parse(data, source), name, is_package)
    _spc.build(source, extension, options=options)
    stat = os.stat(extension)
    record = {
        "environment": _environment(),
        "extension": [stat.st_mtime_ns, stat.st_size],
        "source": vars(state),
        "dependencies": [d.to_json() for d in dependencies],
    }
    write_atomically(_record_path(extension), json.dumps(record, indent=1).encode())
    return extension


def _record_path(extension):
    return os.path.splitext(extension)[0] + ".json"


def _environment():
    """Return what besides the sources decides whether an extension can be used."""
    spc = os.path.realpath(find_spc())
    stat = os.stat(spc)
    return [RECORD_VERSION, spc, stat.st_mtime_ns, stat.st_size, sys.version, sys.platform]


def _reason_stale(source, extension):
    """Return why the extension in the cache cannot be used; None when it can."""
    try:
        with open(_record_path(extension), "rb") as file:
            record = json.load(file)
        stat = os.stat(extension)
        if record["environment"] != _environment():
            return "the compiler or the interpreter has changed"
        if record["extension"] != [stat.st_mtime_ns, stat.st_size]:
            return "its record is of another build"
        if not FileState(**record["source"]).still_holds(source):
            return "the source has changed"
        for data in record["dependencies"]:
            reason = Dependency.from_json(data).reason_stale()
            if reason is not None:
                return reason
    except OSError:
        return "not compiled yet"
    except (KeyError, TypeError, ValueError):
        return "its record is damaged"
    return None


def load_code(source, data_stat, tag):
    """Return the cached code object of a strict module's rewritten source, None when stale."""
    try:
        with open(cached_file(source, tag, "pyc"), "rb") as file:
            header, body = file.read(len(_code_header(data_stat))), file.read()
        return marshal.loads(body) if header == _code_header(data_stat) else None
    except (OSError, EOFError, TypeError, ValueError):
        return None


def store_code(source, data_stat, tag, code):
    """Put a code object in the cache; a cache that cannot be written is done without."""
    try:
        write_atomically(
            cached_file(source, tag, "pyc"), _code_header(data_stat) + marshal.dumps(code)
        )
    except OSError:
        pass


def _code_header(stat):
    parts = (RECORD_VERSION, stat.st_mtime_ns, stat.st_size)
    return importlib.util.MAGIC_NUMBER + b"".join(p.to_bytes(8, "little") for p in parts)


def write_atomically(path, data):
    """Write a file so that readers see either the old or the new contents."""
    folder = os.path.dirname(path)
    os.makedirs(folder, exist_ok=True)
    handle, scratch = tempfile.mkstemp(prefix=".spc-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
