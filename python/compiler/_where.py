"""Where the parts of the toolchain lie: the ``spc`` binary, the C runtime, the cache."""

import os
import shutil
import sys
import sysconfig

PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder that holds the packages ``compiler``, ``__static__`` and ``__strict__``."""


class SpcNotFound(Exception):
    """There is no ``spc`` binary."""


def cache_folder():
    """Return the user's cache folder of spc, by the XDG base directory rules; it need not exist."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "spc")


def runtime_folders():
    """Return the folders outside the package that may hold this interpreter's ``_rt`` extension."""
    named = os.environ.get("SPC_RUNTIME")
    suffix = sysconfig.get_config_var("EXT_SUFFIX") or ""
    cached = os.path.join(cache_folder(), "runtime", suffix.strip(".").partition(".")[0])
    return [folder for folder in (named, cached) if folder and os.path.isdir(folder)]


def find_spc():
    """Return the path of the ``spc`` binary.

    In order: the file that the variable ``SPC`` names, the scripts folder of the installation this
    package belongs to, ``bin`` of a source checkout, PATH.
    """
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
    for scheme in sysconfig.get_scheme_names():
        paths = sysconfig.get_paths(scheme)
        libraries = (paths.get("purelib"), paths.get("platlib"))
        if PACKAGES in (os.path.abspath(path) for path in libraries if path):
            yield paths["scripts"]
    yield os.path.join(PACKAGES, "bin")  # pip install --target
    yield os.path.join(os.path.dirname(PACKAGES), "bin")  # a checkout


def interpreter():
    """Return the path of the running interpreter, for ``spc --python``."""
    return sys.executable
