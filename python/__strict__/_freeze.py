"""Freezing of classes: after it, attributes of the class cannot be set or deleted.

The C runtime sets the interpreter's own flag for immutable types.  Without it a class cannot be
protected from outside, so the fallback checks its argument and leaves the class as it is.
"""

try:
    from compiler import _rt
except ImportError:
    _rt = None

_enabled = True


def set_freeze_enabled(flag, /):
    """Switch freezing on or off for the whole process; return what it was."""
    global _enabled
    was, _enabled = _enabled, bool(flag)
    return was


def freeze_type(tp, /):
    """Make the class *tp* immutable and return it."""
    if not isinstance(tp, type):
        raise TypeError(f"freeze_type requires a type, got {type(tp).__name__}")
    if _enabled and _rt is not None and hasattr(_rt, "freeze_type"):
        _rt.freeze_type(tp)
    return tp
