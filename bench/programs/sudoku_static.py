"""Sudoku: candidates are struck out cell by cell, the rest is found by trying.

A grid is an array of 81 masks: bit d is set where the cell may still hold d.
"""

from __future__ import annotations
import __static__

import sys
from typing import Final, Optional

from __static__ import Array, box, cbool, crange, inline, int64

CELLS: Final = 81
PEERS: Final = 20  # of each cell
ALL_DIGITS: Final = 0x3FE

PUZZLES: Final[list[str]] = [
    "....7.2..........3.561.....7.2.61...8........5..8.9.4....4.5.1..18..742....6....7",
    "......28431..4...7.........1.........4.7.1..2..2..5.73....86....3.2..7.1.25......",
    ".52.4.1...4.168.5....9.......9..7....2.5.....4....153.3..........6...81...4.96...",
    "1.2.7..39.............25.68...61..4....3...2.348.......15.6...2.........4.6..9.17",
    "..421...8.......37..5..7....6....3751..........362..8...6.....9...4...1.2...7964.",
    ".9...1...5.....29.8..42.6...4.....87....34...6.9...3.....9.......4...82.175......",
    ".8...5.........94..26.981...7.38..........21.........6795......6....37........62.",
    "...6.3...43.12..7...1..9.4...7.9.632........4.5.....8.....1.4...438.....17.3...6.",
]


@inline
def has_digit(mask: int64, digit: int64) -> cbool:
    return mask >> digit & 1 == 1


@inline
def is_one_digit(mask: int64) -> cbool:
    return mask & (mask - 1) == 0


def digit_of(mask: int64) -> int64:
    """The smallest digit in the mask."""
    digit: int64 = 1
    while not has_digit(mask, digit):
        digit += 1
    return digit


def count_digits(mask: int64) -> int64:
    count: int64 = 0
    while mask != 0:
        mask &= mask - 1
        count += 1
    return count


def copy_grid(grid: Array[int64]) -> Array[int64]:
    copy: Array[int64] = Array[int64](CELLS)
    for cell in crange(CELLS):
        copy[cell] = grid[cell]
    return copy


class Solver:
    def __init__(self) -> None:
        # Units 3 * i, 3 * i + 1, 3 * i + 2: row, column and box i, nine cells each.
        self.units: Array[int64] = Array[int64](27 * 9)
        self.units_of: Array[int64] = Array[int64](CELLS * 3)
        self.peers: Array[int64] = Array[int64](CELLS * PEERS)
        self.guesses: int64 = 0
        self.fill_units()
        self.fill_peers()

    def fill_units(self) -> None:
        units = self.units
        units_of = self.units_of
        start: int64
        corner: int64
        found: int64
        for i in crange(9):
            start = i * 27
            corner = i // 3 * 27 + i % 3 * 3
            for j in crange(9):
                units[start + j] = i * 9 + j
                units[start + 9 + j] = j * 9 + i
                units[start + 18 + j] = corner + j // 3 * 9 + j % 3
        for cell in crange(CELLS):
            found = 0
            for k in crange(27 * 9):
                if units[k] == cell:
                    units_of[cell * 3 + found] = k // 9
                    found += 1

    def fill_peers(self) -> None:
        peers = self.peers
        found: int64
        for cell in crange(CELLS):
            found = 0
            for other in crange(CELLS):
                if other != cell and self.share_unit(cell, other):
                    peers[cell * PEERS + found] = other
                    found += 1

    def share_unit(self, cell: int64, other: int64) -> cbool:
        for i in crange(3):
            for j in crange(3):
                if self.units_of[cell * 3 + i] == self.units_of[other * 3 + j]:
                    return True
        return False

    def place(self, grid: Array[int64], cell: int64, digit: int64) -> cbool:
        """Leaves only digit in the cell; False if that cannot be."""
        candidates: int64 = grid[cell]
        for other in crange(1, 10):
            if other != digit and has_digit(candidates, other):
                if not self.strike(grid, cell, other):
                    return False
        return True

    def strike(self, grid: Array[int64], cell: int64, digit: int64) -> cbool:
        """Takes digit out of the cell and follows that up; False if that cannot be."""
        candidates: int64 = grid[cell]
        if not has_digit(candidates, digit):
            return True
        one: int64 = 1
        candidates ^= one << digit
        grid[cell] = candidates
        if candidates == 0:
            return False
        if is_one_digit(candidates):
            last: int64 = digit_of(candidates)
            for i in crange(PEERS):
                if not self.strike(grid, self.peers[cell * PEERS + i], last):
                    return False
        for i in crange(3):
            if not self.check_unit(grid, self.units_of[cell * 3 + i], digit):
                return False
        return True

    def check_unit(self, grid: Array[int64], unit: int64, digit: int64) -> cbool:
        """Places digit where the unit has one cell left for it."""
        places: int64 = 0
        place: int64 = 0
        for i in crange(9):
            cell: int64 = self.units[unit * 9 + i]
            if has_digit(grid[cell], digit):
                places += 1
                place = cell
        if places == 0:
            return False
        return places > 1 or self.place(grid, place, digit)

    def search(self, grid: Array[int64]) -> Optional[Array[int64]]:
        """The solved grid, or None if there is none."""
        best: int64 = -1
        fewest: int64 = 10
        for cell in crange(CELLS):
            count: int64 = count_digits(grid[cell])
            if count > 1 and count < fewest:
                fewest = count
                best = cell
        if best < 0:
            return grid
        candidates: int64 = grid[best]
        for digit in crange(1, 10):
            if has_digit(candidates, digit):
                self.guesses += 1
                attempt = copy_grid(grid)
                if self.place(attempt, best, digit):
                    solved = self.search(attempt)
                    if solved is not None:
                        return solved
        return None

    def solve(self, puzzle: str) -> Optional[Array[int64]]:
        grid: Array[int64] = Array[int64](CELLS)
        for i in crange(CELLS):
            grid[i] = ALL_DIGITS
        for cell in crange(CELLS):
            given = puzzle[box(cell)]
            if given != ".":
                if not self.place(grid, cell, int64(int(given))):
                    return None
        return self.search(grid)


def run(n: int) -> int:
    solver = Solver()
    total: int64 = 0
    for i in range(n):
        solved = solver.solve(PUZZLES[i % len(PUZZLES)])
        if solved is None:
            raise ValueError("no solution")
        for cell in crange(CELLS):
            total += (cell + 1) * digit_of(solved[cell])
    return box(total * 1000 + solver.guesses)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
