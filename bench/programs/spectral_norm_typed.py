"""Spectral norm of the matrix 1, 1/2, 1/3 / 1/4, ... by the power method."""

import sys
from math import sqrt

SIZE = 100


def element(i: int, j: int) -> float:
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(vector: list[float]) -> list[float]:
    size = len(vector)
    result: list[float] = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += element(i, j) * vector[j]
        result.append(total)
    return result


def multiply_transposed(vector: list[float]) -> list[float]:
    size = len(vector)
    result: list[float] = []
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += element(j, i) * vector[j]
        result.append(total)
    return result


def run(n: int) -> float:
    u = [1.0] * SIZE
    v = u
    for _ in range(n):
        v = multiply_transposed(multiply(u))
        u = multiply_transposed(multiply(v))
    product = 0.0
    norm = 0.0
    for x, y in zip(u, v):
        product += x * y
        norm += y * y
    return sqrt(product / norm)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
