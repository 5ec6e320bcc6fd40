"""Decorators: context decorators, cached properties, native, and the ones that only mark."""

import asyncio
import inspect
import unittest

import support
from __static__ import (
    ContextDecorator,
    ExcContextDecorator,
    StaticTypeError,
    _donotcompile,
    allow_weakrefs,
    async_cached_property,
    cached_property,
    dynamic_return,
    inline,
    is_static_callable,
    is_static_module,
    is_type_static,
    make_recreate_cm,
    mixin,
    native,
    set_type_static,
    set_type_static_final,
)


class Tracer(ContextDecorator):
    def __init__(self, log, name=""):
        self.log = log
        self.name = name

    def __enter__(self):
        self.log.append("enter" + self.name)
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self.log.append("exit" + self.name)
        return False


class Swallow(ExcContextDecorator):
    def __exit__(self, exc_type, exc_value, traceback):
        return True


class ContextTests(unittest.TestCase):
    def setUp(self):
        self.log = []

    def test_function(self):
        """SP-113: the body runs inside; the function keeps what it is."""

        @Tracer(self.log)
        def f(a, b=2):
            """Doc."""
            self.log.append("body")
            return a + b

        self.assertEqual(f(1), 3)
        self.assertEqual(self.log, ["enter", "body", "exit"])
        self.assertEqual((f.__name__, f.__doc__, str(inspect.signature(f))), ("f", "Doc.", "(a, b=2)"))
        self.assertTrue(inspect.isfunction(f))

    def test_stacking(self):
        """SP-113: the outer decorator enters first."""

        @Tracer(self.log, "1")
        @Tracer(self.log, "2")
        def f():
            raise KeyError

        with self.assertRaises(KeyError):
            f()
        self.assertEqual(self.log, ["enter1", "enter2", "exit2", "exit1"])

    def test_swallowing(self):
        """SP-114: a swallowed exception gives None."""

        @Swallow()
        def f():
            raise KeyError

        self.assertIsNone(f())

    def test_recreate(self):
        """SP-113: ``_recreate_cm`` gives the manager of each call."""

        class Counting(Tracer):
            def _recreate_cm(self):
                return Tracer(self.log, str(len(self.log)))

        @Counting(self.log)
        def f():
            pass

        f()
        f()
        self.assertEqual(self.log, ["enter0", "exit0", "enter2", "exit2"])
        decorator = Swallow()
        self.assertIs(make_recreate_cm(Swallow)(decorator), decorator)

    def test_coroutine(self):
        """SP-113: entered at the first step, left at completion."""

        @Tracer(self.log)
        async def f():
            await asyncio.sleep(0)
            self.log.append("body")
            return 1

        self.assertTrue(inspect.iscoroutinefunction(f))
        coroutine = f()
        self.assertEqual(self.log, [])
        self.assertEqual(asyncio.run(_await(coroutine)), 1)
        self.assertEqual(self.log, ["enter", "body", "exit"])

    def test_generator(self):
        """SP-113: spans the iteration."""

        @Tracer(self.log)
        def f():
            got = yield 1
            self.log.append(got)
            return 2

        self.assertTrue(inspect.isgeneratorfunction(f))
        g = f()
        self.assertEqual(next(g), 1)
        with self.assertRaises(StopIteration) as caught:
            g.send("sent")
        self.assertEqual((caught.exception.value, self.log), (2, ["enter", "sent", "exit"]))

    def test_async_generator(self):
        @Tracer(self.log)
        async def f():
            try:
                self.log.append((yield 1))
            except KeyError:
                self.log.append("thrown")
            yield 2

        async def use():
            g = f()
            self.assertEqual(await g.__anext__(), 1)
            self.assertEqual(await g.asend("sent"), 2)
            await g.aclose()
            g = f()
            await g.__anext__()
            self.assertEqual(await g.athrow(KeyError()), 2)
            return [x async for x in f()]

        self.assertEqual(asyncio.run(use()), [1, 2])
        self.assertEqual(self.log[:3], ["enter", "sent", "exit"])
        self.assertEqual(self.log.count("enter"), self.log.count("exit"))


