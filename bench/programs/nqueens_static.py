"""N queens: of all permutations of columns, those with no two on a diagonal."""

from __future__ import annotations
import __static__

import sys
from typing import Final, Iterator

from __static__ import Array, box, clen, crange, int64

SIZE: Final = 7


def permutations(size: int) -> Iterator[tuple[int, ...]]:
    """Yields the permutations of 0 to size - 1 in lexicographic order, as tuples."""
    current: Array[int64] = Array[int64](size)
    last: int64 = clen(current) - 1
    pivot: int64
    larger: int64
    low: int64
    high: int64
    column: int64
    for i in crange(clen(current)):
        current[i] = i
    while True:
        yield tuple(current)
        pivot = last - 1
        while pivot >= 0 and current[pivot] > current[pivot + 1]:
            pivot -= 1
        if pivot < 0:
            return
        larger = last
        while current[larger] < current[pivot]:
            larger -= 1
        column = current[pivot]
        current[pivot] = current[larger]
        current[larger] = column
        low = pivot + 1
        high = last
        while low < high:
            column = current[low]
            current[low] = current[high]
            current[high] = column
            low += 1
            high -= 1


def queens(size: int) -> Iterator[tuple[int, ...]]:
    """Yields each solution: the column of the queen in each row."""
    for columns in permutations(size):
        rising: set[int] = {column + row for row, column in enumerate(columns)}
        falling: set[int] = {column - row for row, column in enumerate(columns)}
        if clen(rising) == int64(size) and clen(falling) == int64(size):
            yield columns


def run(n: int) -> int:
    total: int64 = 0
    number: int64
    for _ in crange(int64(n)):
        number = 0
        for columns in queens(SIZE):
            number += 1
            total += number * int64(columns[0])
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
