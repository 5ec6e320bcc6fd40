"""Async tree: awaits that nearly all complete at once, some through the event loop.

Each node awaits its two children, each leaf a cache that mostly has its value.
"""

from __future__ import annotations
import __static__

import asyncio
import sys
from typing import Final

from __static__ import box, crange, int64

DEPTH: Final = 8
BRANCHES: Final = 6


class Cache:
    def __init__(self) -> None:
        self.values: dict[int, int] = {}
        self.misses: int64 = 0

    async def load(self, key: int) -> int:
        """What a server would be asked for."""
        self.misses += 1
        return key * 7 % 31

    async def get(self, key: int) -> int:
        if key in self.values:
            return self.values[key]
        value = await self.load(key)
        self.values[key] = value
        return value


async def node(cache: Cache, depth: int64, number: int64) -> int:
    if depth == 0:
        return await cache.get(box(number % 50))
    left: int = await node(cache, depth - 1, number * 2)
    right: int = await node(cache, depth - 1, number * 2 + 1)
    return box(int64(left) + int64(right))


async def forest(rounds: int) -> int:
    total: int64 = 0
    for start in crange(int64(rounds)):
        cache = Cache()
        trees = []
        for branch in crange(BRANCHES):
            trees.append(node(cache, DEPTH, start + branch))
        sums = await asyncio.gather(*trees)
        total += int64(sum(sums)) + cache.misses
    return box(total)


def run(n: int) -> int:
    return asyncio.run(forest(n))


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
