"""CheckedDict, CheckedList, Array and Vector: the C runtime's where it is found, else the fallbacks."""

import contextlib
import copy
import gc
import pickle
import struct
import sys
import unittest
import weakref
from typing import Any, Optional

import support
from __static__ import (
    Array,
    CheckedDict,
    CheckedList,
    Vector,
    cbool,
    chkdict,
    chklist,
    double,
    int8,
    int64,
    make_generic_type,
    single,
    staticarray,
    uint8,
)

NATIVE = CheckedList.__mro__[1].__module__ == "compiler._rt"


class A:
    pass


class B(A):
    pass


class Messages(unittest.TestCase):
    def refused(self, error, message, call, *args):
        with self.assertRaises(error) as caught:
            call(*args)
        self.assertEqual(str(caught.exception), message)


class GenericTests(Messages):
    def test_cached_and_named(self):
        """SP-190: one class per choice of arguments, named after them."""
        self.assertIs(CheckedList[int], chklist[int])
        self.assertIs(CheckedDict[str, int], make_generic_type(chkdict, (str, int)))
        self.assertIsNot(CheckedList[int], CheckedList[bool])
        self.assertEqual(CheckedList[int].__name__, "chklist[int]")
        self.assertEqual(CheckedDict[str, CheckedList[int]].__name__, "chkdict[str, chklist[int]]")
        self.assertEqual(CheckedDict[str, Optional[int]].__name__, "chkdict[str, Optional[int]]")
        self.assertEqual(CheckedDict[float, int].__name__, "chkdict[dynamic, int]")
        self.assertIs(CheckedDict[float, int], CheckedDict[Any, int])
        self.assertEqual(CheckedList[int].__module__, "__static__")
        self.assertEqual(repr(CheckedList[int]), "<class '__static__.chklist[int]'>")

    def test_unbound(self):
        """SP-187: a generic itself has no instances."""
        self.refused(TypeError, "cannot create '__static__.chkdict[K, V]' instances", CheckedDict)
        self.refused(TypeError, "cannot create '__static__.chklist[T]' instances", CheckedList)

    def test_arguments(self):
        """SP-187: number and kind of the type arguments."""
        message = "chkdict expected 2 generic arguments, got 1"
        self.refused(TypeError, message, CheckedDict.__class_getitem__, int)
        message = "expected type or Optional[T] for generic argument"
        for bad in (int64, 3, "int", Optional[int64]):
            self.refused(TypeError, message, CheckedList.__class_getitem__, bad)

    def test_final(self):
        """SP-190: nothing subclasses an instantiation."""
        for base in (CheckedList[int], CheckedDict[str, int], CheckedList, Array[int64], Array):
            with self.assertRaisesRegex(TypeError, "is not an acceptable base type"):
                type("Sub", (base,), {})

    def test_not_plain(self):
        """SP-187: checked containers are no dicts and lists, but equal them."""
        self.assertNotIsInstance(CheckedList[int](), list)
        self.assertNotIsInstance(CheckedDict[str, int](), dict)

    def test_copies(self):
        original = CheckedDict[str, CheckedList[int]]({"a": CheckedList[int]([1])})
        for made in (
            pickle.loads(pickle.dumps(original)),
            copy.copy(original),
            copy.deepcopy(original),
            original.copy(),
        ):
            self.assertIs(type(made), type(original))
            self.assertEqual(made, original)


