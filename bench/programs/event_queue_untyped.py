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

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % limit


class Bank:
    def __init__(self, seed):
        self.random = Random(seed)
        self.events = []
        self.number = 0
        self.queue = []  # of (priority, number, customer)
        self.free_clerks = CLERKS
        self.arrived = {}  # customer: time
        self.total_wait = 0
        self.longest_queue = 0

    def plan(self, time, kind, customer):
        self.number += 1
        heappush(self.events, (time, self.number, kind, customer))

    def arrive(self, time, customer):
        self.arrived[customer] = time
        self.number += 1
        heappush(self.queue, (self.random.below(5), self.number, customer))
        self.longest_queue = max(self.longest_queue, len(self.queue))
        if customer + 1 < CUSTOMERS:
            self.plan(time + self.random.below(20), ARRIVAL, customer + 1)

    def serve(self, time):
        while self.free_clerks > 0 and self.queue:
            _, _, customer = heappop(self.queue)
            self.free_clerks -= 1
            self.total_wait += time - self.arrived[customer]
            self.plan(time + 10 + self.random.below(40), DEPARTURE, customer)

    def leave(self, customer):
        del self.arrived[customer]
        self.free_clerks += 1

    def simulate(self):
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


def run(n):
    total = 0
    for seed in range(n):
        total += Bank(seed).simulate()
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
