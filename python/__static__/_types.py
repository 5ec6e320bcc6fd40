"""What an annotation means when a value is checked against it at run time.

``resolve`` turns the object that an annotation evaluates to into a ``TypeSpec``.  Only nominal types
are checked: ``Any``, ``float`` (which admits ints unchanged), unions other than Optional, and the
typing forms without a class are *dynamic* and accept everything.
"""

import types
import typing

from ._primitives import is_primitive

_UNIONS = (typing.Union, types.UnionType)


def display_name(tp):
    """Name a class as messages show it: bare for builtins and ``__static__``, else qualified."""
    if tp is type(None):
        return "None"
    if tp.__module__ in ("builtins", "typing", "__static__"):
        return tp.__qualname__
    return f"{tp.__module__}.{tp.__qualname__}"


class TypeSpec:
    """One checkable type: a class (None: dynamic), perhaps exact, perhaps optional, perhaps one literal."""

    __slots__ = ("cls", "optional", "exact", "literal")

    def __init__(self, cls, optional=False, exact=False, literal=None):
        self.cls = cls
        self.optional = optional
        self.exact = exact
        self.literal = literal

    def key(self):
        """Return a hashable identity: equal keys mean the same type."""
        return (self.cls, self.optional, self.exact, self.literal)

    @property
    def dynamic(self):
        return self.cls is None

    @property
    def display(self):
        """The type as messages and the names of generic classes show it."""
        if self.cls is None:
            return "dynamic"
        if self.literal is not None:
            name = f"Literal[{self.literal!r}]"
        else:
            name = display_name(self.cls)
            if self.exact:
                name = f"Exact[{name}]"
        return f"Optional[{name}]" if self.optional else name

    def accepts(self, value):
        """Say whether *value* is of this type."""
        if self.cls is None or (self.optional and value is None):
            return True
        if self.literal is not None:
            return type(value) is self.cls and value == self.literal
        if self.exact:
            return type(value) is self.cls
        return issubclass(type(value), self.cls)


DYNAMIC = TypeSpec(None)


def resolve(annotation):
    """Return the TypeSpec of *annotation*; TypeError when it is no type at all, or a primitive."""
    if annotation is None:
        return TypeSpec(type(None))
    if is_primitive(annotation):
        raise TypeError(f"primitive type {annotation.__name__} is not a run-time type")
    if annotation is float or annotation is typing.Any:
        return DYNAMIC
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _resolve_annotated(annotation)
    if origin in _UNIONS:
        return _resolve_union(typing.get_args(annotation))
    if origin is typing.Literal:
        return _resolve_literal(typing.get_args(annotation))
    if isinstance(origin, type) and typing.get_args(annotation) and origin in _CONTAINERS:
        return TypeSpec(origin)
    if origin is not None:
        return DYNAMIC
    if isinstance(annotation, type):
        return TypeSpec(annotation)
    if isinstance(annotation, typing.TypeVar) or getattr(annotation, "__module__", None) == "typing":
        return DYNAMIC
    if type(annotation).__name__ == "TypeAliasType":
        return resolve(annotation.__value__)
    raise TypeError("expected type or Optional[T]")


_CONTAINERS = (list, dict, tuple, set, frozenset)


def _resolve_annotated(annotation):
    spec = resolve(annotation.__origin__)
    if annotation.__metadata__ == ("Exact",) and not spec.dynamic:
        return TypeSpec(spec.cls, spec.optional, True, spec.literal)
    return spec


def _resolve_union(members):
    rest = [m for m in members if m is not type(None)]
    if any(is_primitive(m) for m in rest):
        names = ", ".join(m.__name__ if isinstance(m, type) else str(m) for m in members)
        raise TypeError(f"invalid union type Union[{names}]; unions cannot include primitive types")
    if len(rest) != 1:
        return DYNAMIC
    spec = resolve(rest[0])
    if spec.dynamic:
        return DYNAMIC
    return TypeSpec(spec.cls, len(rest) < len(members) or spec.optional, spec.exact, spec.literal)


def _resolve_literal(values):
    if len(values) == 1 and type(values[0]) in (int, bool):
        return TypeSpec(type(values[0]), literal=values[0])
    return DYNAMIC
