"""Run-time generic classes: each choice of type arguments is a class of its own, made once.

A generic is written as a class with ``_type_params`` (the names of its parameters); the methods find
the resolved arguments in ``_type_args``.  ``G[A, B]`` makes the subclass for the arguments, or gives
back the one that exists; nothing else can subclass a generic.
"""

import copyreg

from ._primitives import PRIMITIVES
from ._types import DYNAMIC, TypeSpec, resolve

_creating = []
"""Non-empty only while ``instantiate`` makes a class, the one moment when subclassing is allowed."""


class GenericMeta(type):
    """The class of the generic classes: nobody else subclasses them, and pickle refers to one by its arguments."""

    def __new__(meta, name, bases, namespace, **kwargs):
        for base in bases:
            if getattr(base, "_type_params", ()) and not _creating:
                shown = base.__name__ if base._type_args is not None else base_name(base)
                raise TypeError(f"type '__static__.{shown}' is not an acceptable base type")
        return super().__new__(meta, name, bases, namespace, **kwargs)


class StaticGeneric(metaclass=GenericMeta):
    """Base of the generic classes."""

    __slots__ = ()
    _type_params = ()
    _type_args = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "_type_params" in cls.__dict__:
            cls._instances = {}

    def __new__(cls, *args, **kwargs):
        if cls._type_params and cls._type_args is None:
            raise TypeError(f"cannot create '__static__.{cls.__name__}' instances")
        return super().__new__(cls)

    def __class_getitem__(cls, params):
        if not cls._type_params:
            return cls
        if not isinstance(params, tuple):
            params = (params,)
        return make_generic_type(cls, params)

    @classmethod
    def _resolve_arg(cls, param):
        try:
            return resolve(param)
        except TypeError:
            raise TypeError("expected type or Optional[T] for generic argument") from None

    @classmethod
    def _instance_name(cls, args):
        return f"{base_name(cls)}[{', '.join(arg.display for arg in args)}]"

    @classmethod
    def _expect(cls, method, position, arg, value):
        """Check one argument of a method whose parameter has the generic's type *arg*."""
        if not cls._type_args[arg].accepts(value):
            raise TypeError(f"{method}() argument {position} expected {cls._type_args[arg].display}")

    def _plain(self):
        """Return the contents as the constructor takes them."""
        raise NotImplementedError

    def __reduce__(self):
        return type(self), (self._plain(),)


def make_generic_type(generic, params):
    """Return the class of *generic* for the type arguments *params*, a tuple."""
    if generic._type_args is not None:
        raise TypeError(f"{generic.__name__} is not a generic type")
    wanted = len(generic._type_params)
    if len(params) != wanted:
        raise TypeError(f"{base_name(generic)} expected {wanted} generic arguments, got {len(params)}")
    return _for_args(generic, tuple(generic._resolve_arg(param) for param in params))


def _for_args(generic, args):
    key = tuple(arg.key() for arg in args)
    known = generic._instances.get(key)
    if known is None:
        known = generic._instances.setdefault(key, _instantiate(generic, args))
    return known


def _instantiate(generic, args):
    name = generic._instance_name(args)
    namespace = {
        "__slots__": (),
        "__module__": "__static__",
        "__qualname__": name,
        "__doc__": generic.__doc__,
        "_type_args": args,
    }
    _creating.append(generic)
    try:
        cls = type(generic)(name, (generic,), namespace)
    finally:
        _creating.pop()
    if hasattr(generic, "_adopt"):  # one of the C runtime's
        generic._adopt(cls, args)
    return cls


def native_class(name, args):
    """Return the class of the generic *name* for arguments as a compiled module describes them.

    An argument is a triple (class, optional, exact), -1 for a dynamic one, or the ``TYPED_`` code of
    the primitive that an Array holds.
    """
    generic = _named[name]
    specs = []
    for arg in args:
        if isinstance(arg, tuple):
            specs.append(TypeSpec(*arg))
        elif arg == -1:
            specs.append(DYNAMIC)
        else:
            specs.append(generic._resolve_arg(next(p for p in PRIMITIVES if p._type_code == arg)))
    return _for_args(generic, tuple(specs))


_named = {}


def rename(cls, name):
    """Give a generic class the name that the language shows for it, such as ``chklist[T]``."""
    cls.__name__ = cls.__qualname__ = name
    cls.__module__ = "__static__"
    _named[base_name(cls)] = cls


def base_name(generic):
    """Return the name of a generic class without its parameters."""
    return generic.__name__.partition("[")[0]


def _named_for_args(name, args):
    generic = _named[name]
    return generic if args is None else _for_args(generic, args)


def _reduce_class(cls):
    generic = cls if cls._type_args is None else cls.__mro__[1]
    return _named_for_args, (base_name(generic), cls._type_args)


copyreg.pickle(GenericMeta, _reduce_class)
