"""The names of Static Python.

``import __static__`` at the top of a module makes it a static module for the compiler; importing
names from here gives their run-time meaning.  Everything works without the compiler, so that the
same source runs in plain CPython: primitives are ints and floats, checked containers check, and
decorators that only guide the compiler do nothing.  Where the C runtime is loaded, its types stand
in for the fallbacks (see ``compiler._native``).
"""

from compiler._native import runtime_or

from ._array import Vector, staticarray
from ._cached import async_cached_property, cached_property
from ._checked_dict import chkdict
from ._checked_list import chklist
from ._context import (
    ContextDecorator,
    ExcContextDecorator,
    make_context_decorator_wrapper,
    make_recreate_cm,
)
from ._decorators import (
    ClassDecorator,
    TClass,
    _donotcompile,
    allow_weakrefs,
    dynamic_return,
    inline,
    mixin,
    native,
)
from ._errors import StaticTypeError
from ._functions import RAND_MAX, cast, clen, crange, prod_assert, rand
from ._generics import StaticGeneric, make_generic_type
from ._opcodes import *
from ._primitives import *
from ._reflection import (
    is_static_callable,
    is_static_module,
    is_type_static,
    set_type_final,
    set_type_static,
    set_type_static_final,
)
from .enum import Enum, IntEnum, StringEnum, unique

cast = runtime_or("cast", cast)
rand = runtime_or("rand", rand)

CheckedDict = chkdict
CheckedList = chklist
Array = staticarray
PyDict = pydict = dict

del runtime_or
