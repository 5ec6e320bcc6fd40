"""Array[P] and Vector[P]: machine values side by side in memory, of fixed and of growing length.

The language asks for ``Array[int64]``; every other primitive but the ``size_t`` spellings, which are
the same classes, is an extension.  Elements go in and come out as objects here.
"""

import array
import operator

from compiler._native import runtime_or

from ._generics import StaticGeneric, base_name, rename
from ._primitives import cbool, is_primitive


class _Element:
    """The element type of one Array class, in the place of a TypeSpec."""

    __slots__ = ("primitive",)

    def __init__(self, primitive):
        self.primitive = primitive

    def key(self):
        return self.primitive

    @property
    def display(self):
        return self.primitive.__name__


class _Generic(StaticGeneric):
    """What the classes of arrays have in common, whoever implements them."""

    __slots__ = ()
    _type_params = ()

    @classmethod
    def _resolve_arg(cls, param):
        if not is_primitive(param):
            name = getattr(param, "__name__", None) or repr(param)
            raise TypeError(f"Invalid Array element type: {name}")
        return _Element(param)

    @classmethod
    def _instance_name(cls, args):
        # The one class that the language defines has the plain name.
        name = super()._instance_name(args)
        return "staticarray" if name == "staticarray[int64]" else name

    def __reduce__(self):
        code = self._type_args[0].primitive._array_code
        return _rebuild, (type(self), array.array(code, self))


class _Array:
    """Array in Python: the values are in an ``array.array``."""

    __slots__ = ("_values", "__weakref__")

    def __init__(self, length, /):
        length = operator.index(length)
        if length < 0:
            raise ValueError("array length must not be negative")
        self._values = array.array(self._type_args[0].primitive._array_code, (0,)) * length

    @classmethod
    def _store(cls, value):
        """Check what the ``array`` module would not; it checks type and range of the rest."""
        return cbool(value) if cls._type_args[0].primitive is cbool else value

    def _load(self, value):
        return bool(value) if self._type_args[0].primitive is cbool else value

    def _index(self, index):
        try:
            index = operator.index(index)
        except TypeError:
            raise TypeError(
                f"sequence index must be integer, not '{type(index).__name__}'"
            ) from None
        length = len(self._values)
        if index < 0:
            index += length
        if not 0 <= index < length:
            raise IndexError("array index out of range")
        return index

    def __getitem__(self, index):
        return self._load(self._values[self._index(index)])

    def __setitem__(self, index, value):
        self._values[self._index(index)] = self._store(value)

    def __len__(self):
        return len(self._values)

    def __iter__(self):
        return map(self._load, self._values)

    def __contains__(self, value):
        return value in self._values

    def _like(self, values):
        new = type(self)(0)
        new._values = values
        return new

    def __copy__(self):
        return self._like(self._values[:])

    def __add__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return self._like(self._values + other._values)

    def __mul__(self, times):
        try:
            times = operator.index(times)
        except TypeError:
            return NotImplemented
        return self._like(self._values * times)

    __rmul__ = __mul__

    def __repr__(self):
        return f"{base_name(type(self).__mro__[1])}[{len(self)}]({list(self)!r})"

    def __buffer__(self, flags):
        return memoryview(self._values)

    def __sizeof__(self):
        return object.__sizeof__(self) + self._values.__sizeof__()


class _Vector(_Array):
    """Vector in Python."""

    __slots__ = ()

    def __init__(self, length=0, /):
        super().__init__(length)

    def append(self, value, /):
        """Append value."""
        self._values.append(self._store(value))

    def extend(self, iterable, /):
        """Append every value of iterable."""
        for value in iterable:
            self.append(value)

    def insert(self, index, value, /):
        """Insert value before index."""
        self._values.insert(index, self._store(value))

    def pop(self, index=-1, /):
        """Remove and return the value at index."""
        return self._load(self._values.pop(self._index(index)))

    def clear(self):
        """Remove every value."""
        del self._values[:]


class staticarray(runtime_or("Array", _Array), _Generic):
    """A fixed number of machine values."""

    __slots__ = ()
    _type_params = ("T",)


class Vector(runtime_or("Vector", _Vector), _Generic):
    """A growing row of machine values; made with a length (zero filled) or with nothing."""

    __slots__ = ()
    _type_params = ("T",)


def _rebuild(cls, values):
    new = cls(len(values))
    if isinstance(new, _Array):
        new._values = values
    else:
        memoryview(new).cast("B")[:] = memoryview(values).cast("B")
    return new


rename(staticarray, "staticarray[T]")
rename(Vector, "Vector[T]")
