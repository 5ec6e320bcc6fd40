"""Fannkuch: flips of the front of every permutation, until 1 comes first.

The result joins the checksum (flip counts added and subtracted in turn) and
the largest number of flips that one permutation needed.
"""

import sys

SIZE = 7


def fannkuch(size: int) -> int:
    original = list(range(size))
    counts = [0] * size
    max_flips = 0
    checksum = 0
    sign = 1

    while True:
        first = original[0]
        if first != 0:
            flips = 0
            perm = original[:]
            while first != 0:
                perm[: first + 1] = perm[first::-1]
                flips += 1
                first = perm[0]
            checksum += sign * flips
            if flips > max_flips:
                max_flips = flips

        # The next permutation: a swap first, then rotations of growing prefixes.
        if sign == 1:
            original[0], original[1] = original[1], original[0]
            sign = -1
        else:
            original[1], original[2] = original[2], original[1]
            sign = 1
            depth = 2
            while counts[depth] == depth:
                counts[depth] = 0
                depth += 1
                if depth == size:
                    return checksum * 100 + max_flips
                original.insert(depth, original.pop(0))
            counts[depth] += 1


def run(n: int) -> int:
    total = 0
    for _ in range(n):
        total += fannkuch(SIZE)
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
