"""Sudoku: candidates are struck out cell by cell, the rest is found by trying.

A grid is a list of 81 sets, the digits that each cell may still hold.
"""

import sys

PUZZLES = [
    "....7.2..........3.561.....7.2.61...8........5..8.9.4....4.5.1..18..742....6....7",
    "......28431..4...7.........1.........4.7.1..2..2..5.73....86....3.2..7.1.25......",
    ".52.4.1...4.168.5....9.......9..7....2.5.....4....153.3..........6...81...4.96...",
    "1.2.7..39.............25.68...61..4....3...2.348.......15.6...2.........4.6..9.17",
    "..421...8.......37..5..7....6....3751..........362..8...6.....9...4...1.2...7964.",
    ".9...1...5.....29.8..42.6...4.....87....34...6.9...3.....9.......4...82.175......",
    ".8...5.........94..26.981...7.38..........21.........6795......6....37........62.",
    "...6.3...43.12..7...1..9.4...7.9.632........4.5.....8.....1.4...438.....17.3...6.",
]


def make_units():
    """The rows, columns and boxes: 27 lists of nine cells."""
    units = []
    for i in range(9):
        units.append([i * 9 + j for j in range(9)])
        units.append([j * 9 + i for j in range(9)])
        corner = i // 3 * 27 + i % 3 * 3
        units.append([corner + j // 3 * 9 + j % 3 for j in range(9)])
    return units


class Solver:
    def __init__(self):
        units = make_units()
        self.units = [[unit for unit in units if cell in unit] for cell in range(81)]
        self.peers = []
        for cell in range(81):
            peers = {other for unit in self.units[cell] for other in unit}
            peers.remove(cell)
            self.peers.append(sorted(peers))
        self.guesses = 0

    def place(self, grid, cell, digit):
        """Leaves only digit in the cell; False if that cannot be."""
        for other in sorted(grid[cell]):
            if other != digit and not self.strike(grid, cell, other):
                return False
        return True

    def strike(self, grid, cell, digit):
        """Takes digit out of the cell and follows that up; False if that cannot be."""
        candidates = grid[cell]
        if digit not in candidates:
            return True
        candidates.remove(digit)
        if not candidates:
            return False
        if len(candidates) == 1:
            last = min(candidates)
            for peer in self.peers[cell]:
                if not self.strike(grid, peer, last):
                    return False
        for unit in self.units[cell]:
            places = [other for other in unit if digit in grid[other]]
            if not places:
                return False
            if len(places) == 1 and not self.place(grid, places[0], digit):
                return False
        return True

    def search(self, grid):
        """The solved grid, or None if there is none."""
        best = -1
        fewest = 10
        for cell in range(81):
            count = len(grid[cell])
            if 1 < count < fewest:
                fewest = count
                best = cell
        if best < 0:
            return grid
        for digit in sorted(grid[best]):
            self.guesses += 1
            attempt = [set(candidates) for candidates in grid]
            if self.place(attempt, best, digit):
                solved = self.search(attempt)
                if solved is not None:
                    return solved
        return None

    def solve(self, puzzle):
        grid = [set(range(1, 10)) for _ in range(81)]
        for cell in range(81):
            if puzzle[cell] != "." and not self.place(grid, cell, int(puzzle[cell])):
                return None
        return self.search(grid)


def run(n):
    solver = Solver()
    total = 0
    for i in range(n):
        solved = solver.solve(PUZZLES[i % len(PUZZLES)])
        if solved is None:
            raise ValueError("no solution")
        for cell in range(81):
            total += (cell + 1) * min(solved[cell])
    return total * 1000 + solver.guesses


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