class ListTests(Messages):
    def test_construction(self):
        """SP-188."""
        self.assertEqual(CheckedList[int](), [])
        self.assertEqual(CheckedList[int]({3: 1, 2: 2}), [3, 2])
        self.assertEqual(repr(CheckedList[int](range(3))), "[0, 1, 2]")
        self.refused(TypeError, "bad value 'int' for chklist[str]", CheckedList[str], [1])
        message = "chklist expected at most 1 argument, got 2"
        self.refused(TypeError, message, CheckedList[int], [], [])
        with self.assertRaisesRegex(TypeError, r"chklist\(\) takes no keyword arguments"):
            CheckedList[int](iterable=[])

    def test_stores(self):
        """SP-188: every way in is checked, and a failed one changes nothing."""
        x = CheckedList[int]([1, 2, 3])
        self.refused(TypeError, "append() argument 1 expected int", x.append, "a")
        self.refused(TypeError, "insert() argument 2 expected int", x.insert, 0, "a")
        self.refused(TypeError, "bad value 'str' for chklist[int]", x.__setitem__, 0, "a")
        self.refused(TypeError, "bad value 'str' for chklist[int]", x.extend, [4, "a"])
        self.refused(
            TypeError, "bad value 'str' for chklist[int]", x.__setitem__, slice(1), ["a"]
        )
        self.assertEqual(x, [1, 2, 3])
        self.refused(TypeError, "bad value 'str' for chklist[int]", x.extend, iter([4, "a"]))
        self.assertEqual(x, [1, 2, 3, 4])

    def test_slices(self):
        """SP-188: a slice is of the same checked type, a slice store too."""
        x = CheckedList[A]([B(), A(), B()])
        self.assertIs(type(x[1:]), CheckedList[A])
        x[1:] = CheckedList[A]([A()])
        self.assertEqual(len(x), 2)
        message = f"Incompatible slice type 'chklist[{__name__}.B]' assigned to 'chklist[{__name__}.A]'"
        self.refused(TypeError, message, x.__setitem__, slice(1), CheckedList[B]())
        del x[:1]
        self.assertEqual(len(x), 1)

    def test_methods(self):
        """SP-188: the rest behaves as list."""
        x = CheckedList[int]([3, 1, 2, 1])
        self.assertEqual((x.count(1), x.index(1), x.pop(), x.pop(0)), (2, 1, 1, 3))
        x.sort(reverse=True)
        self.assertEqual(x, [2, 1])
        x.reverse()
        self.assertEqual(list(reversed(x)), [2, 1])
        x.remove(2)
        with self.assertRaises(ValueError):
            x.remove(2)
        x.clear()
        with self.assertRaises(IndexError):
            x.pop()
        with self.assertRaises(TypeError):
            hash(x)

    def test_operators(self):
        """SP-188: sums and products are plain lists; comparisons work with lists."""
        x = CheckedList[int]([1, 2])
        for result in (x + [3], [3] + x, x + x, x * 2, 2 * x):
            self.assertIs(type(result), list)
        x += [3]
        self.assertIs(type(x), CheckedList[int])
        self.assertTrue(x < [2] and x <= x and [0] < x and x > [0] and x >= [1, 2, 3] and 3 in x)
        with self.assertRaises(TypeError):
            x < CheckedList[str](["a"])

    def test_iteration_sees_appends(self):
        """SP-192."""
        x = CheckedList[int]([1])
        seen = []
        for item in x:
            seen.append(item)
            if len(x) < 3:
                x.append(item + 1)
        self.assertEqual(seen, [1, 2, 3])


class DictTests(Messages):
    def test_construction(self):
        """SP-187."""
        new = CheckedDict[str, int]
        self.assertEqual(new(), {})
        self.assertEqual(new({"a": 1}, b=2), {"a": 1, "b": 2})
        self.assertEqual(new([("a", 1)]), {"a": 1})
        self.assertEqual(new(new(a=1)), {"a": 1})
        self.refused(TypeError, "bad key 'int' for chkdict[str, int]", new, {1: 1})
        self.refused(TypeError, "bad value 'str' for chkdict[str, int]", new, {"a": "b"})

    def test_stores(self):
        """SP-187: every way in is checked."""
        x = CheckedDict[str, Optional[int]](a=None)
        x["b"] = 1
        self.refused(TypeError, "bad key 'int' for chkdict[str, Optional[int]]", x.update, {1: 1})
        self.refused(TypeError, "setdefault() argument 2 expected Optional[int]", x.setdefault, "c", "d")
        self.refused(TypeError, "get() argument 1 expected str", x.get, 1)
        self.assertIsNone(x.setdefault("c"))
        self.assertEqual(x, {"a": None, "b": 1, "c": None})

    def test_methods(self):
        """SP-187: the rest behaves as dict."""
        new = CheckedDict[str, int]
        x = new.fromkeys("ab", 1)
        self.assertEqual((x.get("a"), x.get("z"), x.get("z", 5), x.pop("z", 9)), (1, None, 5, 9))
        self.assertEqual((list(x), list(reversed(x)), "a" in x, len(x)), (["a", "b"], ["b", "a"], True, 2))
        self.assertEqual((list(x.keys()), list(x.values())), (["a", "b"], [1, 1]))
        self.assertEqual(x.popitem(), ("b", 1))
        del x["a"]
        with self.assertRaises(KeyError):
            x["a"]
        with self.assertRaises(TypeError):
            x | {}
        with self.assertRaisesRegex(RuntimeError, "changed size during iteration"):
            x["a"] = 1
            for key in x:
                x[key + "b"] = 1
        self.assertNotEqual(x, 5)

    def test_invariant(self):
        """SP-187: CheckedDict[B, int] has nothing to do with CheckedDict[A, int]."""
        self.assertFalse(issubclass(CheckedDict[B, int], CheckedDict[A, int]))
        CheckedDict[A, int]({B(): 1})


