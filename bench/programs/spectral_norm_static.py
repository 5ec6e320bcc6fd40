"""Spectral norm of the matrix 1, 1/2, 1/3 / 1/4, ... by the power method."""

from __future__ import annotations
import __static__

import sys
from math import sqrt
from typing import Final

from __static__ import Array, box, clen, crange, double, inline, int64

SIZE: Final = 100


@inline
def element(i: int64, j: int64) -> double:
    return 1.0 / double((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(vector: Array[double], result: Array[double]) -> None:
    size: int64 = clen(vector)
    for i in crange(size):
        total: double = 0.0
        for j in crange(size):
            total += element(i, j) * vector[j]
        result[i] = total


def multiply_transposed(vector: Array[double], result: Array[double]) -> None:
    size: int64 = clen(vector)
    for i in crange(size):
        total: double = 0.0
        for j in crange(size):
            total += element(j, i) * vector[j]
        result[i] = total


def run(n: int) -> float:
    u: Array[double] = Array[double](SIZE)
    v: Array[double] = Array[double](SIZE)
    between: Array[double] = Array[double](SIZE)
    for i in crange(SIZE):
        u[i] = 1.0
        v[i] = 1.0
    for _ in crange(int64(n)):
        multiply(u, between)
        multiply_transposed(between, v)
        multiply(v, between)
        multiply_transposed(between, u)
    product: double = 0.0
    norm: double = 0.0
    for i in crange(SIZE):
        product += u[i] * v[i]
        norm += v[i] * v[i]
    return sqrt(box(product / norm))


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
