"""Draws the speed-ups as an SVG bar chart, readable on light and dark pages.

The scale is logarithmic: bars start at 1x, the speed of CPython, and those of
what is slower go to the left.
"""

from html import escape
from math import ceil, floor, log10

from report import form_ratio, geometric_mean, speed_up, speed_ups

WIDTH = 860
LEFT = 120  # of the scale
RIGHT = 60  # for the last bar's figure
TOP = 58
BAR = 9
GAP = 12  # between programs

COLOURS = {  # on light and on dark pages
    "spc_untyped": ("#9ec5f0", "#2f5f93"),
    "spc_typed": ("#3f8ae0", "#4b93e6"),
    "spc_static": ("#0b4f9e", "#9ccbff"),
    "mypyc": ("#e08b3f", "#d98a45"),
    "cython": ("#c9b037", "#b9a33a"),
    "pypy": ("#b1509a", "#c56fb0"),
    "cpp": ("#7a7f87", "#9aa1ab"),
}

STYLE = """text { font: 11px -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; }
text { fill: #1f2328; }
.name { text-anchor: end; font-weight: 600; }
.tick { text-anchor: middle; fill: #59636e; }
.figure { font-size: 9px; fill: #59636e; }
.grid { stroke: #d1d9e0; }
.one { stroke: #59636e; }
"""
DARK = """text { fill: #f0f6fc; }
.tick, .figure { fill: #9198a1; }
.grid { stroke: #3d444d; }
.one { stroke: #9198a1; }
"""


def style(columns):
    light = STYLE
    dark = DARK
    for column in columns:
        on_light, on_dark = COLOURS[column.key]
        light += f".{column.key} {{ fill: {on_light}; }}\n"
        dark += f".{column.key} {{ fill: {on_dark}; }}\n"
    return f"<style>\n{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n</style>"


def ticks(low, high):
    """The figures 1, 2 and 5 times powers of ten from low to high."""
    for power in range(floor(log10(low)), ceil(log10(high)) + 1):
        for digit in (1, 2, 5):
            tick = digit * 10.0**power
            if low <= tick <= high:
                yield tick


def draw(results, programs, columns):
    """The chart as text; columns without any figure are left out."""
    columns = [c for c in columns if speed_ups(results, programs, c.key)]
    groups = [
        (program, [(c.key, speed_up(results, program, c.key)) for c in columns])
        for program in programs
    ]
    means = [(c.key, geometric_mean(speed_ups(results, programs, c.key))) for c in columns]
    groups.append(("geometric mean", means))
    groups = [(name, [bar for bar in bars if bar[1] is not None]) for name, bars in groups]

    ratios = [ratio for _, bars in groups for _, ratio in bars]
    low = min([1.0, *ratios]) / 1.1
    high = max([2.0, *ratios]) * 1.1
    scale = (WIDTH - LEFT - RIGHT) / (log10(high) - log10(low))

    def place(ratio):
        return LEFT + (log10(ratio) - log10(low)) * scale

    height = TOP + sum(len(bars) * BAR + GAP for _, bars in groups) + 8
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img">',
        "<title>Times as fast as CPython, on a logarithmic scale</title>",
        style(columns),
    ]
    x = LEFT
    for column in columns:
        out.append(f'<rect class="{column.key}" x="{x}" y="10" width="10" height="10"/>')
        out.append(f'<text x="{x + 14}" y="19">{escape(column.title)}</text>')
        x += 30 + 7 * len(column.title)
    for tick in ticks(low, high):
        kind = "one" if tick == 1 else "grid"
        at = f"{place(tick):.1f}"
        ends = f'y1="{TOP - 12}" y2="{height - 6}"'
        out.append(f'<line class="{kind}" x1="{at}" x2="{at}" {ends}/>')
        out.append(f'<text class="tick" x="{at}" y="{TOP - 17}">{tick:g}x</text>')
    y = TOP
    for name, bars in groups:
        middle = y + len(bars) * BAR / 2 + 4
        label = escape(name.replace("_", " "))
        out.append(f'<text class="name" x="{LEFT - 8}" y="{middle:.1f}">{label}</text>')
        for key, ratio in bars:
            start, end = sorted((place(1.0), place(ratio)))
            out.append(
                f'<rect class="{key}" x="{start:.1f}" y="{y}" '
                f'width="{end - start:.1f}" height="{BAR - 1}"/>'
            )
            out.append(
                f'<text class="figure" x="{end + 3:.1f}" y="{y + BAR - 1.5}">'
                f"{form_ratio(ratio)}</text>"
            )
            y += BAR
        y += GAP
    out.append("</svg>")
    return "\n".join(out) + "\n"
