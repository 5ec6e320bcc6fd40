// What every C++ port shares: its main, and how values are printed.
//
//   program N          prints run(N)
//   program N WARM     calls run(WARM), then times run(N) by CPU time and
//                      prints the value and the seconds as JSON
#pragma once

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

// Python's floor division and remainder of integers, for a positive divisor.
inline long floor_div(long a, long b) { return a / b - (a % b < 0); }
inline long floor_mod(long a, long b) { return a % b + (a % b < 0 ? b : 0); }

inline std::string text_of(long value) { return std::to_string(value); }

// The shortest digits that give the same double, as Python prints it.
inline std::string text_of(double value) {
    char buffer[64];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return std::string(buffer, end);
}

inline double cpu_seconds() {
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec * 1e-9;
}

template <class Run>
int bench_main(int argc, char **argv, Run run) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s N [WARM]\n", argv[0]);
        return 2;
    }
    long n = std::atol(argv[1]);
    if (argc == 2) {
        std::printf("%s\n", text_of(run(n)).c_str());
        return 0;
    }
    run(std::atol(argv[2]));
    double start = cpu_seconds();
    auto value = run(n);
    double seconds = cpu_seconds() - start;
    std::printf("{\"value\": \"%s\", \"seconds\": %.9f}\n", text_of(value).c_str(), seconds);
    return 0;
}