async def _await(awaitable):
    return await awaitable


class Cached:
    calls = 0

    @cached_property
    def value(self):
        """Doc."""
        self.calls += 1
        return self.calls

    @async_cached_property
    async def later(self):
        self.calls += 1
        await asyncio.sleep(0)
        return self.calls


class CachedPropertyTests(unittest.TestCase):
    def test_once(self):
        """SP-141: one evaluation; ``del`` resets; assignment replaces."""
        c = Cached()
        self.assertEqual((c.value, c.value, c.calls), (1, 1, 1))
        del c.value
        self.assertEqual(c.value, 2)
        c.value = 9
        self.assertEqual((c.value, c.calls), (9, 2))
        self.assertEqual((Cached.value.__name__, Cached.value.__doc__), ("value", "Doc."))
        del c.value
        with self.assertRaises(AttributeError):
            del c.value

    def test_async(self):
        """SP-142: the coroutine runs once, also for awaiters that come meanwhile."""

        async def use():
            c = Cached()
            together = await asyncio.gather(_await(c.later), _await(c.later))
            return together, await c.later, c.calls

        self.assertEqual(asyncio.run(use()), ([1, 1], 1, 1))

    def test_async_failure_is_not_kept(self):
        class Failing:
            calls = 0

            @async_cached_property
            async def later(self):
                self.calls += 1
                if self.calls == 1:
                    raise KeyError
                return 5

        async def use():
            f = Failing()
            with self.assertRaises(KeyError):
                await f.later
            return await f.later

        self.assertEqual(asyncio.run(use()), 5)

    def test_slots(self):
        """SP-143: without a dict there is nowhere to cache, except a slot that is given."""

        class Slotted:
            __slots__ = ("kept",)
            plain = cached_property(lambda self: 1)

        with self.assertRaises(TypeError) as caught:
            Slotted().plain
        self.assertEqual(
            str(caught.exception), "No '__dict__' attribute on 'Slotted' instance to cache 'plain' property."
        )
        Slotted.cached = cached_property(lambda self: 7, Slotted.kept)
        s = Slotted()
        self.assertEqual((s.cached, s.kept), (7, 7))
        del s.cached
        with self.assertRaises(AttributeError):
            s.kept


class MarkerTests(unittest.TestCase):
    def test_identities(self):
        """SP-014, SP-107 to SP-112."""
        for mark in (inline, dynamic_return, _donotcompile, mixin, allow_weakrefs):
            self.assertIs(mark(Cached), Cached)

    def test_native(self):
        """SP-110: the texts for a wrong library and an untyped call."""

        @native("libc.so.6")
        def toupper(c):
            pass

        with self.assertRaises(RuntimeError) as caught:
            toupper(3)
        self.assertTrue(str(caught.exception).startswith("native callable '"))
        self.assertTrue(str(caught.exception).endswith("' can only be called from static modules"))
        with self.assertRaisesRegex(TypeError, "argument must be a `str` not int"):
            native(3)

    def test_reflection(self):
        """SP-197."""

        class C:
            pass

        self.assertFalse(is_type_static(C) or is_static_module(unittest) or is_static_callable(_await))
        self.assertTrue(is_type_static(set_type_static(C)))
        set_type_static_final(C)
        with self.assertRaisesRegex(TypeError, "type 'C' is not an acceptable base type"):
            type("D", (C,), {})

    def test_cinderx(self):
        import cinderx

        self.assertIs(cinderx.cached_property, cached_property)

    def test_error(self):
        self.assertTrue(issubclass(StaticTypeError, TypeError))
        self.assertEqual(StaticTypeError.__module__, "__static__")


if __name__ == "__main__":
    unittest.main()
