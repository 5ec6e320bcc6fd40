"""Binary trees: many small ones made, counted and dropped beside one that stays."""

import sys
from typing import Optional

DEPTH = 10
LIVE_DEPTH = 12


class Tree:
    def __init__(self, left: Optional["Tree"], right: Optional["Tree"]) -> None:
        self.left: Optional[Tree] = left
        self.right: Optional[Tree] = right

    def count(self) -> int:
        left = self.left
        right = self.right
        if left is None or right is None:
            return 1
        return 1 + left.count() + right.count()


def make_tree(depth: int) -> Tree:
    if depth == 0:
        return Tree(None, None)
    return Tree(make_tree(depth - 1), make_tree(depth - 1))


def run(n: int) -> int:
    live = make_tree(LIVE_DEPTH)
    total = 0
    for _ in range(n):
        total += make_tree(DEPTH).count()
    return total + live.count()


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
