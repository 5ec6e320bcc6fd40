"""Compile and run Static Python: the command ``python -m compiler`` and the strict module loader.

The C runtime that compiled modules share is the submodule ``_rt``.  It is built per interpreter, so
it may lie outside this package: in the folder that ``SPC_RUNTIME`` names (``spc run`` sets it), or in
the cache.  It is loaded when something first asks for it, also by plain attribute access, which is
how the C API imports capsules.
"""

from . import _where

__path__.extend(_where.runtime_folders())


def __getattr__(name):
    if name != "_rt":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    try:
        return importlib.import_module(f"{__name__}._rt")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}._rt":
            raise
        raise ModuleNotFoundError(
            "the spc runtime for this interpreter was not found; "
            "building a module for it with spc brings it back",
            name=error.name,
        ) from None
