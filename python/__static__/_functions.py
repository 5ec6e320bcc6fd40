"""The special functions: cast, prod_assert, crange, clen, rand."""

import random
import sys

from ._types import resolve

RAND_MAX = 2147483647

crange = range
clen = len


def rand():
    """Return a random int32 from 0 to RAND_MAX, both included."""
    return random.randint(0, RAND_MAX)


def cast(tp, value, /):
    """Return *value* after a check that it is a *tp*; an int cast to ``float`` becomes a float.

    TypeError when it is not: ``expected '{T}', got '{U}'`` (``expected exactly`` for exact types).
    """
    if isinstance(tp, str):
        frame = sys._getframe(1)
        tp = eval(tp, frame.f_globals, frame.f_locals)
    if tp is float:
        return _cast_float(value)
    spec = resolve(tp)
    if spec.accepts(value):
        return value
    if spec.literal is not None:
        raise TypeError(f"expected {spec.literal!r}, got {value!r}")
    exactly = "exactly " if spec.exact else ""
    raise TypeError(f"expected {exactly}'{spec.cls.__name__}', got '{type(value).__name__}'")


def _cast_float(value):
    if isinstance(value, float):
        return value
    if isinstance(value, int):
        return float(value)
    raise TypeError(f"expected 'float', got '{type(value).__name__}'")


def prod_assert(condition, message=None, /):
    """Assert that *condition* holds; unlike ``assert`` it stays under ``python -O``."""
    if not condition:
        raise AssertionError() if message is None else AssertionError(message)
