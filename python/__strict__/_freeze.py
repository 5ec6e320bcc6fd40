"""Freezing of classes: after it, attributes of the class cannot be set or deleted.

The interpreter has a flag for immutable types but no way to set it from Python.  The C runtime sets
it; without the runtime ``ctypes`` does, after a check that the flags are where they are expected.
"""

import sys

from compiler._native import runtime_or

_IMMUTABLETYPE = 1 << 8
_FLAGS_OFFSET = 168
"""Where ``tp_flags`` lies in a type object of a 64-bit CPython without free threading."""

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
    if _enabled and not tp.__flags__ & _IMMUTABLETYPE:
        _set_immutable(tp)
    return tp


def _flags_at(tp):
    import ctypes

    return ctypes.c_ulong.from_address(id(tp) + _FLAGS_OFFSET)


def _set_immutable_here(tp):
    _flags_at(tp).value |= _IMMUTABLETYPE


def _cannot_freeze(tp):
    """Leave the class mutable: this interpreter offers no way."""


def _layout_is_known():
    if sys.implementation.name != "cpython" or sys.maxsize < 2**32 or "t" in sys.abiflags:
        return False
    try:
        return all(_flags_at(tp).value == tp.__flags__ for tp in (type, object, int, Exception))
    except ImportError:
        return False


def _set_immutable(tp):
    """Choose the way of this interpreter when the first class is frozen."""
    global _set_immutable
    fallback = _set_immutable_here if _layout_is_known() else _cannot_freeze
    _set_immutable = runtime_or("freeze_type", fallback)
    _set_immutable(tp)
