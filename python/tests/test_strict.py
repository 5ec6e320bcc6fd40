"""Strict modules through the loader: namespaces, classes, fixed names, packages."""

import builtins
import importlib
import os
import sys
import typing
import unittest
import unittest.mock
import warnings
from types import ModuleType

import support
from __strict__ import freeze_type, set_freeze_enabled
from compiler.strict import StrictModule, StrictModuleError, StrictModuleTestingPatchProxy
from compiler.strict.loader import uninstall
from support import strict_imports


class StrictTestCase(support.TreeTestCase):
    def setUp(self):
        super().setUp()
        writes = unittest.mock.patch.object(sys, "dont_write_bytecode", False)
        writes.start()
        self.addCleanup(writes.stop)

    def load(self, source, name="mod", **settings):
        """Import a strict module with that source."""
        self.write(name.replace(".", "/") + ".py", source)
        importlib.invalidate_caches()
        with strict_imports(self.folder, **settings):
            return importlib.import_module(name)

    def raises(self, error, message, call, *args):
        with self.assertRaises(error) as caught:
            call(*args)
        self.assertEqual(str(caught.exception), message)


class NamespaceTests(StrictTestCase):
    def test_immutable(self):
        """ST-03, SP-193."""
        mod = self.load("import __strict__\nx = 1")
        self.raises(AttributeError, "cannot modify attribute 'x' of strict module mod", setattr, mod, "x", 2)
        self.raises(AttributeError, "cannot delete attribute 'x' of strict module mod", delattr, mod, "x")
        self.assertEqual(mod.x, 1)

    def test_missing(self):
        """ST-04."""
        mod = self.load("import __strict__")
        self.raises(AttributeError, "strict module 'mod' has no attribute 'y'", getattr, mod, "y")
        mod = self.load("import __strict__\ndef __getattr__(name): return name * 2\ndef __dir__(): return ['a']", "hooks")
        self.assertEqual((mod.ab, dir(mod)), ("abab", ["a"]))

    def test_dict_is_a_copy(self):
        """ST-05."""
        mod = self.load("import __strict__\nx = 1")
        vars(mod)["x"] = 2
        mod.__dict__["z"] = 2
        self.assertEqual((mod.x, hasattr(mod, "z")), (1, False))
        self.assertFalse([name for name in (*vars(mod), *dir(mod)) if name.startswith("<")])

    def test_kind(self):
        """ST-06."""
        mod = self.load("import __strict__")
        self.assertIsInstance(mod, ModuleType)
        self.assertIs(type(mod), StrictModule)
        self.assertEqual((mod.__name__, mod.__patch_enabled__), ("mod", False))
        self.assertEqual(mod.__strict__.__name__, "__strict__")
        self.assertRegex(repr(mod), r"^<module 'mod' from '.*mod.py'>$")
        self.assertEqual(mod.__spec__.name, "mod")
        self.assertEqual(mod.__cached__, mod.__spec__.cached)
        self.assertTrue(mod.__cached__.endswith(".strict.pyc"))

    def test_inside(self):
        """ST-07: the module's own code rebinds and deletes at will."""
        mod = self.load(
            """
            import __strict__
            x = 1
            def set(v):
                global x
                x = v
            def drop():
                global x
                del x
            def get():
                return x
            """
        )
        mod.set(5)
        self.assertEqual((mod.x, mod.get()), (5, 5))
        mod.drop()
        self.raises(NameError, "name 'x' is not defined", mod.get)

    def test_constructor(self):
        self.raises(TypeError, "StrictModule.__new__ expected dict for 1st argument", StrictModule, 1, False)
        self.raises(TypeError, "StrictModule.__new__ expected bool for 2nd argument", StrictModule, {}, 1)
        self.raises(AttributeError, "strict module has no attribute __name__", getattr, StrictModule({}, False), "__name__")

    def test_without_loader(self):
        """ST-01, SP-014: without the loader it is an ordinary module; the caches do not mix."""
        strict = self.load("import __strict__\nx = 1")
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.remove, self.folder)
        self.addCleanup(sys.modules.pop, "mod", None)
        importlib.invalidate_caches()
        ordinary = importlib.import_module("mod")
        self.assertIs(type(ordinary), ModuleType)
        self.assertNotEqual(ordinary.__cached__, strict.__cached__)


