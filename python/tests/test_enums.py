"""Static enums."""

import copy
import pickle
import unittest

import support
from __static__ import Enum, IntEnum, StringEnum, unique


class Colour(Enum):
    """Documented."""

    RED = 1
    GREEN = "two"
    _private = 3

    def shout(self):
        return self.name.upper()

    @property
    def twice(self):
        return self.value * 2

    @classmethod
    def first(cls):
        return next(iter(cls))


class Level(IntEnum):
    LOW = 1
    HIGH = 5


class Word(StringEnum):
    A = "a"
    UMLAUT = "ä"


class EnumTests(unittest.TestCase):
    def test_members(self):
        """SP-054."""
        self.assertIsInstance(Colour.RED, Colour)
        self.assertEqual((Colour.RED.name, Colour.RED.value, Colour.GREEN.value), ("RED", 1, "two"))
        self.assertEqual(Colour._private, 3)
        self.assertEqual((Colour.RED.shout(), Colour.RED.twice, Colour.first()), ("RED", 2, Colour.RED))

    def test_text(self):
        """SP-054: str and repr."""
        self.assertEqual((str(Colour.RED), repr(Colour.GREEN)), ("Colour.RED", "<Colour.GREEN: 'two'>"))
        self.assertEqual((str(Word.A), repr(Word.A)), ("a", "<Word.A: 'a'>"))
        self.assertEqual((str(Level.LOW), f"{Colour.RED}"), ("Level.LOW", "Colour.RED"))

    def test_lookup(self):
        """SP-055."""
        self.assertIs(Colour("two"), Colour.GREEN)
        self.assertIs(Colour(Colour.RED), Colour.RED)
        self.assertIs(Colour["RED"], Colour.RED)
        self.assertIs(Word("ä".encode()), Word.UMLAUT)
        self.assertEqual((len(Colour), list(Colour), "RED" in Colour.__members__), (2, [Colour.RED, Colour.GREEN], True))
        with self.assertRaises(ValueError) as caught:
            Colour(7)
        self.assertEqual(str(caught.exception), "Enum type Colour has no attribute with value 7")
        with self.assertRaises(ValueError):
            Colour([])
        with self.assertRaises(KeyError):
            Colour["BLUE"]
        with self.assertRaisesRegex(TypeError, r"Type\[Colour\] requires a single argument \(2 given\)"):
            Colour(1, 2)

    def test_equality(self):
        """SP-054: members of Enum are themselves only, of the others also their values."""
        self.assertNotEqual(Colour.RED, 1)
        self.assertEqual(Level.HIGH + 1, 6)
        self.assertEqual({Word.A: 1}["a"], 1)

    def test_duplicates(self):
        """SP-055: aliases are distinct members that compare equal."""

        class Twice(Enum):
            A = 1
            B = 1
            C = 2

        self.assertEqual(len(Twice), 3)
        self.assertEqual(Twice.A, Twice.B)
        self.assertEqual(hash(Twice.A), hash(Twice.B))
        self.assertNotEqual(Twice.A, Twice.C)
        self.assertEqual((Twice.B.name, Twice(1)), ("B", Twice.A))
        with self.assertRaisesRegex(ValueError, "duplicate values found in <class .*Twice'>"):
            unique(Twice)
        self.assertIs(unique(Colour), Colour)

    def test_unhashable(self):
        class Lists(Enum):
            A = [1]
            B = [2]

        self.assertIs(Lists([2]), Lists.B)

    def test_immutable(self):
        """SP-054."""
        for change in (
            lambda: setattr(Colour, "RED", 2),
            lambda: delattr(Colour, "RED"),
            lambda: setattr(Colour.RED, "value", 2),
            lambda: delattr(Colour.RED, "name"),
        ):
            with self.assertRaisesRegex(AttributeError, "cannot be modified or deleted"):
                change()

    def test_restrictions(self):
        """SP-056."""
        for bases, members, message in (
            ((Colour,), {}, "Static Enum types do not allow subclassing"),
            ((Level,), {}, "Static IntEnum types do not allow subclassing"),
            ((Enum, dict), {}, "Static Enum types cannot support multiple bases: "),
            ((IntEnum,), {"A": "a"}, "IntEnum values must be int, not str"),
            ((StringEnum,), {"A": 1}, "StringEnum values must be str, not int"),
        ):
            with self.assertRaisesRegex(TypeError, message):
                type(Enum)("E", bases, members)

    def test_copies(self):
        """SP-054: pickled by value."""
        for member in (Colour.GREEN, Level.HIGH, Word.A):
            self.assertIs(pickle.loads(pickle.dumps(member)), member)
            self.assertIs(copy.deepcopy(member), member)


if __name__ == "__main__":
    unittest.main()
