// Binary trees: many small ones made, counted and dropped beside one that stays.
#include "bench.h"

#include <memory>

namespace {

constexpr long DEPTH = 10, LIVE_DEPTH = 12;

struct Tree {
    std::unique_ptr<Tree> left, right;

    Tree(std::unique_ptr<Tree> left, std::unique_ptr<Tree> right)
        : left(std::move(left)), right(std::move(right)) {}
    virtual ~Tree() = default;

    virtual long count() {
        if (!left || !right) return 1;
        return 1 + left->count() + right->count();
    }
};

std::unique_ptr<Tree> make_tree(long depth) {
    if (depth == 0) return std::make_unique<Tree>(nullptr, nullptr);
    return std::make_unique<Tree>(make_tree(depth - 1), make_tree(depth - 1));
}

long run(long n) {
    auto live = make_tree(LIVE_DEPTH);
    long total = 0;
    for (long i = 0; i < n; i++) total += make_tree(DEPTH)->count();
    return total + live->count();
}

}  // namespace

int main(int argc, char **argv) { return bench_main(argc, argv, run); }
