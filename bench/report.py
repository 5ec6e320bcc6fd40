"""What the harness prints: the table, what stands below it, and the JSON record."""

import os
import platform
from math import exp, log


def geometric_mean(numbers):
    return exp(sum(map(log, numbers)) / len(numbers))


def speed_up(results, program, key):
    """How many times as fast as CPython; None when there is no number."""
    base = results[program, "cpython"].seconds
    seconds = results[program, key].seconds
    if base is None or seconds is None:
        return None
    return base / seconds


def speed_ups(results, programs, key):
    """The speed-ups that there are."""
    found = (speed_up(results, program, key) for program in programs)
    return [ratio for ratio in found if ratio is not None]


def form_ratio(ratio):
    if ratio < 10:
        return f"{ratio:.2f}x"
    return f"{ratio:.1f}x" if ratio < 100 else f"{ratio:.0f}x"


def lay_out(rows):
    """A Markdown table of text cells; all columns but the first to the right."""
    widths = [max(3, *map(len, column)) for column in zip(*rows)]
    lines = []
    for cells in rows:
        first = cells[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:])]
        lines.append("| " + " | ".join([first, *rest]) + " |")
    rule = ["-" * widths[0]] + ["-" * (width - 1) + ":" for width in widths[1:]]
    lines.insert(1, "| " + " | ".join(rule) + " |")
    return "\n".join(lines)


def table(results, programs, columns):
    base, *others = columns
    rows = [["program", "CPython, s"] + [column.title for column in others]]
    for program in programs:
        seconds = results[program, base.key].seconds
        row = [program, "fail" if seconds is None else f"{seconds:.3f}"]
        for column in others:
            ratio = speed_up(results, program, column.key)
            if ratio is not None:
                row.append(form_ratio(ratio))
            else:
                row.append("fail" if results[program, column.key].error else "")
        rows.append(row)
    row = ["geometric mean", ""]
    for column in others:
        ratios = speed_ups(results, programs, column.key)
        row.append(form_ratio(geometric_mean(ratios)) if ratios else "")
    rows.append(row)
    return lay_out(rows)


def processor():
    try:
        with open("/proc/cpuinfo") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.machine()


def conditions(python, rounds):
    kind = "profile-guided build" if python.optimised else "plain build"
    return (
        f"Speed-ups over CPython {python.version} ({kind}) on the untyped version; "
        f"medians of {rounds} processes each, CPU time. mypyc, Cython and PyPy run the "
        f"typed version. {processor()}, {os.cpu_count()} cores."
    )


def notes(results, programs, columns):
    """Why cells failed, and what else is to be known about them."""
    lines = []
    for column in columns:
        count = len(speed_ups(results, programs, column.key))
        if 0 < count < len(programs):
            of = f"{count} of {len(programs)} programs"
            lines.append(f"{column.title}: the mean is over {of}")
        for program in programs:
            result = results[program, column.key]
            if result.error:
                lines.append(f"{program}, {column.title}: fail: {result.error}")
            if result.command is not None:
                lines.extend(result.command.notes)
    return lines


def record(results, sizes, columns, python):
    """Everything that was measured, for json.dumps."""
    return {
        "python": {"version": python.version, "optimised": python.optimised},
        "processor": processor(),
        "programs": {
            program: {
                "n": n,
                "value": results[program, "cpython"].value,
                "results": {
                    column.key: {
                        "median": results[program, column.key].seconds,
                        "samples": results[program, column.key].samples,
                        "speed_up": speed_up(results, program, column.key),
                        "error": results[program, column.key].error or None,
                    }
                    for column in columns
                    if not results[program, column.key].absent
                },
            }
            for program, n in sizes.items()
        },
        "geometric_means": {
            column.key: geometric_mean(ratios)
            for column in columns
            if (ratios := speed_ups(results, list(sizes), column.key))
        },
    }


def leak_table(rows, times):
    """Rows of a module and its growth: blocks, and references where they are counted."""
    head = [f"more after {times} runs than after one", "blocks", "references"]
    cells = [[str(cell) for cell in row] for row in rows]
    return lay_out([head] + [row + [""] * (len(head) - len(row)) for row in cells])
