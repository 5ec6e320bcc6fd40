// Spectral norm of the matrix 1, 1/2, 1/3 / 1/4, ... by the power method.
#include "bench.h"

#include <cmath>
#include <vector>

namespace {

constexpr long SIZE = 100;

double element(long i, long j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

std::vector<double> multiply(const std::vector<double> &vector) {
    long size = vector.size();
    std::vector<double> result(size);
    for (long i = 0; i < size; i++) {
        double total = 0;
        for (long j = 0; j < size; j++) total += element(i, j) * vector[j];
        result[i] = total;
    }
    return result;
}

std::vector<double> multiply_transposed(const std::vector<double> &vector) {
    long size = vector.size();
    std::vector<double> result(size);
    for (long i = 0; i < size; i++) {
        double total = 0;
        for (long j = 0; j < size; j++) total += element(j, i) * vector[j];
        result[i] = total;
    }
    return result;
}

double run(long n) {
    std::vector<double> u(SIZE, 1.0), v = u;
    for (long i = 0; i < n; i++) {
        v = multiply_transposed(multiply(u));
        u = multiply_transposed(multiply(v));
    }
    double product = 0, norm = 0;
    for (long i = 0; i < SIZE; i++) {
        product += u[i] * v[i];
        norm += v[i] * v[i];
    }
    return std::sqrt(product / norm);
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
