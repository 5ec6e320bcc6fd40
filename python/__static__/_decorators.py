"""Decorators that guide the static compiler; uncompiled they change (almost) nothing."""

import functools
import typing

TClass = typing.TypeVar("TClass", bound=typing.Type[object])
ClassDecorator = typing.Callable[[TClass], TClass]


def inline(func):
    """Expand calls of a one-expression function in place."""
    return func


def dynamic_return(func):
    """Let callers treat the result as dynamic, and check no return value."""
    return func


def _donotcompile(func):
    """Leave the function to the interpreter."""
    return func


def allow_weakrefs(cls):
    """Give instances of a static class a ``__weakref__``; ordinary classes have one."""
    return cls


def mixin(cls):
    """Make a class dynamic, so that it may be an additional base of static classes."""
    return cls


def native(lib, /):
    """Bind a function to the C symbol of its name in the shared library *lib*.

    Only compiled static code can call it; from anywhere else the call raises RuntimeError.
    """
    if not isinstance(lib, str):
        raise TypeError(f"@native decorator 'lib' argument must be a `str` not {type(lib).__name__}")

    def decorate(func):
        @functools.wraps(func)
        def refuse(*args, **kwargs):
            raise RuntimeError(
                f"native callable '{func.__qualname__}' can only be called from static modules"
            )

        return refuse

    return decorate
