"""Text: the words of some pages are counted and listed, the most frequent first."""

import sys

LINES = 60
WORDS = [
    "the", "of", "and", "compiler", "a", "interpreter", "in", "to", "Python", "is",
    "typed", "object", "number", "it", "list", "that", "string", "dictionary", "call",
    "loop", "method", "native", "code", "for", "slow", "fast", "as", "with", "but",
]  # fmt: skip


def make_page(seed):
    state = seed
    lines = []
    for _ in range(LINES):
        words = []
        for _ in range(8 + state % 5):
            state = (state * 1103515245 + 12345) % 2147483648
            word = WORDS[(state >> 8) % len(WORDS)]
            if state % 7 == 0:
                word = word.capitalize() + ","
            words.append(word)
        lines.append(" ".join(words) + ".")
    return "\n".join(lines)


def count_words(page):
    counts = {}
    for line in page.split("\n"):
        for word in line.split():
            word = word.strip(".,").lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


def find_lines(page):
    """For each word the numbers of the lines that begin with it."""
    found = {}
    for number, line in enumerate(page.splitlines(), 1):
        first = line.partition(" ")[0].lower()
        if first not in found:
            found[first] = []
        found[first].append(number)
    return found


def make_list(counts, found):
    """One line of text for each word: its count, and where it begins a line."""
    longest = max(len(word) for word in counts)
    ranked = sorted((-count, word) for word, count in counts.items())
    lines = []
    for rank, (count, word) in enumerate(ranked, 1):
        numbers = ", ".join(str(number) for number in found.get(word, []))
        padding = " " * (longest - len(word))
        counted = f"{-count:>4} times; begins [{numbers}]"
        lines.append(f"{rank:>3}. {word}{padding} {counted}")
    return "\n".join(lines)


def checksum(text):
    total = 0
    for char in text:
        total = (total * 31 + ord(char)) % 1000003
    return total


def run(n):
    total = 0
    for seed in range(n):
        page = make_page(seed)
        listing = make_list(count_words(page), find_lines(page))
        total += checksum(listing)
    return total


if __name__ == "__main__":
    print(run(int(sys.argv[1])))
