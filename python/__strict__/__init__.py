"""The names of strict modules.

``import __strict__`` at the top of a module makes it a strict module for the compiler: its namespace
cannot be changed from outside, and its classes are frozen when its body has run.
"""

from ._freeze import freeze_type, set_freeze_enabled
from ._markers import (
    allow_side_effects,
    extra_slot,
    loose_slots,
    mutable,
    strict_slots,
)
