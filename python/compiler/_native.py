"""The one place where the C runtime takes over from the pure-Python fallbacks.

A compiled module needs the container types, ``StaticTypeError``, strict modules and the reflection
functions to be the runtime's own, because native code reads their memory.  Without the runtime (a
module that runs uncompiled) the definitions of ``__static__``, ``__strict__`` and this package serve.
"""

try:
    from . import _rt
except ImportError:
    _rt = None


def runtime_or(name, fallback):
    """Return the runtime's object called *name*, or *fallback* when there is none."""
    return getattr(_rt, name, fallback)
