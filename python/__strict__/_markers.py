"""Decorators and the marker that tell the strict compiler something; at run time they do nothing."""

import contextlib


def mutable(cls, /):
    """Exempt a class from freezing."""
    return cls


def strict_slots(cls, /):
    """Ask for slots without a ``__dict__``."""
    return cls


def loose_slots(cls, /):
    """Ask for slots beside a ``__dict__``."""
    return cls


def extra_slot(cls, name, /):
    """Ask for one more slot, called *name*."""
    return cls


allow_side_effects = contextlib.nullcontext()
"""``with allow_side_effects:`` marks a region of the top level whose effects are accepted."""
