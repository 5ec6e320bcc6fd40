"""Markers at the top of a module."""

import ast
import textwrap
import unittest

import support
from compiler.strict.errors import BadFlagException
from compiler.strict.flags import Flags, read_flags


def flags(source):
    return read_flags(ast.parse(textwrap.dedent(source)))


class FlagTests(unittest.TestCase):
    def test_found(self):
        """SP-001, SP-002, ST-01: what may precede a marker."""
        self.assertEqual(flags("import __strict__"), Flags(True, False))
        self.assertEqual(flags("import __static__"), Flags(True, True))
        self.assertEqual(flags("import __strict__\nimport __static__"), Flags(True, True))
        self.assertEqual(flags("x = 1"), Flags())
        source = '''
            """Doc."""
            from __future__ import annotations
            from __static__.compiler_flags import checked_dicts
            import __static__
        '''
        self.assertEqual(flags(source), Flags(True, True))

    def test_names_do_not_opt_in(self):
        """SP-001."""
        self.assertEqual(flags("from __static__ import int64"), Flags())

    def test_position(self):
        """SP-003, ST-01."""
        for before in ("import os", "x = 1", "1", '"a"\n"b"', "from os import path"):
            with self.assertRaisesRegex(BadFlagException, "^Cinder flag __static__ must be at the top of a file$"):
                flags(before + "\nimport __static__")
        with self.assertRaisesRegex(BadFlagException, "must be at the top"):
            flags("if x:\n    import __strict__")

    def test_shape(self):
        """SP-004, ST-01."""
        with self.assertRaisesRegex(BadFlagException, "^__static__ flag may not be combined with other imports$"):
            flags("import __static__, os")
        with self.assertRaisesRegex(BadFlagException, "^__strict__ flag may not be aliased$"):
            flags("import __strict__ as s")

    def test_nested(self):
        """ST-02: in a function or class it is an ordinary import."""
        self.assertEqual(flags("def f():\n    import __static__"), Flags())
        self.assertEqual(flags("class C:\n    import __static__ as s"), Flags())


if __name__ == "__main__":
    unittest.main()
