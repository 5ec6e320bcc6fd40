"""A function of another module than its caller's, so that nothing inlines it."""

import __static__
from __static__ import int64


def step(a: int64, b: int64) -> int64:
    if b & 1 == 0:
        return a * 3 + b
    return a - b
