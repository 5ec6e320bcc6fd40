"""What rewritten strict modules run on: the namespace they start with, and the helpers they call."""

import builtins
import sys
import typing

import __strict__
from __strict__ import freeze_type

from .rewriter import CLASSES, FIXED, FREEZE, NOTE_CLASS

_snapshots = {
    "typing": dict(vars(typing)),
    "__strict__": dict(vars(__strict__)),
    "strict_modules": dict(vars(__strict__)),
}


def snapshot_builtins():
    """Return a copy of the builtins as they are now."""
    return dict(vars(builtins))


def new_namespace(spec, builtin_names, *, freeze):
    """Return the namespace in which a strict module's body runs.

    *freeze* says whether its classes are to be frozen; patching leaves them mutable.
    """
    namespace = {
        "__name__": spec.name,
        "__doc__": None,
        "__package__": spec.parent,
        "__loader__": spec.loader,
        "__spec__": spec,
        "__builtins__": builtin_names,
        CLASSES: [],
        NOTE_CLASS: _note_class,
        FREEZE: _freeze_all if freeze else _keep_all,
        FIXED: _fixed_name,
    }
    if spec.has_location:
        namespace["__file__"] = spec.origin
        if spec.cached is not None:
            namespace["__cached__"] = spec.cached
    if spec.submodule_search_locations is not None:
        namespace["__path__"] = spec.submodule_search_locations
    return namespace


def _note_class(classes):
    def note(cls):
        if isinstance(cls, type):
            classes.append(cls)
        return cls

    return note


def _freeze_all(classes):
    while classes:
        freeze_type(classes.pop())


def _keep_all(classes):
    classes.clear()


def _fixed_name(module, name):
    """Return a name of a fixed module as it was at start; a name unknown then is imported."""
    fixed = _snapshots[module]
    if name in fixed:
        return fixed[name]
    real = __import__(module, None, None, (name,), 0)
    try:
        return getattr(real, name)
    except AttributeError:
        submodule = sys.modules.get(f"{module}.{name}")
        if submodule is not None:
            return submodule
        raise ImportError(
            f"cannot import name {name!r} from {module!r} ({getattr(real, '__file__', 'unknown location')})",
            name=module,
        ) from None