class ClassTests(StrictTestCase):
    def test_freezing(self):
        """ST-08, SP-198: frozen when the body ends, changed at will before."""
        mod = self.load(
            """
            import __strict__
            class C:
                class Inner: pass
            C.x = 1
            if True:
                class D(C): pass
            """
        )
        for cls in (mod.C, mod.C.Inner, mod.D):
            message = f"cannot set 'y' attribute of immutable type '{cls.__name__}'"
            self.raises(TypeError, message, setattr, cls, "y", 1)
        self.assertEqual(mod.C.x, 1)
        mod.C().anything = 1
        type("Sub", (mod.C,), {}).y = 1

    def test_in_functions(self):
        """ST-09: frozen when the function returns or raises."""
        mod = self.load(
            """
            import __strict__
            made = []
            def f(fail):
                '''Doc.'''
                for i in range(2):
                    class C: pass
                    C.i = i
                    made.append(C)
                if fail:
                    raise KeyError
                return C
            """
        )
        mod.f(False)
        with self.assertRaises(KeyError):
            mod.f(True)
        self.assertEqual(mod.f.__doc__, "Doc.")
        for cls in mod.made:
            with self.assertRaises(TypeError):
                cls.y = 1

    def test_mutable(self):
        """ST-10: by whatever name it was imported; another decorator of the name is itself."""
        mod = self.load(
            """
            import __strict__
            from __strict__ import mutable, mutable as m
            @mutable
            class C: pass
            @m
            class D: pass
            @__strict__.mutable
            class E: pass
            """
        )
        mod.C.x = mod.D.x = mod.E.x = 1
        mod = self.load(
            """
            import __strict__
            def mutable(cls):
                cls.marked = True
                return cls
            @mutable
            class C: pass
            """,
            "other",
        )
        self.assertTrue(mod.C.marked)
        with self.assertRaises(TypeError):
            mod.C.x = 1

    def test_switch(self):
        """ST-11."""
        self.assertTrue(set_freeze_enabled(False))
        try:
            self.load("import __strict__\nclass C: pass").C.x = 1
        finally:
            self.assertFalse(set_freeze_enabled(True))
        self.load("import __strict__\nclass C: pass", "patched", enable_patching=True).C.x = 1
        self.raises(TypeError, "freeze_type requires a type, got int", freeze_type, 3)

    def test_conflicts(self):
        """ST-12."""
        for body in (
            "x = 1\n    def __init__(self): self.x = 2",
            "x: int = 1\n    def __init__(this): this.y, this.x = 2, 3",
            "x: int\n    def x(self): pass",
        ):
            with self.assertRaises(StrictModuleError) as caught:
                self.load(f"import __strict__\nclass C:\n    {body}")
            error = caught.exception
            self.assertEqual(error.msg, "Class member conflicts with instance member: ['x']")
            self.assertEqual((error.filename, error.lineno), (os.path.join(self.folder, "mod.py"), 2))
            self.assertNotIn("mod", sys.modules)
        with self.assertRaises(StrictModuleError) as caught:
            self.load("import __strict__\nclass C:\n    global __annotations__")
        self.assertIn("['__annotations__']", caught.exception.msg)

    def test_library_idioms(self):
        """ST-24."""
        mod = self.load(
            """
            import __strict__
            from dataclasses import dataclass, field
            from enum import Enum, Flag
            from functools import lru_cache, cached_property
            from abc import ABC, abstractmethod
            from typing import NamedTuple, Protocol, runtime_checkable
            @dataclass(order=True, slots=True)
            class P:
                x: int
                y: list = field(default_factory=list)
            class E(Enum):
                A = 1
            class F(Flag):
                A = 1
                B = 2
            class N(NamedTuple):
                a: int
                b: int = 2
            @lru_cache
            def f(x): return object()
            class Base(ABC):
                @abstractmethod
                def f(self): ...
            @runtime_checkable
            class HasF(Protocol):
                def f(self): ...
            class Lazy:
                @cached_property
                def v(self): return 3
            """
        )
        self.assertLess(mod.P(1), mod.P(2))
        self.assertEqual((mod.E(1), mod.F.A | mod.F.B, mod.N(1)), (mod.E.A, mod.F(3), (1, 2)))
        self.assertIs(mod.f(1), mod.f(1))
        with self.assertRaises(TypeError):
            mod.Base()
        self.assertNotIsInstance(3, mod.HasF)
        mod.Base.register(int)
        self.assertIsInstance(3, mod.Base)
        self.assertEqual(mod.Lazy().v, 3)


