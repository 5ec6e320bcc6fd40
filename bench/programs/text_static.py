"""Text: the words of some pages are counted and listed, the most frequent first."""

from __future__ import annotations
import __static__

import sys
from typing import Final

from __static__ import box, clen, crange, int64

LINES: Final = 60
WORDS: Final[list[str]] = [
    "the", "of", "and", "compiler", "a", "interpreter", "in", "to", "Python", "is",
    "typed", "object", "number", "it", "list", "that", "string", "dictionary", "call",
    "loop", "method", "native", "code", "for", "slow", "fast", "as", "with", "but",
]  # fmt: skip


def make_page(seed: int64) -> str:
    state: int64 = seed
    lines: list[str] = []
    for line in crange(LINES):  # crange counts in its variable: nested loops need two
        words: list[str] = []
        for _ in crange(8 + state % 5):
            state = (state * 1103515245 + 12345) % 2147483648
            word: str = WORDS[(state >> 8) % clen(WORDS)]
            if state % 7 == 0:
                word = word.capitalize() + ","
            words.append(word)
        lines.append(" ".join(words) + ".")
    return "\n".join(lines)


def count_words(page: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for line in page.split("\n"):
        for word in line.split():
            word = word.strip(".,").lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


def find_lines(page: str) -> dict[str, list[int]]:
    """For each word the numbers of the lines that begin with it."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(page.splitlines(), 1):
        first = line.partition(" ")[0].lower()
        if first not in found:
            found[first] = []
        found[first].append(number)
    return found


def make_list(counts: dict[str, int], found: dict[str, list[int]]) -> str:
    """One line of text for each word: its count, and where it begins a line."""
    longest = max(len(word) for word in counts)
    ranked = sorted((-count, word) for word, count in counts.items())
    lines: list[str] = []
    for rank, (count, word) in enumerate(ranked, 1):
        numbers = ", ".join(str(number) for number in found.get(word, []))
        padding = " " * (longest - len(word))
        counted = f"{-count:>4} times; begins [{numbers}]"
        lines.append(f"{rank:>3}. {word}{padding} {counted}")
    return "\n".join(lines)


def checksum(text: str) -> int64:
    total: int64 = 0
    for char in text:
        total = (total * 31 + int64(ord(char))) % 1000003
    return total


def run(n: int) -> int:
    total: int64 = 0
    for seed in crange(int64(n)):
        page = make_page(seed)
        listing = make_list(count_words(page), find_lines(page))
        total += checksum(listing)
    return box(total)


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
