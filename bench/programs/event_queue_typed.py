"""Event queue: customers arrive at a bank, wait for a clerk, are served and leave.

What happens next is kept in a heap of (time, number, kind, customer).
"""

import sys
from heapq import heappop, heappush

CUSTOMERS = 300
CLERKS = 3
ARRIVAL = "arrival"
DEPARTURE = "departure"


class Random:
    """A linear congruential generator."""

    def __init__(self, seed: int) -> None:
        self.state: int = seed

    def below(self, limit: int) -> int:
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % limit


class Bank:
    def __init__(self, seed: int) -> None:
        self.random: Random = Random(seed)
        self.events: list[tuple[int, int, str, int]] = []
        self.number: int = 0
        # of (priority, number, customer)
        self.queue: list[tuple[int, int, int]] = []
        self.free_clerks: int = CLERKS
        self.arrived: dict[int, int] = {}  # customer: time
        self.total_wait: int = 0
        self.longest_queue: int = 0

    def plan(self, time: int, kind: str, customer: int) -> None:
        self.number += 1
        heappush(self.events, (time, self.number, kind, customer))

    def arrive(self, time: int, customer: int) -> None:
        self.arrived[customer] = time
        self.number += 1
        heappush(self.queue, (self.random.below(5), self.number, customer))
        self.longest_queue = max(self.longest_queue, len(self.queue))
        if customer + 1 < CUSTOMERS:
            self.plan(time + self.random.below(20), ARRIVAL, customer + 1)

    def serve(self, time: int) -> None:
        while self.free_clerks > 0 and self.queue:
            _, _, customer = heappop(self.queue)
            self.free_clerks -= 1
            self.total_wait += time - self.arrived[customer]
            self.plan(time + 10 + self.random.below(40), DEPARTURE, customer)

    def leave(self, customer: int) -> None:
        del self.arrived[customer]
        self.free_clerks += 1

    def simulate(self) -> int:
        self.plan(0, ARRIVAL, 0)
        time = 0
        while self.events:
            time, _, kind, customer = heappop(self.events)
            if kind == ARRIVAL:
                self.arrive(time, customer)
            else:
                self.leave(customer)
            self.serve(time)
        return time + self.total_wait * 10 + self.longest_queue


def run(n: int) -> int:
    total = 0
    for seed in range(n):
        total += Bank(seed).simulate()
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
