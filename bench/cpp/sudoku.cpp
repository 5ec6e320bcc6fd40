// Sudoku: candidates are struck out cell by cell, the rest is found by trying.
#include "bench.h"

#include <algorithm>
#include <bitset>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

const std::vector<std::string> PUZZLES = {
    "....7.2..........3.561.....7.2.61...8........5..8.9.4....4.5.1..18..742....6....7",
    "......28431..4...7.........1.........4.7.1..2..2..5.73....86....3.2..7.1.25......",
    ".52.4.1...4.168.5....9.......9..7....2.5.....4....153.3..........6...81...4.96...",
    "1.2.7..39.............25.68...61..4....3...2.348.......15.6...2.........4.6..9.17",
    "..421...8.......37..5..7....6....3751..........362..8...6.....9...4...1.2...7964.",
    ".9...1...5.....29.8..42.6...4.....87....34...6.9...3.....9.......4...82.175......",
    ".8...5.........94..26.981...7.38..........21.........6795......6....37........62.",
    "...6.3...43.12..7...1..9.4...7.9.632........4.5.....8.....1.4...438.....17.3...6.",
};

using Digits = std::bitset<10>;
using Grid = std::vector<Digits>;
using Cells = std::vector<long>;

std::vector<Cells> make_units() {
    std::vector<Cells> units;
    for (long i = 0; i < 9; i++) {
        Cells row, column, box;
        long corner = i / 3 * 27 + i % 3 * 3;
        for (long j = 0; j < 9; j++) {
            row.push_back(i * 9 + j);
            column.push_back(j * 9 + i);
            box.push_back(corner + j / 3 * 9 + j % 3);
        }
        units.insert(units.end(), {row, column, box});
    }
    return units;
}

struct Solver {
    std::vector<std::vector<Cells>> units{81};
    std::vector<Cells> peers{81};
    long guesses = 0;

    Solver() {
        auto all = make_units();
        for (long cell = 0; cell < 81; cell++) {
            std::set<long> others;
            for (auto &unit : all) {
                if (std::find(unit.begin(), unit.end(), cell) == unit.end()) continue;
                units[cell].push_back(unit);
                others.insert(unit.begin(), unit.end());
            }
            others.erase(cell);
            peers[cell].assign(others.begin(), others.end());
        }
    }
    virtual ~Solver() = default;

    virtual bool place(Grid &grid, long cell, long digit) {
        Digits candidates = grid[cell];
        for (long other = 1; other < 10; other++)
            if (candidates[other] && other != digit && !strike(grid, cell, other)) return false;
        return true;
    }

    virtual bool strike(Grid &grid, long cell, long digit) {
        Digits &candidates = grid[cell];
        if (!candidates[digit]) return true;
        candidates.reset(digit);
        if (candidates.none()) return false;
        if (candidates.count() == 1) {
            long last = candidates._Find_first();
            for (long peer : peers[cell])
                if (!strike(grid, peer, last)) return false;
        }
        for (auto &unit : units[cell]) {
            long places = 0, found = 0;
            for (long other : unit) {
                if (grid[other][digit]) {
                    places++;
                    found = other;
                }
            }
            if (places == 0) return false;
            if (places == 1 && !place(grid, found, digit)) return false;
        }
        return true;
    }

    virtual std::unique_ptr<Grid> search(std::unique_ptr<Grid> grid) {
        long best = -1;
        size_t fewest = 10;
        for (long cell = 0; cell < 81; cell++) {
            size_t count = (*grid)[cell].count();
            if (1 < count && count < fewest) {
                fewest = count;
                best = cell;
            }
        }
        if (best < 0) return grid;
        for (long digit = 1; digit < 10; digit++) {
            if (!(*grid)[best][digit]) continue;
            guesses++;
            auto attempt = std::make_unique<Grid>(*grid);
            if (place(*attempt, best, digit))
                if (auto solved = search(std::move(attempt))) return solved;
        }
        return nullptr;
    }

    virtual std::unique_ptr<Grid> solve(const std::string &puzzle) {
        auto grid = std::make_unique<Grid>(81, Digits(0x3FE));
        for (long cell = 0; cell < 81; cell++)
            if (puzzle[cell] != '.' && !place(*grid, cell, puzzle[cell] - '0')) return nullptr;
        return search(std::move(grid));
    }
};

long run(long n) {
    auto solver = std::make_unique<Solver>();
    long total = 0;
    for (long i = 0; i < n; i++) {
        auto solved = solver->solve(PUZZLES[i % PUZZLES.size()]);
        if (!solved) throw std::runtime_error("no solution");
        for (long cell = 0; cell < 81; cell++) total += (cell + 1) * (*solved)[cell]._Find_first();
    }
    return total * 1000 + solver->guesses;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
