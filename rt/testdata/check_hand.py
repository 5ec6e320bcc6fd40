"""Use the module of hand.c as a program would; every difference from the interpreted hand.py is a failure."""
import asyncio
import copy
import gc
import inspect
import os
import pickle
import runpy
import signal
import sys
import threading
import time
import traceback
import types
import weakref

import hand

here = os.path.dirname(hand.__file__)
plain = types.SimpleNamespace(**runpy.run_path(os.path.join(here, "hand.py"), run_name="hand"))


def outcome(f, *args, **kw):
    """What a call gives or raises, with the places its traceback names inside hand.py."""
    try:
        return f(*args, **kw)
    except BaseException as e:
        places = [(t.name, t.lineno) for t in traceback.extract_tb(e.__traceback__) if t.filename.endswith("hand.py")
                  and not t.filename.endswith("check_hand.py")]
        return type(e), str(e), places, type(e.__cause__), type(e.__context__)


def same(name, *args, **kw):
    a, b = outcome(getattr(hand, name), *args, **kw), outcome(getattr(plain, name), *args, **kw)
    assert a == b, (name, args, kw, a, b)


def binding():
    for args, kw in [((1,), {}), ((1, 5, 6, 7), {}), ((), {}), ((1,), {"a": 2}), ((1,), {"b": 4, "c": 5, "z": 6}),
                     ((), {"c": 1, "a": 0}), ((1, 2), {"b": 3})]:
        same("add", *args, **kw)
    same("fail")
    same("fail", 1, 2)
    same("fail", y=1)
    f = hand.add
    assert f.__defaults__ == (2,) and f.__kwdefaults__ == {"c": 3} and f.__name__ == "add" and f.__doc__ is None
    f.__defaults__ = (20,)
    assert f(1) == (1, 20, (), 3, {})
    f.__defaults__ = (2,)
    assert inspect.signature(f) == inspect.signature(plain.add)
    assert isinstance(f, types.FunctionType) and inspect.isfunction(f)
    assert pickle.loads(pickle.dumps(f)) is f and copy.deepcopy(f) is f
    assert weakref.ref(f)() is f
    f.tag = 1
    assert f.__dict__ == {"tag": 1}
    assert hand.C().attr is not None and hand.C.__module__ == "hand" and hand.C.__qualname__ == "C"
    assert hand.C().method() is hand.C and inspect.ismethod(hand.C().method)


def exceptions():
    same("fail", 3)
    same("leaf", 3)
    same("caller", lambda: 1 // 0)
    for exc in KeyError, ValueError:
        def thrower():
            raise exc("first")
        same("handler", thrower)
    assert sys.exc_info() == (None, None, None)
    a, b = outcome(hand.names), outcome(plain.names)
    assert a[:2] == b[:2], (a, b)
    hand.missing = plain.names.__globals__["missing"] = 4
    for _ in range(3):
        assert hand.names() == (len, 1, 4)
    hand.len = abs
    assert hand.names() == (abs, 1, 4)
    del hand.len
    assert hand.names() == (len, 1, 4)
    hand.VERSION = 2
    assert hand.names()[1] == 2
    hand.VERSION = 1
    assert hand.fail.__code__.co_filename == os.path.join(here, "hand.py")


def frames():
    frame = hand.caller(sys._getframe)
    assert frame.f_code is hand.caller.__code__ and frame.f_globals is hand.__dict__
    assert frame.f_back is sys._getframe(0) and frame.f_locals == {}, frame.f_back
    inner = []

    def look():
        f = sys._getframe(1)
        inner.append((f.f_code.co_name, f.f_lineno, f.f_back.f_code.co_name))
        return f
    kept = hand.caller(look)
    assert inner == [("caller", kept.f_lineno, "frames")], inner
    assert kept.f_lineno == plain.caller(look).f_lineno
    gc.collect()
    assert outcome(hand.deep, 1)[:2] == (RecursionError, outcome(plain.deep, 1)[1])
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(10**7)
    assert outcome(hand.deep, 1)[0] is RecursionError
    sys.setrecursionlimit(old)
    seen = []
    sys.settrace(lambda f, *a: seen.append(f.f_code.co_name))
    hand.add(1)
    sys.settrace(None)
    assert "add" in seen


def breaking():
    def soon():
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)
    t = threading.Thread(target=soon)
    t.start()
    began = time.perf_counter()
    got = outcome(hand.loop)
    assert got[0] is KeyboardInterrupt, got
    assert time.perf_counter() - began < 1.0
    t.join()


def generators():
    for m in hand, plain:
        g = m.gen(5)
        assert inspect.isgenerator(g) and next(g) == 5 and g.gi_code is m.gen.__code__
        assert inspect.getgeneratorstate(g) == inspect.GEN_SUSPENDED
        try:
            next(g)
        except StopIteration as e:
            assert e.value == 5
        assert list(m.gen(7)) == [7] and inspect.getgeneratorstate(g) == inspect.GEN_CLOSED
        g = m.gen(1)
        next(g)
        assert outcome(g.throw, KeyError("x"))[:2] == (KeyError, "'x'")
        g = m.gen(1)
        next(g)
        g.close()
        assert outcome(g.send, None)[0] is StopIteration
        assert inspect.iscoroutinefunction(m.coro)

        async def main():
            done = asyncio.get_running_loop().create_future()
            asyncio.get_running_loop().call_later(0.01, done.set_result, 42)
            return await asyncio.gather(m.coro(done), m.coro(m.coro(asyncio.sleep(0, 6))))
        assert asyncio.run(main()) == [42, 6]

        async def cancelled():
            task = asyncio.ensure_future(m.coro(asyncio.sleep(10)))
            await asyncio.sleep(0)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                return True
        assert asyncio.run(cancelled())
        g = m.gen([])
        next(g)
        g.gi_frame.f_lineno, g.gi_frame.f_code


def leaks():
    def everything():
        binding()
        exceptions_lite()
        if hasattr(sys, "gettotalrefcount"):
            generators()  # asyncio's own memory wanders
        hand.caller(sys._getframe)
        hand.caller(sys._getframe).f_locals
        outcome(hand.deep, 1)
    def exceptions_lite():
        outcome(hand.fail, 3)
        outcome(hand.leaf, 3)
        outcome(hand.caller, lambda: 1 // 0)
    count = getattr(sys, "gettotalrefcount", None) or sys.getallocatedblocks
    counts = []
    for _ in range(8):
        everything()
        gc.collect()
        counts.append(count())
    growth = [b - a for a, b in zip(counts[4:], counts[5:])]
    assert max(growth) <= 8, (count, growth)


for step in binding, exceptions, frames, breaking, generators, leaks:
    step()
    print(step.__name__)
