"""The one place where the C runtime takes over from the pure-Python fallbacks.

A compiled module needs the container types, ``StaticTypeError`` and the reflection functions to be
the runtime's own, because native code reads their memory.  Without the runtime (a static module
that runs uncompiled) the definitions of this package serve.
"""

try:
    from compiler import _rt
except ImportError:
    _rt = None


def available():
    """Say whether the C runtime is loaded."""
    return _rt is not None


def runtime_or(name, fallback):
    """Return the runtime's object called *name*, or *fallback* when there is none."""
    return getattr(_rt, name, fallback)
