"""Rewriting of a strict module's tree, so that its classes are frozen and its fixed names stay fixed.

* A class of the module's scope is noted when it has been made, and frozen when the body ends.  A
  class made by a function is frozen when the function returns or raises.
* ``@mutable`` from ``__strict__`` exempts a class.
* ``from typing import X`` and ``from __strict__ import X`` take X from a snapshot.

The rewritten code calls helpers through names that no identifier can have; ``runtime`` defines them.
"""

import ast

from .errors import StrictModuleError

FIXED_MODULES = ("typing", "__strict__", "strict_modules")

CLASSES = "<classes>"
"""The list of the classes that wait to be frozen, in a module or a function."""
NOTE_CLASS = "<note-class>"
FREEZE = "<freeze-type>"
FIXED = "<fixed-modules>"


def rewrite(tree, filename):
    """Rewrite the tree of a strict module in place and return it.

    StrictModuleError when a class has a member that is both a class and an instance field.
    """
    _check_members(tree, filename)
    _Rewriter(_mutable_names(tree)).module(tree)
    return ast.fix_missing_locations(tree)


def _mutable_names(tree):
    """Return the dotted names under which the module can say ``mutable``."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("__strict__", "strict_modules"):
            names.update(a.asname or a.name for a in node.names if a.name == "mutable")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in ("__strict__", "strict_modules"):
                    names.add((alias.asname or alias.name) + ".mutable")
    return names


class _Rewriter(ast.NodeTransformer):
    def __init__(self, mutable):
        self.mutable = mutable
        self.has_class = False

    def module(self, tree):
        self.generic_visit(tree)
        tree.body.append(_call_statement(FREEZE, ast.Name(CLASSES, ast.Load())))

    def visit_ImportFrom(self, node):
        return list(_fixed_names(node)) if _is_fixed(node) else node

    def visit_ClassDef(self, node):
        self.has_class = True
        self.generic_visit(node)
        kept = [d for d in node.decorator_list if ast.unparse(d) not in self.mutable]
        if len(kept) == len(node.decorator_list):
            note = ast.Call(
                ast.Name(NOTE_CLASS, ast.Load()), [ast.Name(CLASSES, ast.Load())], []
            )
            kept.insert(0, ast.copy_location(note, node))
        node.decorator_list = kept
        return node

    def visit_FunctionDef(self, node):
        outer, self.has_class = self.has_class, False
        self.generic_visit(node)
        if self.has_class:
            node.body = _frozen_at_exit(node.body)
        self.has_class = outer
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        return node


def _frozen_at_exit(body):
    head = body[:1] if ast.get_docstring(ast.Module(body, []), clean=False) is not None else []
    rest = body[len(head) :] or [ast.Pass()]
    classes = ast.Assign([ast.Name(CLASSES, ast.Store())], ast.List([], ast.Load()))
    freeze = _call_statement(FREEZE, ast.Name(CLASSES, ast.Load()))
    guarded = ast.Try(rest, [], [], [freeze])
    for made in (classes, guarded, freeze):
        ast.copy_location(made, rest[0] if hasattr(rest[0], "lineno") else body[0])
    return [*head, classes, guarded]


def _call_statement(function, argument):
    return ast.Expr(ast.Call(ast.Name(function, ast.Load()), [argument], []))


def _is_fixed(statement):
    return (
        statement.level == 0
        and statement.module in FIXED_MODULES
        and all(alias.name != "*" for alias in statement.names)
    )


def _fixed_names(statement):
    """Give the assignments that take the place of an import from a fixed module."""
    for alias in statement.names:
        lookup = ast.Call(
            ast.Name(FIXED, ast.Load()),
            [ast.Constant(statement.module), ast.Constant(alias.name)],
            [],
        )
        assign = ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], lookup)
        yield ast.copy_location(assign, statement)


def _check_members(tree, filename):
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            conflicts = sorted(_conflicts(node))
            if conflicts:
                raise StrictModuleError(
                    f"Class member conflicts with instance member: {conflicts}",
                    filename,
                    node.lineno,
                    node.col_offset + 1,
                )


def _conflicts(node):
    """Return the names that a class declares both as its own and as its instances' field."""
    of_class, of_instance = set(), set()
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            of_class.add(statement.name)
            if statement.name == "__init__" and isinstance(statement, ast.FunctionDef):
                of_instance.update(_initialised(statement))
        elif isinstance(statement, ast.Global) and "__annotations__" in statement.names:
            return {"__annotations__"}
        elif isinstance(statement, ast.AnnAssign):
            if isinstance(statement.target, ast.Name):
                (of_instance if statement.value is None else of_class).add(statement.target.id)
        else:
            of_class.update(
                n.id
                for n in ast.walk(statement)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            )
    return of_class & of_instance


def _initialised(init):
    """Yield the names x of the targets ``self.x`` in an ``__init__``, whatever self is called."""
    parameters = [*init.args.posonlyargs, *init.args.args]
    if not parameters:
        return
    for node in ast.walk(init):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == parameters[0].arg
        ):
            yield node.attr
