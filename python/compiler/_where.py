"""Where the parts of the toolchain lie: the ``spc`` binary, the C runtime, the cache."""

import _imp
import os
import sys

PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder that holds the packages ``compiler``, ``__static__`` and ``__strict__``."""


class SpcNotFound(Exception):
    """There is no ``spc`` binary."""


def cache_folder():
    """Return the cache folder of spc; it need not exist.

    ``SPC_CACHE``, else ``spc`` below the XDG cache folder, else (a read-only home) a private folder
    below the temporary one: the rules of the binary, so that both mean the same folder.
    """
    named = os.environ.get("SPC_CACHE")
    if named:
        return os.path.abspath(named)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if os.path.isabs(base):
        folder = os.path.join(base, "spc")
        if os.path.isdir(folder) or _creatable(folder):
            return folder
    return os.path.join(os.environ.get("TMPDIR") or "/tmp", f"spc-cache-{os.getuid()}")


def _creatable(folder):
    while not os.path.isdir(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent
    return os.access(folder, os.W_OK | os.X_OK)


def runtime_folders():
    """Return the folders outside the package that may hold this interpreter's ``_rt`` extension.

    The cache has a link per kind of interpreter to the runtime that was built last.
    """
    folders = [os.environ.get("SPC_RUNTIME")]
    suffixes = _imp.extension_suffixes()
    if suffixes:
        folders.append(os.path.join(cache_folder(), "runtime", suffixes[0].split(".")[1]))
    return [folder for folder in folders if folder and os.path.isdir(folder)]


def find_spc():
    """Return the path of the ``spc`` binary.

    In order: the file that the variable ``SPC`` names, the scripts folder of the installation this
    package belongs to, ``bin`` of a source checkout, the interpreter's scripts folder, PATH.
    """
    import shutil

    named = os.environ.get("SPC")
    if named:
        found = shutil.which(named)
        if found is None:
            raise SpcNotFound(f"the environment variable SPC names {named!r}, which is no program")
        return found
    for folder in _script_folders():
        found = shutil.which("spc", path=folder)
        if found is not None:
            return found
    found = shutil.which("spc")
    if found is None:
        raise SpcNotFound(
            "the spc compiler was not found: it is neither installed beside this package "
            f"({PACKAGES}) nor on PATH; install spc with pip, or set SPC to the binary"
        )
    return found


def _script_folders():
    """Yield the folders where an installer puts the programs of the distribution we belong to."""
    import sysconfig

    for scheme in sysconfig.get_scheme_names():
        paths = sysconfig.get_paths(scheme)
        libraries = (paths.get("purelib"), paths.get("platlib"))
        if PACKAGES in (os.path.abspath(path) for path in libraries if path):
            yield paths["scripts"]
    yield os.path.join(PACKAGES, "bin")  # pip install --target
    yield os.path.join(os.path.dirname(PACKAGES), "bin")  # a checkout
    yield sysconfig.get_path("scripts")  # an editable installation


def interpreter():
    """Return the path of the running interpreter, for ``spc --python``."""
    return sys.executable


def module_name(source):
    """Return the dotted name of a source file by the packages it lies in; a package has its own name."""
    folder, name = os.path.split(os.path.abspath(source))
    parts = [] if name == "__init__.py" else [os.path.splitext(name)[0]]
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, package = os.path.split(folder)
        parts.insert(0, package)
    return ".".join(parts)