class NameTests(StrictTestCase):
    def test_exec(self):
        """ST-13: without arguments they see the module's names and the function's locals."""
        mod = self.load("import __strict__\nx = 1\ndef f(y): return eval('x + y')")
        self.assertEqual(mod.f(2), 3)

    def test_builtins(self):
        """ST-14."""
        with unittest.mock.patch.object(builtins, "added", 1, create=True):
            mod = self.load("import __strict__\nmin = None\ndel min\ndef f(): return min(2, 1)\ndef g(): return late")
        with unittest.mock.patch.object(builtins, "min", None), unittest.mock.patch.object(builtins, "late", 1, create=True):
            self.assertEqual(mod.f(), 1)
            self.raises(NameError, "name 'late' is not defined", mod.g)

    def test_fixed_typing(self):
        """ST-15."""
        real = typing.Optional
        with unittest.mock.patch.object(typing, "Optional", None):
            mod = self.load("import __strict__\nfrom typing import Optional as O, Any\ndef f():\n    from typing import List\n    return List")
        self.assertIs(mod.O, real)
        self.assertIs(mod.f(), typing.List)
        with self.assertRaisesRegex(ImportError, "cannot import name 'Nonsense' from 'typing'"):
            self.load("import __strict__\nfrom typing import Nonsense", "bad")


class PackageTests(StrictTestCase):
    def test_parent_attribute(self):
        """ST-16: a strict package has a submodule only if it binds the name."""
        self.write("pkg/__init__.py", "import __strict__")
        self.write("pkg/sub.py", "import __strict__\nx = 1")
        self.write("binding/__init__.py", "import __strict__\nfrom . import sub")
        self.write("binding/sub.py", "import __strict__\nx = 1")
        with strict_imports(self.folder), warnings.catch_warnings():
            warnings.simplefilter("error")
            from binding import sub as other
            from pkg import sub

            self.assertEqual((sub.x, other.x), (1, 1))
            self.assertFalse(hasattr(sys.modules["pkg"], "sub"))
            self.assertIs(sys.modules["binding"].sub, other)

    def test_namespace_package(self):
        self.write("space/mod.py", "import __strict__")
        with strict_imports(self.folder):
            import space.mod

            self.assertIs(type(space.mod), StrictModule)
            self.assertIs(space.mod, sys.modules["space.mod"])

    def test_zip(self):
        """Modules with a marker are refused, others load."""
        import zipfile

        path = os.path.join(self.folder, "a.zip")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("zipped_static.py", "import __static__")
            archive.writestr("zipped_plain.py", "from __static__ import int64\nx = 1")
        with strict_imports(path):
            with self.assertRaisesRegex(ImportError, "'zipped_static' from .* cannot be loaded from zip files"):
                import zipped_static
            import zipped_plain

            self.assertEqual(zipped_plain.x, 1)
        self.assertNotIn("zipped_static", sys.modules)

    def test_failed_import(self):
        """ST-17."""
        self.write("bad.py", "import __strict__\nimport good\n1/0")
        self.write("good.py", "import __strict__")
        with strict_imports(self.folder):
            with self.assertRaises(ZeroDivisionError):
                import bad
            self.assertNotIn("bad", sys.modules)
            self.write("bad.py", "import __strict__\nx = 'fixed'")
            self.assertEqual(importlib.import_module("bad").x, "fixed")

    def test_errors(self):
        """ST-22: syntax errors stay what they are."""
        with self.assertRaises(SyntaxError) as caught:
            self.load("import __strict__\n\nx = = 1")
        self.assertEqual((caught.exception.lineno, os.path.basename(caught.exception.filename)), (3, "mod.py"))
        self.assertNotIn("mod", sys.modules)

    def test_cycle(self):
        """ST-23, SP-196."""
        self.write("a.py", "import __strict__\nimport b\ndef f(): return b.g()")
        self.write("b.py", "import __strict__\nimport a\ndef g(): return a.__name__")
        with strict_imports(self.folder):
            import a

            self.assertEqual(a.f(), "a")

    def test_ordinary_modules(self):
        """Modules without a marker load as if there were no loader."""
        self.write("plain.py", "from __static__ import int64\nx = int64(300)")
        with strict_imports(self.folder):
            import plain

            self.assertIs(type(plain), ModuleType)
            self.assertIs(type(plain.__loader__), importlib.machinery.SourceFileLoader)
            self.assertEqual(plain.__cached__, importlib.util.cache_from_source(plain.__file__))
            plain.x = 2

    def test_allow_list(self):
        self.write("yes.py", "import __strict__")
        self.write("no.py", "import __strict__")
        with strict_imports(self.folder, allow_list_exact=["yes"]):
            import no
            import yes

            self.assertEqual((type(yes), type(no)), (StrictModule, ModuleType))

    def test_cache(self):
        """ST-20: the rewritten code is kept, and made anew when the source changes."""
        source = "import __strict__\nx = {}\nclass C: pass"
        self.load(source.format(1))
        mod = self.load(source.format(1))
        self.assertTrue(os.path.exists(mod.__cached__))
        self.assertEqual(self.load(source.format(22)).x, 22)
        with open(mod.__cached__, "wb") as file:
            file.write(b"nonsense")
        self.assertEqual(self.load(source.format(22)).x, 22)
        patched = self.load(source.format(22), enable_patching=True)
        self.assertTrue(patched.__cached__.endswith(".strict.patch.pyc"))


