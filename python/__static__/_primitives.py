"""The machine types, as far as an interpreter can have them.

Calling a primitive's name converts: integers are cut to the type's width (two's complement), floats
are kept or rounded.  What comes back is a plain ``int``, ``bool`` or ``float``, the object that
``box`` gives in compiled code; an annotation alone (``x: int8 = e``) converts nothing here.  The
names are classes so that they may stand in annotations, unions and subscripts.
"""

import struct

# Codes of the machine types: for integers bit 0 says signed and bits 1 and 2 hold log2(bytes).
TYPED_INT_UNSIGNED = 0
TYPED_INT_SIGNED = 1
TYPED_INT_8BIT = 0
TYPED_INT_16BIT = 1
TYPED_INT_32BIT = 2
TYPED_INT_64BIT = 3
TYPED_UINT8 = 0
TYPED_INT8 = 1
TYPED_UINT16 = 2
TYPED_INT16 = 3
TYPED_UINT32 = 4
TYPED_INT32 = 5
TYPED_UINT64 = 6
TYPED_INT64 = 7
TYPED_OBJECT = 8
TYPED_DOUBLE = 9
TYPED_SINGLE = 10
TYPED_CHAR = 11
TYPED_BOOL = 12
TYPED_VOID = 13
TYPED_STRING = 14
TYPED_ERROR = 15
TYPED_ARRAY = 0x80

PRIMITIVES = []
"""Every primitive class, in the order of definition; aliases are not repeated."""


def primitive(array_code):
    """Decorate a primitive class: record it and give it its code for the ``array`` module."""

    def record(cls):
        cls.__module__ = "__static__"
        cls._array_code = array_code
        PRIMITIVES.append(cls)
        return cls

    return record


def is_primitive(tp):
    """Say whether *tp* is one of the primitive classes."""
    return isinstance(tp, type) and tp in PRIMITIVES


def type_code(tp):
    """Return the ``TYPED_*`` code of a type; every class that is no primitive is an object."""
    return tp._type_code if is_primitive(tp) else TYPED_OBJECT


def _integer(value):
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"expected 'int', got '{type(value).__name__}'")


def _real(value):
    if isinstance(value, (float, int)):
        return float(value)
    raise TypeError(f"expected 'float', got '{type(value).__name__}'")


@primitive("b")
class int8(int):
    """Signed, 8 bits."""

    _type_code = TYPED_INT8

    def __new__(cls, value=0, /):
        return ((_integer(value) + 0x80) & 0xFF) - 0x80


@primitive("h")
class int16(int):
    """Signed, 16 bits."""

    _type_code = TYPED_INT16

    def __new__(cls, value=0, /):
        return ((_integer(value) + 0x8000) & 0xFFFF) - 0x8000


@primitive("i")
class int32(int):
    """Signed, 32 bits."""

    _type_code = TYPED_INT32

    def __new__(cls, value=0, /):
        return ((_integer(value) + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000


@primitive("q")
class int64(int):
    """Signed, 64 bits."""

    _type_code = TYPED_INT64

    def __new__(cls, value=0, /):
        return ((_integer(value) + (1 << 63)) & ((1 << 64) - 1)) - (1 << 63)


@primitive("B")
class uint8(int):
    """Unsigned, 8 bits."""

    _type_code = TYPED_UINT8

    def __new__(cls, value=0, /):
        return _integer(value) & 0xFF


@primitive("H")
class uint16(int):
    """Unsigned, 16 bits."""

    _type_code = TYPED_UINT16

    def __new__(cls, value=0, /):
        return _integer(value) & 0xFFFF


@primitive("I")
class uint32(int):
    """Unsigned, 32 bits."""

    _type_code = TYPED_UINT32

    def __new__(cls, value=0, /):
        return _integer(value) & 0xFFFF_FFFF


@primitive("Q")
class uint64(int):
    """Unsigned, 64 bits."""

    _type_code = TYPED_UINT64

    def __new__(cls, value=0, /):
        return _integer(value) & ((1 << 64) - 1)


@primitive("b")
class char(int):
    """One byte, treated as ``int8``."""

    _type_code = TYPED_CHAR

    def __new__(cls, value=0, /):
        return int8(value)


@primitive("b")
class cbool(int):
    """One byte that is 0 or 1; only a real ``bool`` converts."""

    _type_code = TYPED_BOOL

    def __new__(cls, value=False, /):
        if value is True or value is False:
            return value
        raise TypeError(f"expected 'bool', got '{type(value).__name__}'")


@primitive("d")
class double(float):
    """IEEE 754, 64 bits."""

    _type_code = TYPED_DOUBLE

    def __new__(cls, value=0.0, /):
        return _real(value)


@primitive("f")
class single(float):
    """IEEE 754, 32 bits; a value beyond its range becomes an infinity."""

    _type_code = TYPED_SINGLE

    def __new__(cls, value=0.0, /):
        value = _real(value)
        try:
            return struct.unpack("f", struct.pack("f", value))[0]
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")


byte = int8
size_t = uint64
ssize_t = int64


def box(value, /):
    """Turn a primitive into an object; uncompiled code holds objects already."""
    return value


def unbox(value, /):
    """Turn an object into a primitive; uncompiled code keeps the object."""
    return value


__all__ = [
    *(cls.__name__ for cls in PRIMITIVES),
    *(name for name in globals() if name.startswith("TYPED_")),
    "byte",
    "size_t",
    "ssize_t",
    "box",
    "unbox",
    "type_code",
]
