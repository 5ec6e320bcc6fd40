"""Binary trees: many small ones made, counted and dropped beside one that stays."""

from __future__ import annotations
import __static__

import sys
from typing import Final, Optional

from __static__ import box, crange, int64

DEPTH: Final = 10
LIVE_DEPTH: Final = 12


class Tree:
    def __init__(self, left: Optional[Tree], right: Optional[Tree]) -> None:
        self.left: Optional[Tree] = left
        self.right: Optional[Tree] = right

    def count(self) -> int64:
        left = self.left
        right = self.right
        if left is None or right is None:
            return 1
        return 1 + left.count() + right.count()


def make_tree(depth: int64) -> Tree:
    if depth == 0:
        return Tree(None, None)
    return Tree(make_tree(depth - 1), make_tree(depth - 1))


def run(n: int) -> int:
    live = make_tree(LIVE_DEPTH)
    total: int64 = 0
    for _ in crange(int64(n)):
        total += make_tree(DEPTH).count()
    return box(total + live.count())


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
