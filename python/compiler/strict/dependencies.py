"""Which files a static module's compiled form depends on, and whether they changed since.

A static module depends on the declarations of the static modules it imports, directly or through
them, and on the *absence* of static declarations in the others: a module that turns static makes its
users stale too.
"""

import ast
import hashlib
import os
import sys
import sysconfig
from dataclasses import asdict, dataclass
from importlib.machinery import PathFinder

from .errors import BadFlagException
from .flags import read_flags

_STDLIB = tuple(
    os.path.realpath(path) + os.sep
    for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    if path
)


@dataclass(frozen=True)
class FileState:
    """What a source file was like: its stamp decides quickly, its digest for certain."""

    mtime_ns: int
    size: int
    sha256: str

    @classmethod
    def of(cls, path, data):
        stat = os.stat(path)
        return cls(stat.st_mtime_ns, stat.st_size, hashlib.sha256(data).hexdigest())

    def still_holds(self, path):
        """Say whether the file has the same contents as before."""
        try:
            stat = os.stat(path)
            if (stat.st_mtime_ns, stat.st_size) == (self.mtime_ns, self.size):
                return True
            with open(path, "rb") as file:
                return hashlib.sha256(file.read()).hexdigest() == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Dependency:
    """One imported module: its file (None: not found) and, when it is static, the file's state."""

    module: str
    path: "str | None"
    static: bool
    state: "FileState | None"

    def reason_stale(self):
        """Return why a module that was compiled with this dependency is stale; None when it is not."""
        path = find_source(self.module)
        if self.static:
            if path is None or path != self.path:
                return f"{self.module} is missing"
            return None if self.state.still_holds(path) else f"{self.module} has changed"
        if path is None or (path == self.path and self.state.still_holds(path)):
            return None
        module = _read(self.module, path)
        return f"{self.module} may now be static" if module and module.static else None

    def to_json(self):
        return asdict(self)

    @classmethod
    def from_json(cls, data):
        state = data["state"]
        return cls(
            data["module"], data["path"], data["static"], FileState(**state) if state else None
        )


def find_dependencies(tree, name, is_package):
    """Return the Dependencies of the static module *name*, whose tree is given, sorted by name."""
    found = {}
    pending = sorted(_imported(tree, name, is_package))
    while pending:
        module = pending.pop()
        if module in found or module in ("__static__", "__strict__", name):
            continue
        path = find_source(module)
        if path is None:
            if not _is_foreign(module):
                found[module] = Dependency(module, None, False, None)
            continue
        source = _read(module, path)
        if source is None:
            continue
        found[module] = Dependency(module, path, source.static, source.state)
        if source.static:
            inner_package = os.path.basename(path) == "__init__.py"
            pending.extend(_imported(source.tree, module, inner_package))
    return [found[module] for module in sorted(found)]


@dataclass
class _Source:
    tree: ast.Module
    static: bool
    state: FileState


def _read(module, path):
    """Read and parse a file; None when it is unreadable or no Python."""
    try:
        with open(path, "rb") as file:
            data = file.read()
        tree = ast.parse(data, path)
        return _Source(tree, read_flags(tree).is_static, FileState.of(path, data))
    except BadFlagException:
        return _Source(tree, False, FileState.of(path, data))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(tree, name, is_package):
    """Return the absolute names of all modules that a tree imports, or may import as submodules."""
    package = name if is_package else name.rpartition(".")[0]
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            if base:
                names.add(base)
                names.update(f"{base}.{a.name}" for a in node.names if a.name != "*")
    return {n for n in names if n.partition(".")[0] not in sys.stdlib_module_names}


def _absolute(node, package):
    if not node.level:
        return node.module
    parts = package.split(".")
    if node.level > len(parts):
        return None
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def find_source(module):
    """Return the path of a module's source file without importing anything; None if there is none."""
    path = None
    parts = module.split(".")
    for i in range(len(parts)):
        try:
            spec = PathFinder.find_spec(".".join(parts[: i + 1]), path)
        except (ImportError, ValueError):
            return None
        if spec is None:
            return None
        path = spec.submodule_search_locations
        if i + 1 < len(parts) and path is None:
            return None
    origin = spec.origin if spec.has_location else None
    if origin is None or not origin.endswith(".py") or origin.startswith(_STDLIB):
        return None
    return os.path.abspath(origin)


def _is_foreign(module):
    """Say whether a module without a source file exists in another form, or as an attribute only."""
    parent = module.rpartition(".")[0]
    if parent:
        return find_source(parent) is not None or _is_foreign(parent)
    try:
        return PathFinder.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
