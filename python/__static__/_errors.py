"""Exceptions of the static language."""

from compiler._native import runtime_or


class StaticTypeError(TypeError):
    """A value of the wrong type reached a typed boundary (parameter, field, overriding method)."""


StaticTypeError.__module__ = "__static__"
StaticTypeError = runtime_or("StaticTypeError", StaticTypeError)