class PatchTests(StrictTestCase):
    SOURCE = """
        import __strict__
        __final_constants__ = ("F",)
        F = 1
        x = 1
        def f(): return x
        """

    def test_proxy(self):
        """ST-18: set, delete, add, nest, restore."""
        mod = self.load(self.SOURCE, enable_patching=True)
        self.assertTrue(mod.__patch_enabled__)
        with StrictModuleTestingPatchProxy(mod) as proxy:
            proxy.x = 2
            proxy.new = 3
            del proxy.f
            self.assertEqual((mod.x, proxy.x, mod.new, hasattr(mod, "f")), (2, 2, 3, False))
            with StrictModuleTestingPatchProxy(mod) as inner:
                inner.x = 5
                self.assertEqual(mod.x, 5)
            self.assertEqual(mod.x, 2)
            with self.assertRaises(AttributeError):
                del proxy.nothing
        self.assertEqual((mod.x, hasattr(mod, "new"), mod.f()), (1, False, 1))

    def test_cancelled(self):
        mod = self.load(self.SOURCE, enable_patching=True)
        proxy = StrictModuleTestingPatchProxy(mod)
        proxy.x = 2
        proxy.x = 1
        self.assertFalse(proxy._patches)

    def test_refused(self):
        """ST-18, ST-19."""
        frozen = self.load(self.SOURCE)
        self.raises(ValueError, f"strict module {frozen} does not allow patching", StrictModuleTestingPatchProxy, frozen)
        self.raises(AttributeError, "cannot modify attribute 'x' of strict module mod", type(frozen).patch, frozen, "x", 1)
        self.raises(AttributeError, "cannot delete attribute 'x' of strict module mod", type(frozen).patch_delete, frozen, "x")
        with self.assertRaises(TypeError):
            StrictModuleTestingPatchProxy(os)
        mod = self.load(self.SOURCE, "open", enable_patching=True)
        with StrictModuleTestingPatchProxy(mod) as proxy:
            message = "Cannot patch Final attribute `F` of module `open`"
            self.raises(AttributeError, message, setattr, proxy, "F", 2)
            self.raises(AttributeError, message, delattr, proxy, "F")

    def test_leak_aborts(self):
        """ST-18: patches that nobody detaches end the process."""
        self.write("mod.py", self.SOURCE)
        done = self.python(
            "-c",
            "from compiler.strict import loader, StrictModuleTestingPatchProxy as P\n"
            "loader.install(enable_patching=True)\n"
            "import mod\np = P(mod); p.x = 2; del p",
        )
        self.assertLess(done.returncode, 0)
        self.assertIn("Patch(es) x failed to be detached from strict module 'mod'", done.stderr)


class ActivationTests(support.TreeTestCase):
    def test_environment(self):
        """SP-007: variables and -X options."""
        self.write("mod.py", "import __strict__")
        code = "import compiler.strict._activate, mod; print(type(mod).__name__)"
        self.assertEqual(self.python("-c", code).stdout, "StrictModule\n")
        done = self.python("-X", f"strict-module-stubs-path={self.folder}/none", "-c", code)
        self.assertIn(f"ValueError: Strict module stubs path does not exist: {self.folder}/none", done.stderr)
        done = self.python("-c", code, PYTHONSTRICTMODULESTUBSPATH=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_run_script(self):
        """SP-007: ``python -m __static__`` installs the loader and runs a script."""
        self.write("mod.py", "import __strict__")
        self.write("prog.py", "import mod, sys\nprint(__name__, type(mod).__name__, sys.argv)")
        done = self.python("-m", "__static__", "prog.py", "a")
        self.assertEqual(done.stdout, "__main__ StrictModule ['prog.py', 'a']\n", done.stderr)
        self.assertEqual(self.python("-m", "__static__").returncode, 2)

    def test_multiprocessing(self):
        """The hook works in children that are forked; spawned ones start with the environment."""
        self.write("mod.py", "import __strict__\ndef f(x): return x + 1")
        self.write(
            "main.py",
            """
            import compiler.strict._activate, multiprocessing
            if __name__ == "__main__":
                import mod
                for how in ("fork", "spawn"):
                    with multiprocessing.get_context(how).Pool(1) as pool:
                        print(pool.map(mod.f, [1]))
            """,
        )
        done = self.python("main.py")
        self.assertEqual(done.stdout, "[2]\n[2]\n", done.stderr)

    def test_uninstall(self):
        before = list(sys.path_hooks)
        with strict_imports(self.folder):
            self.assertNotEqual(sys.path_hooks, before)
        uninstall()
        self.assertEqual(sys.path_hooks, before)


if __name__ == "__main__":
    unittest.main()
