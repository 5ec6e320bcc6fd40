"""Compile and run Static Python: the command ``python -m compiler`` and the strict module loader.

The C runtime that compiled modules share is the submodule ``_rt``.  It is built per interpreter, so
it may lie outside this package: in the folder that ``SPC_RUNTIME`` names (``spc run`` sets it), or in
the user's cache.
"""

from ._where import runtime_folders

__path__.extend(runtime_folders())

del runtime_folders
