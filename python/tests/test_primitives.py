"""Primitives, and the functions on them, in plain CPython."""

import math
import unittest

import support
from __static__ import (
    RAND_MAX,
    TYPED_DOUBLE,
    TYPED_INT64,
    TYPED_OBJECT,
    TYPED_UINT8,
    box,
    byte,
    cast,
    cbool,
    char,
    clen,
    crange,
    double,
    int8,
    int16,
    int32,
    int64,
    prod_assert,
    rand,
    single,
    size_t,
    ssize_t,
    type_code,
    uint8,
    uint16,
    uint32,
    uint64,
    unbox,
)

SIGNED = {int8: 8, int16: 16, int32: 32, int64: 64}
UNSIGNED = {uint8: 8, uint16: 16, uint32: 32, uint64: 64}


class ConversionTests(unittest.TestCase):
    def test_signed_wrap(self):
        """SP-170, SP-176: conversion cuts to the width, in two's complement."""
        for tp, bits in SIGNED.items():
            top = 1 << (bits - 1)
            for value, want in ((top - 1, top - 1), (top, -top), (-top - 1, top - 1), (2 * top, 0)):
                self.assertEqual(tp(value), want, (tp, value))

    def test_unsigned_wrap(self):
        """SP-170, SP-176."""
        for tp, bits in UNSIGNED.items():
            for value, want in ((-1, (1 << bits) - 1), (1 << bits, 0), (5, 5)):
                self.assertEqual(tp(value), want, (tp, value))

    def test_matrix_examples(self):
        """SP-170: the examples of the specification."""
        self.assertEqual(uint8(int8(-1)), 255)
        self.assertEqual(int8(uint64(2**64 - 1)), -1)
        self.assertEqual(uint64(int8(-1)), 2**64 - 1)

    def test_results_are_plain(self):
        """SP-014: what comes back is the object that box gives in compiled code."""
        self.assertIs(type(int64(True)), int)
        self.assertIs(type(double(1)), float)
        self.assertIs(cbool(True), True)

    def test_wrong_types(self):
        """SP-171, SP-172: objects of the wrong type are refused."""
        for tp, value, message in (
            (int64, "1", "expected 'int', got 'str'"),
            (int8, 1.0, "expected 'int', got 'float'"),
            (cbool, 1, "expected 'bool', got 'int'"),
            (double, "1", "expected 'float', got 'str'"),
        ):
            with self.assertRaises(TypeError) as caught:
                tp(value)
            self.assertEqual(str(caught.exception), message)

    def test_defaults_are_zero(self):
        """SP-186."""
        for tp in (*SIGNED, *UNSIGNED, char, double, single):
            self.assertEqual(tp(), 0)
        self.assertIs(cbool(), False)

    def test_single(self):
        self.assertEqual(single(0.1), 0.10000000149011612)
        self.assertEqual(single(-1e300), -math.inf)
        self.assertTrue(math.isnan(single(math.nan)))

    def test_aliases_and_codes(self):
        self.assertIs(size_t, uint64)
        self.assertIs(ssize_t, int64)
        self.assertIs(byte, int8)
        self.assertEqual(type_code(int64), TYPED_INT64)
        self.assertEqual(type_code(uint8), TYPED_UINT8)
        self.assertEqual(type_code(double), TYPED_DOUBLE)
        self.assertEqual(type_code(str), TYPED_OBJECT)


class FunctionTests(unittest.TestCase):
    def test_identities(self):
        """SP-119, SP-120, SP-184."""
        value = object()
        self.assertIs(box(value), value)
        self.assertIs(unbox(value), value)
        self.assertEqual(clen([1, 2]), 2)
        self.assertEqual(list(crange(1, 4)), [1, 2, 3])

    def test_rand(self):
        """SP-121."""
        self.assertTrue(all(0 <= rand() <= RAND_MAX for _ in range(20)))

    def test_prod_assert(self):
        """SP-082: its texts; ``python -O`` does not strip a call."""
        prod_assert(True)
        with self.assertRaisesRegex(AssertionError, "^why$"):
            prod_assert(0, "why")
        with self.assertRaises(AssertionError) as caught:
            prod_assert(None)
        self.assertEqual(caught.exception.args, ())
        with self.assertRaises(TypeError):
            prod_assert()


class CastTests(unittest.TestCase):
    def check(self, tp, value, message):
        with self.assertRaises(TypeError) as caught:
            cast(tp, value)
        self.assertEqual(str(caught.exception), message)

    def test_classes(self):
        """SP-118, SP-033."""
        self.assertEqual(cast(int, True), True)
        self.assertEqual(cast(list[int], ["a"]), ["a"])
        self.check(int, "a", "expected 'int', got 'str'")
        self.check(bool, 1, "expected 'bool', got 'int'")
        self.check(list[int], (), "expected 'list', got 'tuple'")

    def test_optional(self):
        """SP-024, SP-025: the message names the inner type only."""
        from typing import Optional, Union

        for tp in (Optional[int], int | None, None | int, Union[None, int]):
            self.assertIsNone(cast(tp, None))
            self.assertEqual(cast(tp, 3), 3)
            self.check(tp, "a", "expected 'int', got 'str'")
        self.check(None, 1, "expected 'NoneType', got 'int'")

    def test_unchecked(self):
        """SP-016, SP-027, SP-047: dynamic types accept everything."""
        from typing import Any, Callable, Iterable, TypeVar, Union

        for tp in (Any, int | str, Union[int, str], Callable[[int], int], Iterable, TypeVar("T")):
            self.assertEqual(cast(tp, "x"), "x")

    def test_float(self):
        """SP-032: an int becomes a float."""
        self.assertIs(type(cast(float, 1)), float)
        self.check(float, "1", "expected 'float', got 'str'")

    def test_exact(self):
        """SP-021, SP-022."""
        from typing import Annotated

        self.assertEqual(cast(Annotated[int, "Exact"], 1), 1)
        self.check(Annotated[int, "Exact"], True, "expected exactly 'int', got 'bool'")
        self.assertIs(cast(Annotated[int, "other"], True), True)

    def test_literal(self):
        """SP-034: compared with a type test, so that 1.0 is no Literal[1]."""
        from typing import Literal

        self.assertEqual(cast(Literal[1], 1), 1)
        self.check(Literal[1], 2, "expected 1, got 2")
        self.check(Literal[1], 1.0, "expected 1, got 1.0")
        self.check(Literal[True], 1, "expected True, got 1")
        self.assertEqual(cast(Literal["s"], 5), 5)

    def test_string(self):
        self.assertEqual(cast("int", 1), 1)

    def test_no_type(self):
        for tp in (3, int64, [int]):
            with self.assertRaises(TypeError):
                cast(tp, 1)


if __name__ == "__main__":
    unittest.main()
