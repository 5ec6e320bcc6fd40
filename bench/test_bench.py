"""Tests of the programs and of the harness: python3 -m unittest discover bench"""

import importlib
import sys
import unittest
from xml.etree import ElementTree

import chart
import report
from harness import SIZES, VERSIONS, Result, compare_values
from toolchains import PROGRAMS, PYTHON_PACKAGES, Cpp, CPython, Mypyc, with_plain_containers

SMALL = 2  # an n for which each program takes milliseconds


class Programs(unittest.TestCase):
    """Each program gives the same value in all its versions, uncompiled."""

    @classmethod
    def setUpClass(cls):
        sys.path[:0] = [str(PROGRAMS), str(PYTHON_PACKAGES)]

    @classmethod
    def tearDownClass(cls):
        del sys.path[:2]

    def test_versions_agree(self):
        for program in SIZES:
            values = {}
            for version in VERSIONS:
                module = importlib.import_module(f"{program}_{version}")
                values[version] = repr(module.run(SMALL))
            with self.subTest(program):
                self.assertEqual(len(set(values.values())), 1, values)

    def test_no_program_is_forgotten(self):
        files = {path.name for path in PROGRAMS.glob("*.py")}
        wanted = {f"{name}_{version}.py" for name in SIZES for version in VERSIONS}
        self.assertEqual(files, wanted)

    def test_richards_counts(self):
        module = importlib.import_module("richards_untyped")
        self.assertEqual(module.run(1), 23246 * 100000 + 9297)


def example():
    """Two programs: mypyc is twice as fast on one and fails on the other."""
    columns = [CPython(), Mypyc(), Cpp()]
    results = {
        ("one", "cpython"): Result("c", [2.0, 4.0, 3.0], "1"),
        ("one", "mypyc"): Result("c", [1.5], "1"),
        ("one", "cpp"): Result(),
        ("two", "cpython"): Result("c", [1.0], "7"),
        ("two", "mypyc"): Result("c", [0.1], "8"),
        ("two", "cpp"): Result(),
    }
    compare_values(results, ["one", "two"], columns)
    for result in results.values():
        if result.command:
            result.command = type("Built", (), {"notes": []})
    return results, ["one", "two"], columns


class Reports(unittest.TestCase):
    def test_table(self):
        text = report.table(*example())
        cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.split("\n")]
        self.assertEqual(cells[2], ["one", "3.000", "2.00x", ""])
        self.assertEqual(cells[3], ["two", "1.000", "fail", ""])
        self.assertEqual(cells[4], ["geometric mean", "", "2.00x", ""])
        self.assertEqual(len({len(line) for line in text.split("\n")}), 1)

    def test_notes_give_the_reason(self):
        self.assertIn("two, mypyc: fail: gives 8, CPython gives 7", report.notes(*example()))

    def test_chart_is_well_formed(self):
        results, programs, columns = example()
        root = ElementTree.fromstring(chart.draw(results, programs, columns[1:]))
        bars = [bar for bar in root.iter() if bar.get("class") == "mypyc"]
        self.assertEqual(len(bars), 3)  # in the legend, for one program, for the mean

    def test_plain_containers(self):
        source = "def f(a: Optional[list[int]], b: Box[dict[str, int]]) -> set[int]:\n    pass"
        wanted = "def f(a: Optional[list], b: Box[dict]) -> set:\n    pass"
        self.assertEqual(with_plain_containers(source), wanted)


if __name__ == "__main__":
    unittest.main()
