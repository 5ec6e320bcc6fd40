"""N queens: of all permutations of columns, those with no two on a diagonal."""

import sys
from typing import Iterator

SIZE = 7


def permutations(items: range) -> Iterator[tuple[int, ...]]:
    """Yields the permutations of items in lexicographic order, as tuples."""
    current = sorted(items)
    last = len(current) - 1
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
        current[pivot], current[larger] = current[larger], current[pivot]
        current[pivot + 1 :] = current[:pivot:-1]


def queens(size: int) -> Iterator[tuple[int, ...]]:
    """Yields each solution: the column of the queen in each row."""
    for columns in permutations(range(size)):
        rising = {column + row for row, column in enumerate(columns)}
        falling = {column - row for row, column in enumerate(columns)}
        if len(rising) == size and len(falling) == size:
            yield columns


def run(n: int) -> int:
    total = 0
    for _ in range(n):
        for number, columns in enumerate(queens(SIZE), 1):
            total += number * columns[0]
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
