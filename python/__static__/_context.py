"""Context managers that decorate functions: the body runs inside ``with dec._recreate_cm():``.

``ExcContextDecorator`` may swallow exceptions (the function then returns None); ``ContextDecorator``
never does.  The wrapper is of the function's own kind: a coroutine function enters when it is first
awaited and leaves when it completes, a generator spans its whole iteration.
"""

import functools
import inspect
from typing import Literal, final


def make_recreate_cm(tp):
    """Return a ``_recreate_cm`` method for the context manager class *tp*: one that reuses self."""

    def _recreate_cm(self):
        return self

    _recreate_cm.__qualname__ = f"{tp.__qualname__}._recreate_cm"
    return _recreate_cm


def make_context_decorator_wrapper(decorator, wrapper_func, wrapped_func):
    """Dress *wrapper_func* as *wrapped_func*, and note which *decorator* wraps it."""
    wrapper = functools.wraps(wrapped_func)(wrapper_func)
    wrapper.__context_decorator__ = decorator
    return wrapper


class ExcContextDecorator:
    """A context manager, usable as a decorator, whose ``__exit__`` may swallow exceptions."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback) -> bool:
        return False

    def _recreate_cm(self):
        """Return the context manager of one call; the default reuses self."""
        return self

    @final
    def __call__(self, func):
        if inspect.iscoroutinefunction(func):
            wrapper = _coroutine_wrapper(self, func)
        elif inspect.isasyncgenfunction(func):
            wrapper = _async_generator_wrapper(self, func)
        elif inspect.isgeneratorfunction(func):
            wrapper = _generator_wrapper(self, func)
        else:
            wrapper = _function_wrapper(self, func)
        return make_context_decorator_wrapper(self, wrapper, func)


class ContextDecorator(ExcContextDecorator):
    """A context manager, usable as a decorator, whose ``__exit__`` never swallows exceptions."""

    def __exit__(self, exc_type, exc_value, traceback) -> Literal[False]:
        return False


def _function_wrapper(decorator, func):
    def wrapper(*args, **kwargs):
        with decorator._recreate_cm():
            return func(*args, **kwargs)

    return wrapper


def _coroutine_wrapper(decorator, func):
    async def wrapper(*args, **kwargs):
        with decorator._recreate_cm():
            return await func(*args, **kwargs)

    return wrapper


def _generator_wrapper(decorator, func):
    def wrapper(*args, **kwargs):
        with decorator._recreate_cm():
            return (yield from func(*args, **kwargs))

    return wrapper


def _async_generator_wrapper(decorator, func):
    async def wrapper(*args, **kwargs):
        with decorator._recreate_cm():
            inner = func(*args, **kwargs)
            try:
                step = inner.__anext__()
                while True:
                    try:
                        produced = await step
                    except StopAsyncIteration:
                        return
                    try:
                        sent = yield produced
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        step = inner.athrow(error)
                    else:
                        step = inner.asend(sent)
            finally:
                await inner.aclose()

    return wrapper
