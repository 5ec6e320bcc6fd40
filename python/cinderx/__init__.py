"""The names that static programs take from CinderX, for interpreters that have no CinderX.

CinderX itself needs a newer CPython than the ones that spc compiles for, so the two do not meet.
"""

from __static__ import async_cached_property, cached_property

__all__ = ["async_cached_property", "cached_property"]
