"""Properties that run their function once per object and keep the result."""

import asyncio


class cached_property:
    """A property that is computed at its first read; ``del`` makes the next read compute anew.

    The value is kept in the instance's ``__dict__``, or in *slot*, a descriptor of the class.
    """

    def __init__(self, func, slot=None):
        self.func = func
        self.slot = slot
        self.__doc__ = func.__doc__
        self._name = func.__name__

    def __set_name__(self, owner, name):
        self._name = name

    def in_slot(self, slot):
        """Keep the values in *slot* from now on; called when the class is made."""
        self.slot = slot
        return self

    @property
    def __name__(self):
        return self._name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.slot is None:
            store = _dict_of(instance, self._name)
            if self._name not in store:
                store[self._name] = self._compute(instance)
            return store[self._name]
        try:
            return self.slot.__get__(instance, owner)
        except AttributeError:
            pass
        value = self._compute(instance)
        self.slot.__set__(instance, value)
        return value

    def _compute(self, instance):
        return self.func(instance)

    def __set__(self, instance, value):
        if self.slot is None:
            _dict_of(instance, self._name)[self._name] = value
        else:
            self.slot.__set__(instance, value)

    def __delete__(self, instance):
        if self.slot is not None:
            self.slot.__delete__(instance)
            return
        try:
            del _dict_of(instance, self._name)[self._name]
        except KeyError:
            raise AttributeError(self._name) from None


class async_cached_property(cached_property):
    """A property that gives an awaitable; its coroutine runs once, however often it is awaited."""

    def _compute(self, instance):
        return LazyAwaitable(self.func, instance)


class LazyAwaitable:
    """An awaitable over a coroutine function that keeps the result.

    A second awaiter that comes while the first one runs waits for the same result.  A failure is not
    kept: the next await tries again.
    """

    __slots__ = ("_func", "_args", "_running", "_result")

    def __init__(self, func, *args):
        self._func = func
        self._args = args
        self._running = None

    def __await__(self):
        while True:
            try:
                return self._result
            except AttributeError:
                pass
            if self._running is None:
                return (yield from self._run().__await__())
            yield from asyncio.shield(self._running).__await__()

    async def _run(self):
        self._running = _future()
        try:
            self._result = await self._func(*self._args)
            return self._result
        finally:
            running, self._running = self._running, None
            if running is not None and not running.done():
                running.set_result(None)


def _future():
    """Return a future of the running loop; None when the coroutine is driven by hand."""
    try:
        return asyncio.get_running_loop().create_future()
    except RuntimeError:
        return None


def _dict_of(instance, name):
    try:
        return instance.__dict__
    except AttributeError:
        raise TypeError(
            f"No '__dict__' attribute on {type(instance).__name__!r} instance "
            f"to cache {name!r} property."
        ) from None
