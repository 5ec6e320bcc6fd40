"""Static enums: ``Enum``, ``IntEnum`` and ``StringEnum`` with one level of members.

They are leaner than the standard library's: every class-body name that has no leading underscore and
is no routine or descriptor is a member, members with equal values stay distinct, and nothing can be
subclassed but the three roots.
"""

import types

_ROOTS = set()
"""The classes a static enum may derive from; ``object`` while the first of them is made."""

_NOT_MEMBERS = (types.FunctionType, types.BuiltinFunctionType, type, staticmethod, classmethod)


def _is_member(name, value):
    if name.startswith("_") or isinstance(value, _NOT_MEMBERS):
        return False
    return not hasattr(type(value), "__get__") and not hasattr(type(value), "__set__")


class EnumMeta(type):
    """Metaclass: makes the members, looks them up, and keeps them from being changed."""

    def __new__(mcls, name, bases, namespace, *, _root=False):
        if _root:
            cls = super().__new__(mcls, name, bases, namespace)
            _ROOTS.add(cls)
            return cls
        kind = next((base._kind for base in bases if isinstance(base, EnumMeta)), "Enum")
        if len(bases) > 1:
            raise TypeError(f"Static {kind} types cannot support multiple bases: {bases}")
        if bases[0] not in _ROOTS:
            raise TypeError(f"Static {kind} types do not allow subclassing")
        values = {n: v for n, v in namespace.items() if _is_member(n, v)}
        rest = {n: v for n, v in namespace.items() if n not in values}
        cls = super().__new__(mcls, name, bases, rest)
        cls._fill(values)
        return cls

    def _fill(cls, values):
        members = {name: cls._make(name, value) for name, value in values.items()}
        by_value = {}
        distinct = True
        for member in members.values():
            try:
                distinct &= by_value.setdefault(member._value, member) is member
            except TypeError:  # an unhashable value is found by search
                distinct &= all(m is member or m._value != member._value for m in members.values())
        for name, member in members.items():
            type.__setattr__(cls, name, member)
        type.__setattr__(cls, "__members__", types.MappingProxyType(members))
        type.__setattr__(cls, "_by_value", by_value)
        type.__setattr__(cls, "_distinct", distinct)

    def __call__(cls, *args):
        if len(args) != 1:
            raise TypeError(f"Type[{cls.__name__}] requires a single argument ({len(args)} given)")
        (value,) = args
        if type(value) is cls:
            return value
        found = cls._lookup(value)
        if found is None:
            raise ValueError(f"Enum type {cls.__name__} has no attribute with value {value!r}")
        return found

    def _lookup(cls, value):
        if cls._kind == "StringEnum" and isinstance(value, bytes):
            value = value.decode("utf-8")
        try:
            return cls._by_value.get(value)
        except TypeError:
            return next((m for m in cls.__members__.values() if m._value == value), None)

    def __getitem__(cls, name):
        return cls.__members__[name]

    def __iter__(cls):
        return iter(cls.__members__.values())

    def __reversed__(cls):
        return reversed(list(cls.__members__.values()))

    def __len__(cls):
        return len(cls.__members__)

    def __bool__(cls):
        return True

    def __contains__(cls, item):
        return type(item) is cls or cls._lookup(item) is not None

    def __setattr__(cls, name, value):
        if name in cls.__members__:
            raise AttributeError("Static Enum values cannot be modified or deleted")
        super().__setattr__(name, value)

    def __delattr__(cls, name):
        if name in cls.__members__:
            raise AttributeError("Static Enum values cannot be modified or deleted")
        super().__delattr__(name)


class _Member:
    """What the members of all kinds have in common."""

    __members__ = types.MappingProxyType({})

    @property
    def name(self):
        return self._name

    @property
    def value(self):
        return self._value

    def __setattr__(self, name, value):
        if name in ("name", "value", "_name", "_value"):
            raise AttributeError("Enum values cannot be modified or deleted")
        super().__setattr__(name, value)

    def __delattr__(self, name):
        if name in ("name", "value", "_name", "_value"):
            raise AttributeError("Enum values cannot be modified or deleted")
        super().__delattr__(name)

    def __str__(self):
        return f"{type(self).__name__}.{self._name}"

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name}: {self._value!r}>"

    def __reduce_ex__(self, protocol):
        return type(self), (self._value,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    @classmethod
    def _make(cls, name, value):
        member = cls._new(value)
        object.__setattr__(member, "_name", name)
        object.__setattr__(member, "_value", value)
        return member


class Enum(_Member, metaclass=EnumMeta, _root=True):
    """An enum whose members are just themselves: unequal to their values while those are distinct."""

    _kind = "Enum"

    @classmethod
    def _new(cls, value):
        return object.__new__(cls)

    def __eq__(self, other):
        if self is other:
            return True
        if type(other) is type(self) and not type(self)._distinct:
            return self._value == other._value
        return NotImplemented

    def __hash__(self):
        return object.__hash__(self) if type(self)._distinct else hash(self._value)

    def __format__(self, spec):
        return format(str(self), spec)


class IntEnum(_Member, int, metaclass=EnumMeta, _root=True):
    """An enum whose members are ints."""

    _kind = "IntEnum"

    @classmethod
    def _new(cls, value):
        if not isinstance(value, int):
            raise TypeError(f"IntEnum values must be int, not {type(value).__name__}")
        return int.__new__(cls, value)


class StringEnum(_Member, str, metaclass=EnumMeta, _root=True):
    """An enum whose members are strs; ``E(b"...")`` decodes UTF-8."""

    _kind = "StringEnum"

    @classmethod
    def _new(cls, value):
        if not isinstance(value, str):
            raise TypeError(f"StringEnum values must be str, not {type(value).__name__}")
        return str.__new__(cls, value)

    def __str__(self):
        return self._value


def unique(enumeration):
    """Class decorator: refuse members with equal values."""
    if not enumeration._distinct:
        raise ValueError(f"duplicate values found in {enumeration!r}")
    return enumeration
