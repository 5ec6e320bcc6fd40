// N queens: of all permutations of columns, those with no two on a diagonal.
#include "bench.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>
#include <vector>

namespace {

constexpr long SIZE = 7;

long solve(long size) {
    std::vector<long> columns(size);
    std::iota(columns.begin(), columns.end(), 0);
    long number = 0, total = 0;
    do {
        std::unordered_set<long> rising, falling;
        for (long row = 0; row < size; row++) rising.insert(columns[row] + row);
        for (long row = 0; row < size; row++) falling.insert(columns[row] - row);
        if ((long)rising.size() == size && (long)falling.size() == size) {
            number++;
            total += number * columns[0];
        }
    } while (std::next_permutation(columns.begin(), columns.end()));
    return total;
}

long run(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) total += solve(SIZE);
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
