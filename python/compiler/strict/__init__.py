"""Strict modules: immutable namespaces, frozen classes, and the loader that makes them.

See ``loader`` for the import hook, ``module`` for the module object, ``patch`` for tests that replace names
of strict modules.
"""

from .errors import BadFlagException, StrictModuleError
from .module import StrictModule
from .patch import StrictModuleTestingPatchProxy

__all__ = [
    "BadFlagException",
    "StrictModule",
    "StrictModuleError",
    "StrictModuleTestingPatchProxy",
]