class ArrayTests(Messages):
    def test_values(self):
        """SP-191: zero filled, bounds checked, negative indices from the end."""
        x = Array[int64](3)
        x[-2] = 4
        self.assertEqual(repr(x), "staticarray[3]([0, 4, 0])")
        self.assertEqual((x[1], x[-2], len(x), list(x), bool(Array[int64](0))), (4, 4, 3, [0, 4, 0], False))
        for index in (3, -4):
            self.refused(IndexError, "array index out of range", x.__getitem__, index)
            self.refused(IndexError, "array index out of range", x.__setitem__, index, 0)
        message = "sequence index must be integer, not 'slice'"
        self.refused(TypeError, message, x.__getitem__, slice(1))

    def test_stores(self):
        """SP-191."""
        x = Array[int64](1)
        message = "'str' object cannot be interpreted as an integer"
        self.refused(TypeError, message, x.__setitem__, 0, "a")
        with self.assertRaises(OverflowError):
            x[0] = 1 << 63

    def test_classes(self):
        """SP-191: the class is cached; only primitives are elements."""
        self.assertIs(Array, staticarray)
        self.assertIs(Array[int64,], Array[int64])
        self.refused(TypeError, "Invalid Array element type: str", Array.__class_getitem__, str)
        self.refused(TypeError, "cannot create '__static__.staticarray[T]' instances", Array, 10)
        self.refused(TypeError, "type '__static__.staticarray' is not an acceptable base type", lambda: type("X", (Array[int64],), {}))

    def test_operators(self):
        """SP-191: concatenation and repetition."""
        x = Array[int64](1)
        x[0] = 7
        self.assertEqual(list(x + x), [7, 7])
        self.assertEqual(list(2 * x * 2), [7] * 4)
        self.assertIs(type(x + x), Array[int64])

    def test_elements(self):
        """Every primitive can be an element."""
        for tp, value, bad in ((double, 1.5, "a"), (single, 0.5, "a"), (int8, -128, 128), (uint8, 255, -1), (cbool, True, 1)):
            x = Array[tp](2)
            x[1] = value
            self.assertEqual(list(x), [0, value])
            self.assertIs(type(x[1]), type(value))
            with self.assertRaises((TypeError, OverflowError)):
                x[0] = bad

    def test_copies(self):
        x = Array[double](2)
        for made in (copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
            made[0] = 1.0
            self.assertEqual((x[0], list(made), type(made)), (0.0, [1.0, 0.0], type(x)))

    @unittest.skipIf(sys.version_info < (3, 12) and not NATIVE, "classes cannot give buffers before 3.12")
    def test_buffer(self):
        x = Array[int64](2)
        with memoryview(x) as view:
            view[1] = 5
            self.assertEqual((view.format, view.shape, view.itemsize, view.readonly), ("q", (2,), 8, False))
        self.assertEqual(list(x), [0, 5])
        self.assertEqual(struct.unpack("2q", x), (0, 5))
        for tp, code in ((double, "d"), (single, "f"), (int8, "b"), (uint8, "B")):
            self.assertEqual(memoryview(Array[tp](1)).format, code)

    @unittest.skipUnless(NATIVE, "of the C runtime")
    def test_exported_vector(self):
        """A vector whose memory somebody looks at does not move it."""
        x = Vector[int64](1)
        with memoryview(x):
            for change in (lambda: x.append(1), lambda: x.insert(0, 1), x.pop, x.clear):
                with self.assertRaises(BufferError):
                    change()
        x.append(1)
        self.assertEqual(list(x), [0, 1])

    def test_vector(self):
        x = Vector[int64]()
        x.append(1)
        x.extend([2, 3])
        x.insert(0, 0)
        self.assertEqual((list(x), x.pop(), x.pop(0)), ([0, 1, 2, 3], 3, 0))
        self.assertEqual(repr(x), "Vector[2]([1, 2])")
        x.clear()
        self.assertEqual((len(x), len(Vector[double](3))), (0, 3))
        with self.assertRaises(TypeError):
            x.append("a")


@unittest.skipUnless(NATIVE, "of the C runtime")
class RuntimeTests(Messages):
    """What native code relies on, whatever untyped code does."""

    def test_immutable(self):
        with self.assertRaises(TypeError):
            CheckedList[int].append = list.append
        x = CheckedList[int]()
        with self.assertRaises(TypeError):
            x.__class__ = CheckedList[str]
        with self.assertRaises(TypeError):
            object.__new__(CheckedList[int])
        for base in (CheckedList[int], Array[int64]):
            evil = type("Evil", (), {"__init_subclass__": lambda **kw: None})
            with self.assertRaises(TypeError):
                type("Sub", (evil, base), {})
        self.refused(TypeError, "compiler._rt.Array is no container class without arguments", Array[int64]._adopt, Array.__mro__[1], ())

    def test_hidden_list(self):
        """The list behind a checked list is not to be had."""
        a = A()
        x = CheckedList[A]([a])
        x.append(a)
        x.extend([a])
        x.sort(key=id)
        x[:] = x[1:]
        iterators = iter(x), reversed(x)
        for o in (x, *iterators):
            self.assertNotIn(list, map(type, gc.get_referents(o)))
        self.assertNotIn(list, map(type, gc.get_referrers(a)))

    def test_collected(self):
        for tp in (CheckedList[object], CheckedDict[str, object]):
            x = tp()
            x.append(x) if hasattr(x, "append") else x.update(me=x)
            self.assertIn("...", repr(x))
            probe = weakref.ref(x)
            del x
            gc.collect()
            self.assertIsNone(probe())
        self.assertFalse(gc.is_tracked(Array[int64](1)) or gc.is_tracked(Vector[double]()))
        held = [Array[int64](n) for n in range(100)]
        gc.collect()
        del held
        probe = weakref.ref(Array[int64](2))
        self.assertIsNone(probe())

    def test_changed_by_comparison(self):
        """A comparison may change what is being looked at."""

        class Spoiler:
            def __eq__(self, other):
                x.clear()
                return False

            __hash__ = None

        x = CheckedList[object]([Spoiler(), 1, 2])
        self.assertFalse(3 in x)
        x = CheckedList[object]([Spoiler(), 1, 2])
        self.assertNotEqual(x, [0, 1, 2])

    def test_converted_index(self):
        """An index or a value whose conversion changes the vector."""

        class Index:
            def __index__(self):
                x.clear()
                return 0

        x = Vector[int64](3)
        with self.assertRaises(IndexError):
            x[0] = Index()
        x = Vector[int64](3)
        with self.assertRaises(IndexError):
            x[Index()]

    def test_deep(self):
        x = CheckedList[object]()
        for _ in range(50_000):
            x = CheckedList[object]([x])
        del x

    def test_no_leak(self):
        def work():
            x = CheckedList[A]([A(), B()])
            x[0] = x[1]
            x[:] = [A()]
            x += x
            d = CheckedDict[str, CheckedList[A]](a=x)
            d.copy().update(b=x)
            a = Array[double](10) + Array[double](5)
            v = Vector[int64]()
            v.extend(range(100))
            for bad in (lambda: x.append(1), lambda: d.update({1: x}), lambda: a.__setitem__(0, "x"), lambda: v.append(1 << 64)):
                with contextlib.suppress(TypeError, OverflowError):
                    bad()
            return [*x, *d, *a, *v]

        work()
        gc.collect()
        before = sys.getallocatedblocks()
        for _ in range(50):
            work()
        gc.collect()
        self.assertLess(sys.getallocatedblocks() - before, 40)


if __name__ == "__main__":
    unittest.main()
