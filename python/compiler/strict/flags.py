"""The markers of a module: ``import __strict__`` and ``import __static__`` at its top.

Only one docstring, ``from __future__`` imports and other markers may come first.  A marker further
down, combined or aliased is an error; inside a function or a class it is an ordinary import.
"""

import ast
from dataclasses import dataclass

from .errors import BadFlagException

MARKERS = ("__strict__", "__static__")


@dataclass(frozen=True)
class Flags:
    """What the markers of a module say."""

    is_strict: bool = False
    is_static: bool = False


def may_have_flags(code):
    """Say whether the names of a module's code object admit that it has markers."""
    return any(marker in code.co_names for marker in MARKERS)


def read_flags(tree):
    """Return the Flags of a module; BadFlagException when a marker is wrong."""
    found = set()
    at_top = True
    docstring_allowed = True
    for statement in tree.body:
        if _is_string(statement):
            at_top = at_top and docstring_allowed
            docstring_allowed = False
            continue
        docstring_allowed = False
        if isinstance(statement, ast.ImportFrom) and _is_flag_import(statement):
            continue
        if isinstance(statement, ast.Import):
            marker = _marker(statement)
            if marker is not None:
                if not at_top:
                    raise BadFlagException(f"Cinder flag {marker} must be at the top of a file")
                found.add(marker)
                continue
        at_top = False
        _refuse_nested(statement)
    static = "__static__" in found
    return Flags(is_strict=static or "__strict__" in found, is_static=static)


def _is_string(statement):
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _is_flag_import(statement):
    return statement.level == 0 and statement.module in ("__future__", "__static__.compiler_flags")


def _marker(statement):
    """Return the marker that an import statement names, None if it names none."""
    markers = [alias for alias in statement.names if alias.name in MARKERS]
    if not markers:
        return None
    if len(statement.names) > 1:
        raise BadFlagException(f"{markers[0].name} flag may not be combined with other imports")
    if markers[0].asname is not None:
        raise BadFlagException(f"{markers[0].name} flag may not be aliased")
    return markers[0].name


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def _refuse_nested(statement):
    """Refuse markers inside the compound statements of the module's own scope."""
    if isinstance(statement, _SCOPES):
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.Import):
            marker = _marker(child)
            if marker is not None:
                raise BadFlagException(f"Cinder flag {marker} must be at the top of a file")
        elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            _refuse_nested(child)
