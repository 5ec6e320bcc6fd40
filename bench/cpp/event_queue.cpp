// Event queue: customers arrive at a bank, wait for a clerk, are served and leave.
#include "bench.h"

#include <algorithm>
#include <memory>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace {

constexpr long CUSTOMERS = 300, CLERKS = 3;
const std::string ARRIVAL = "arrival", DEPARTURE = "departure";

struct Random {
    long state;

    explicit Random(long seed) : state(seed) {}
    virtual ~Random() = default;
    virtual long below(long limit) {
        state = (state * 1103515245 + 12345) % 2147483648;
        return (state >> 8) % limit;
    }
};

template <class Item>
using Heap = std::priority_queue<Item, std::vector<Item>, std::greater<Item>>;

struct Bank {
    Random random;
    Heap<std::tuple<long, long, std::string, long>> events;  // time, number, kind, customer
    long number = 0;
    Heap<std::tuple<long, long, long>> queue;  // priority, number, customer
    long free_clerks = CLERKS;
    std::unordered_map<long, long> arrived;
    long total_wait = 0;
    long longest_queue = 0;

    explicit Bank(long seed) : random(seed) {}
    virtual ~Bank() = default;

    virtual void plan(long time, const std::string &kind, long customer) {
        number++;
        events.emplace(time, number, kind, customer);
    }

    virtual void arrive(long time, long customer) {
        arrived[customer] = time;
        number++;
        queue.emplace(random.below(5), number, customer);
        longest_queue = std::max(longest_queue, (long)queue.size());
        if (customer + 1 < CUSTOMERS) plan(time + random.below(20), ARRIVAL, customer + 1);
    }

    virtual void serve(long time) {
        while (free_clerks > 0 && !queue.empty()) {
            long customer = std::get<2>(queue.top());
            queue.pop();
            free_clerks--;
            total_wait += time - arrived.at(customer);
            plan(time + 10 + random.below(40), DEPARTURE, customer);
        }
    }

    virtual void leave(long customer) {
        arrived.erase(customer);
        free_clerks++;
    }

    virtual long simulate() {
        plan(0, ARRIVAL, 0);
        long time = 0;
        while (!events.empty()) {
            auto [when, order, kind, customer] = events.top();
            events.pop();
            time = when;
            if (kind == ARRIVAL) arrive(time, customer);
            else leave(customer);
            serve(time);
        }
        return time + total_wait * 10 + longest_queue;
    }
};

long run(long n) {
    long total = 0;
    for (long seed = 0; seed < n; seed++) total += std::make_unique<Bank>(seed)->simulate();
    return total;
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
