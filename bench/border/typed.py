"""The typed side of border.py: what untyped code calls, and loops that border.c has, too."""

import __static__
from typing import final

from __static__ import Array, cast, crange, double, int64
from callee import step


@final
class Cell:
    def __init__(self, n: int64) -> None:
        self.n: int64 = n

    def method(self, a: int) -> None:
        pass


def no_arguments() -> None:
    pass


def objects(a: int, b: str) -> None:
    pass


def instance(a: Cell, b: str) -> None:
    pass


def machine(a: int64, b: double) -> None:
    pass


def doubles(n: int) -> Array[double]:
    a = Array[double](n)
    i: int64 = 0
    for i in crange(int64(n)):
        a[i] = double(i) * 0.5
    return a


def dot(a: Array[double], b: Array[double], n: int64, rounds: int64) -> double:
    total: double = 0.0
    for r in crange(rounds):
        a[0] = double(r)
        s: double = 0.0
        for i in crange(n):
            s += a[i] * b[i]
        total += s
    return total


def ints(n: int) -> Array[int64]:
    a = Array[int64](n)
    i: int64 = 0
    for i in crange(int64(n)):
        a[i] = i * 7
    return a


def sums(a: Array[int64], n: int64, rounds: int64) -> int64:
    total: int64 = 0
    for r in crange(rounds):
        a[0] = r
        for i in crange(n):
            total += a[i]
    return total


def mix(n: int64) -> int64:
    s: int64 = 1
    for i in crange(n):
        s = s * 31 + (i ^ (s >> 7))
    return s


def calls(n: int64) -> int64:
    a: int64 = 1
    for i in crange(n):
        a = step(a, i)
    return a


def tak(x: int64, y: int64, z: int64) -> int64:
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


def recursion(rounds: int64) -> int64:
    total: int64 = 0
    for r in crange(rounds):
        total += tak(18 + (r & 1), 12, 6)
    return total


def casts(values: list, rounds: int64) -> int64:
    total: int64 = 0
    for r in crange(rounds):
        for o in values:
            total += cast(Cell, o).n
    return total
