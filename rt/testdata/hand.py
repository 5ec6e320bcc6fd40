# The module that hand.c compiles by hand, one function for each contract of the runtime.
# gen and coro are the suspended kinds; their bodies are state machines in C.
VERSION = 1


def add(a, b=2, *args, c=3, **kw):
    return (a, b, args, c, kw)


def fail(x):
    raise ValueError(x)


def leaf(x):
    return x // 0


def loop():
    while True:
        pass


def deep(n):
    return deep(n)


def caller(f):
    return f()


def gen(n):
    yield n
    return n


async def coro(x):
    return await x


class C:
    attr = add

    def method(self):
        return __class__


def handler(f):
    try:
        f()
    except KeyError as e:
        raise TypeError("second") from e


def names():
    return len, VERSION, missing
