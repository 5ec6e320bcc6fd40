"""Fannkuch: flips of the front of every permutation, until 1 comes first.

The result joins the checksum (flip counts added and subtracted in turn) and
the largest number of flips that one permutation needed.
"""

from __future__ import annotations
import __static__

import sys
from typing import Final

from __static__ import Array, box, crange, int64

SIZE: Final = 7


def swap(items: Array[int64], i: int64, j: int64) -> None:
    item: int64 = items[i]
    items[i] = items[j]
    items[j] = item


def reverse_front(items: Array[int64], last: int64) -> None:
    """Reverses items[0] to items[last]."""
    start: int64 = 0
    while start < last:
        swap(items, start, last)
        start += 1
        last -= 1


def rotate_front(items: Array[int64], last: int64) -> None:
    """Moves items[0] to the place last, those between one place forward."""
    item: int64 = items[0]
    for i in crange(last):
        items[i] = items[i + 1]
    items[last] = item


def fannkuch(size: int64) -> int64:
    original: Array[int64] = Array[int64](box(size))
    perm: Array[int64] = Array[int64](box(size))
    counts: Array[int64] = Array[int64](box(size))
    max_flips: int64 = 0
    checksum: int64 = 0
    sign: int64 = 1
    first: int64
    flips: int64
    depth: int64
    for i in crange(size):
        original[i] = i

    while True:
        first = original[0]
        if first != 0:
            flips = 0
            for i in crange(size):
                perm[i] = original[i]
            while first != 0:
                reverse_front(perm, first)
                flips += 1
                first = perm[0]
            checksum += sign * flips
            if flips > max_flips:
                max_flips = flips

        # The next permutation: a swap first, then rotations of growing prefixes.
        if sign == 1:
            swap(original, 0, 1)
            sign = -1
        else:
            swap(original, 1, 2)
            sign = 1
            depth = 2
            while counts[depth] == depth:
                counts[depth] = 0
                depth += 1
                if depth == size:
                    return checksum * 100 + max_flips
                rotate_front(original, depth)
            counts[depth] += 1


def run(n: int) -> int:
    total: int64 = 0
    for _ in crange(int64(n)):
        total += fannkuch(SIZE)
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
