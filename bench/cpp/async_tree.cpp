// Async tree: awaits that nearly all complete at once, as C++20 coroutines.
//
// A Task starts when it is awaited, and resumes who awaits it when it is done.
// The trees of a forest run one after the other: nothing ever has to wait.
#include "bench.h"

#include <coroutine>
#include <exception>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

constexpr long DEPTH = 8, BRANCHES = 6;

class Task {
public:
    struct promise_type {
        long value = 0;
        std::coroutine_handle<> awaiting = std::noop_coroutine();

        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept {
            struct Resume {
                bool await_ready() noexcept { return false; }
                std::coroutine_handle<> await_suspend(Handle done) noexcept {
                    return done.promise().awaiting;
                }
                void await_resume() noexcept {}
            };
            return Resume{};
        }
        void return_value(long result) { value = result; }
        void unhandled_exception() { std::terminate(); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    explicit Task(Handle handle) : handle(handle) {}
    Task(Task &&other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
    ~Task() {
        if (handle) handle.destroy();
    }

    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        handle.promise().awaiting = awaiting;
        return handle;
    }
    long await_resume() const noexcept { return handle.promise().value; }

    long run() {
        handle.resume();
        return handle.promise().value;
    }

private:
    Handle handle;
};

struct Cache {
    std::unordered_map<long, long> values;
    long misses = 0;

    virtual ~Cache() = default;

    virtual Task load(long key) {
        misses++;
        co_return key * 7 % 31;
    }

    virtual Task get(long key) {
        if (auto at = values.find(key); at != values.end()) co_return at->second;
        long value = co_await load(key);
        values[key] = value;
        co_return value;
    }
};

Task node(Cache &cache, long depth, long number) {
    if (depth == 0) co_return co_await cache.get(number % 50);
    long left = co_await node(cache, depth - 1, number * 2);
    long right = co_await node(cache, depth - 1, number * 2 + 1);
    co_return left + right;
}

Task forest(long rounds) {
    long total = 0;
    for (long start = 0; start < rounds; start++) {
        auto cache = std::make_unique<Cache>();
        std::vector<Task> trees;
        for (long branch = 0; branch < BRANCHES; branch++)
            trees.push_back(node(*cache, DEPTH, start + branch));
        for (Task &tree : trees) total += co_await tree;
        total += cache->misses;
    }
    co_return total;
}

long run(long n) { return forest(n).run(); }

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
