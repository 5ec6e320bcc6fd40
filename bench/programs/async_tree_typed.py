"""Async tree: awaits that nearly all complete at once, some through the event loop.

Each node awaits its two children, each leaf a cache that mostly has its value.
"""

import asyncio
import sys

DEPTH = 8
BRANCHES = 6


class Cache:
    def __init__(self) -> None:
        self.values: dict[int, int] = {}
        self.misses: int = 0

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


async def node(cache: Cache, depth: int, number: int) -> int:
    if depth == 0:
        return await cache.get(number % 50)
    left = await node(cache, depth - 1, number * 2)
    right = await node(cache, depth - 1, number * 2 + 1)
    return left + right


async def forest(rounds: int) -> int:
    total = 0
    for start in range(rounds):
        cache = Cache()
        trees = [node(cache, DEPTH, start + branch) for branch in range(BRANCHES)]
        sums = await asyncio.gather(*trees)
        total += sum(sums) + cache.misses
    return total


def run(n: int) -> int:
    return asyncio.run(forest(n))


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
