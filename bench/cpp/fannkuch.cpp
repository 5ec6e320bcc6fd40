// Fannkuch: flips of the front of every permutation, until 1 comes first.
#include "bench.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace {

constexpr long SIZE = 7;

long fannkuch(long size) {
    std::vector<long> original(size), perm(size), counts(size);
    std::iota(original.begin(), original.end(), 0);
    long max_flips = 0, checksum = 0, sign = 1;

    while (true) {
        long first = original[0];
        if (first != 0) {
            long flips = 0;
            perm = original;
            while (first != 0) {
                std::reverse(perm.begin(), perm.begin() + first + 1);
                flips++;
                first = perm[0];
            }
            checksum += sign * flips;
            max_flips = std::max(max_flips, flips);
        }
        if (sign == 1) {
            std::swap(original[0], original[1]);
            sign = -1;
        } else {
            std::swap(original[1], original[2]);
            sign = 1;
            long depth = 2;
            while (counts[depth] == depth) {
                counts[depth] = 0;
                depth++;
                if (depth == size) return checksum * 100 + max_flips;
                std::rotate(original.begin(), original.begin() + 1, original.begin() + depth + 1);
            }
            counts[depth]++;
        }
    }
}

long run(long n) {
    long total = 0;
    for (long i = 0; i < n; i++) total += fannkuch(SIZE);
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
