"""Binary trees: many small ones made, counted and dropped beside one that stays."""

import sys

DEPTH = 10
LIVE_DEPTH = 12


class Tree:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def count(self):
        left = self.left
        right = self.right
        if left is None or right is None:
            return 1
        return 1 + left.count() + right.count()


def make_tree(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(make_tree(depth - 1), make_tree(depth - 1))


def run(n):
    live = make_tree(LIVE_DEPTH)
    total = 0
    for _ in range(n):
        total += make_tree(DEPTH).count()
    return total + live.count()


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
