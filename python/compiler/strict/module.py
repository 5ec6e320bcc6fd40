"""The object that ``sys.modules`` holds for a strict module.

Its namespace can be read but not changed from outside; functions of the module work on the namespace
dict itself.  The C runtime brings its own type of the same behaviour, which then takes this one's place.
"""

import sys
from types import ModuleType

from .._native import runtime_or

_own_dict = ModuleType.__dict__["__dict__"].__get__
"""Gives the dict that every module object has; a strict module's holds the two entries below."""

_NAMESPACE = "<namespace>"
_PATCHING = "<patching>"

HIDDEN = "<"
"""Bookkeeping keys of a namespace start so; no identifier can."""


class StrictModule(ModuleType):
    """A module over a namespace dict that only the module's own code can change."""

    def __new__(cls, namespace, enable_patching=False, /):
        if not isinstance(namespace, dict):
            raise TypeError("StrictModule.__new__ expected dict for 1st argument")
        if not isinstance(enable_patching, bool):
            raise TypeError("StrictModule.__new__ expected bool for 2nd argument")
        self = ModuleType.__new__(cls)
        _own_dict(self)[_NAMESPACE] = namespace
        _own_dict(self)[_PATCHING] = enable_patching
        return self

    def __init__(self, namespace, enable_patching=False, /):
        pass

    @property
    def __dict__(self):
        return {k: v for k, v in _namespace(self).items() if not k.startswith(HIDDEN)}

    @property
    def __class__(self):
        return ModuleType

    @property
    def __name__(self):
        try:
            return _namespace(self)["__name__"]
        except KeyError:
            raise AttributeError("strict module has no attribute __name__") from None

    @property
    def __patch_enabled__(self):
        return _own_dict(self)[_PATCHING]

    def __getattribute__(self, name):
        if name in _OWN:
            return object.__getattribute__(self, name)
        namespace = _namespace(self)
        if name in namespace:
            return namespace[name]
        hook = namespace.get("__getattr__")
        if hook is not None:
            return hook(name)
        if name in _INHERITED:
            return object.__getattribute__(self, name)
        raise AttributeError(f"strict module {_quoted(namespace)} has no attribute {name!r}")

    def __setattr__(self, name, value):
        if _import_system_publishes(name, value):
            return
        raise AttributeError(
            f"cannot modify attribute {name!r} of strict module {_bare(_namespace(self))}"
        )

    def __delattr__(self, name):
        raise AttributeError(
            f"cannot delete attribute {name!r} of strict module {_bare(_namespace(self))}"
        )

    def __dir__(self):
        namespace = _namespace(self)
        hook = namespace.get("__dir__")
        if hook is not None:
            return hook()
        return [key for key in namespace if not key.startswith(HIDDEN)]

    def __repr__(self):
        namespace = _namespace(self)
        origin = namespace.get("__file__")
        source = f" from {origin!r}" if origin else ""
        return f"<module {namespace.get('__name__', '?')!r}{source}>"

    def __reduce__(self):
        raise TypeError("cannot pickle 'StrictModule' object")

    def patch(self, name, value, /):
        """Set an attribute; only modules that were loaded with patching allow it."""
        if not _own_dict(self)[_PATCHING]:
            StrictModule.__setattr__(self, name, value)
        _namespace(self)[name] = value

    def patch_delete(self, name, /):
        """Delete an attribute; only modules that were loaded with patching allow it."""
        if not _own_dict(self)[_PATCHING]:
            StrictModule.__delattr__(self, name)
        namespace = _namespace(self)
        if name not in namespace:
            raise AttributeError(
                f"strict module {_quoted(namespace)} has no attribute {name!r}"
            )
        del namespace[name]


def _namespace(module):
    return _own_dict(module)[_NAMESPACE]


_OWN = frozenset(("__dict__", "__class__", "__name__", "__patch_enabled__"))
_INHERITED = frozenset(name for name in dir(object) if name.startswith("__"))


def _quoted(namespace):
    return repr(_bare(namespace))


def _bare(namespace):
    return namespace.get("__name__", "?")


def _import_system_publishes(name, value):
    """Say whether it is the import system that sets a submodule on its parent.

    That is not done for strict packages (they bind the names they want), and silently so.
    """
    caller = sys._getframe(2).f_code.co_filename
    return caller == "<frozen importlib._bootstrap>" and isinstance(value, ModuleType)


StrictModule = runtime_or("StrictModule", StrictModule)


def is_strict_module(module):
    """Say whether *module* is a strict module: one of ours, or one of the C runtime that was loaded later."""
    runtime = getattr(sys.modules.get("compiler._rt"), "StrictModule", None)
    return isinstance(module, ModuleType) and type(module) in (StrictModule, runtime)
