"""Questions about static types and modules; nothing is static until somebody declares it so."""

import weakref

from compiler._native import runtime_or

_static_types = weakref.WeakSet()


def is_type_static(tp, /):
    """Say whether a class was compiled as a static one."""
    return tp in _static_types


def set_type_static(tp, /):
    """Declare a class static and return it."""
    _static_types.add(tp)
    return tp


def set_type_final(tp, /):
    """Make a class refuse subclasses, and return it."""

    def refuse(cls, **kwargs):
        raise TypeError(f"type '{tp.__name__}' is not an acceptable base type")

    tp.__init_subclass__ = classmethod(refuse)
    return tp


def set_type_static_final(tp, /):
    """Declare a class static, make it refuse subclasses, and return it."""
    return set_type_final(set_type_static(tp))


def is_static_module(module, /):
    """Say whether a module object is a compiled static module."""
    return False


def is_static_callable(func, /):
    """Say whether a function (or a method of one) has a compiled static body."""
    return False


is_type_static = runtime_or("is_type_static", is_type_static)
set_type_static = runtime_or("set_type_static", set_type_static)
set_type_final = runtime_or("set_type_final", set_type_final)
set_type_static_final = runtime_or("set_type_static_final", set_type_static_final)
is_static_module = runtime_or("is_static_module", is_static_module)
is_static_callable = runtime_or("is_static_callable", is_static_callable)
