"""Event queue: customers arrive at a bank, wait for a clerk, are served and leave.

What happens next is kept in a heap of (time, number, kind, customer).
"""

from __future__ import annotations
import __static__

import sys
from heapq import heappop, heappush
from typing import Final

from __static__ import box, clen, crange, int64

CUSTOMERS: Final = 300
CLERKS: Final = 3
ARRIVAL: Final = "arrival"
DEPARTURE: Final = "departure"


class Random:
    """A linear congruential generator."""

    def __init__(self, seed: int64) -> None:
        self.state: int64 = seed

    def below(self, limit: int64) -> int64:
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % limit


class Bank:
    def __init__(self, seed: int64) -> None:
        self.random: Random = Random(seed)
        self.events: list[tuple[int, int, str, int]] = []
        self.number: int64 = 0
        # of (priority, number, customer)
        self.queue: list[tuple[int, int, int]] = []
        self.free_clerks: int64 = CLERKS
        self.arrived: dict[int, int] = {}  # customer: time
        self.total_wait: int64 = 0
        self.longest_queue: int64 = 0

    def plan(self, time: int64, kind: str, customer: int64) -> None:
        self.number += 1
        heappush(self.events, (box(time), box(self.number), kind, box(customer)))

    def arrive(self, time: int64, customer: int64) -> None:
        self.arrived[box(customer)] = box(time)
        self.number += 1
        priority: int64 = self.random.below(5)
        heappush(self.queue, (box(priority), box(self.number), box(customer)))
        if clen(self.queue) > self.longest_queue:
            self.longest_queue = clen(self.queue)
        if customer + 1 < CUSTOMERS:
            self.plan(time + self.random.below(20), ARRIVAL, customer + 1)

    def serve(self, time: int64) -> None:
        while self.free_clerks > 0 and clen(self.queue) > 0:
            _, _, waiting = heappop(self.queue)
            customer: int64 = int64(waiting)
            self.free_clerks -= 1
            self.total_wait += time - int64(self.arrived[waiting])
            self.plan(time + 10 + self.random.below(40), DEPARTURE, customer)

    def leave(self, customer: int64) -> None:
        del self.arrived[box(customer)]
        self.free_clerks += 1

    def simulate(self) -> int64:
        self.plan(0, ARRIVAL, 0)
        time: int64 = 0
        while clen(self.events) > 0:
            when, _, kind, who = heappop(self.events)
            time = int64(when)
            if kind == ARRIVAL:
                self.arrive(time, int64(who))
            else:
                self.leave(int64(who))
            self.serve(time)
        return time + self.total_wait * 10 + self.longest_queue


def run(n: int) -> int:
    total: int64 = 0
    for seed in crange(int64(n)):
        total += Bank(seed).simulate()
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
