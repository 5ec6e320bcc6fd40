"""Static modules through the loader: caching, staleness and errors, against a stand-in for spc."""

import importlib
import json
import os
import sys
import unittest
import unittest.mock

import support
from compiler import _spc
from compiler._where import SpcNotFound, find_spc
from compiler.strict import StrictModuleError, cache
from compiler.strict.dependencies import find_dependencies
from support import strict_imports

BUILDS = """
import os
log = os.path.join(os.path.dirname(__file__), "log")
if args[0] == "build":
    open(log, "a").write(os.path.basename(args[-1]) + "\\n")
    out = args[args.index("-o") + 1]
    open(os.path.join(out, "made.so"), "w").write("extension")
"""

REFUSES = """
import json
if args[0] == "build":
    sys.stderr.write("mod.py:3:5: error\\n")
    sys.exit(1)
path = args[-1]
print(json.dumps([
    {"path": path, "line": 1, "column": 1, "severity": "warning", "message": "w"},
    {"path": path, "line": 3, "column": 5, "severity": "error", "message": "type mismatch: str cannot be assigned to int"},
]))
sys.exit(1)
"""


class StaticTestCase(support.TreeTestCase):
    def setUp(self):
        super().setUp()
        writes = unittest.mock.patch.object(sys, "dont_write_bytecode", False)
        writes.start()
        self.addCleanup(writes.stop)

    def use_spc(self, body):
        self.spc = self.fake_spc(body)
        patch = unittest.mock.patch.dict(os.environ, {"SPC": self.spc})
        patch.start()
        self.addCleanup(patch.stop)

    def built(self):
        """Return the names of the files built since the last call."""
        path = os.path.join(self.folder, "bin", "log")
        if not os.path.exists(path):
            return []
        with open(path) as file:
            names = file.read().split()
        os.remove(path)
        return names


class CacheTests(StaticTestCase):
    def setUp(self):
        super().setUp()
        self.use_spc(BUILDS)
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.remove, self.folder)
        self.mod = self.write("mod.py", "import __static__\nimport dep, plain, missing, os\nx = 1")
        self.write("dep.py", "import __static__\nfrom deeper import f")
        self.write("deeper.py", "import __static__\ndef f(): pass")
        self.write("plain.py", "import unseen")
        self.write("unseen.py", "import __static__")

    def extension(self):
        importlib.invalidate_caches()
        return cache.static_extension(self.mod, "mod")

    def test_up_to_date(self):
        """ST-20: kept under a tag of its own, and built once."""
        path = self.extension()
        tag = sys.implementation.cache_tag
        self.assertEqual(path, os.path.join(self.folder, "__pycache__", f"mod.{tag}.strict.so"))
        self.assertEqual(self.extension(), path)
        self.assertEqual(self.built(), ["mod.py"])

    def test_source(self):
        """SP-011: the contents count, not the time of the change."""
        self.extension()
        os.utime(self.mod, (1, 1))
        self.extension()
        self.assertEqual(self.built(), ["mod.py"])
        self.write("mod.py", "import __static__\nx = 2")
        self.extension()
        self.assertEqual(self.built(), ["mod.py"])

    def test_dependencies(self):
        """SP-011, ST-21: changed, missing and newly static dependencies."""
        self.extension()
        self.built()
        for change in (
            lambda: self.write("dep.py", "import __static__\nfrom deeper import f\ny: int = 1"),
            lambda: self.write("deeper.py", "import __static__\ndef f() -> int: return 1"),
            lambda: self.write("plain.py", "import __static__\nimport unseen"),
            lambda: self.write("missing.py", "import __static__"),
            lambda: os.remove(os.path.join(self.folder, "missing.py")),
        ):
            change()
            self.extension()
            self.assertEqual(self.built(), ["mod.py"])
            self.extension()
            self.assertEqual(self.built(), [])
        self.write("untouched.py", "x = 1")
        self.extension()
        self.assertEqual(self.built(), [])

    def test_independent(self):
        """A change in a module that stays untyped is none of ours."""
        self.extension()
        self.built()
        self.write("plain.py", "import unseen\nx = 5")
        self.write("missing.py", "x = 1")
        self.extension()
        self.assertEqual(self.built(), [])

    def test_damage(self):
        path = self.extension()
        record = path[: -len("so")] + "json"
        for damage in (lambda: os.remove(record), lambda: os.remove(path), lambda: self.spoil(record), lambda: self.spoil(path)):
            self.built()
            damage()
            self.extension()
            self.assertEqual(self.built(), ["mod.py"])

    def spoil(self, path):
        with open(path, "w") as file:
            file.write("[1")

    def test_other_compiler(self):
        self.extension()
        self.built()
        self.use_spc(BUILDS + "# newer\n")
        self.extension()
        self.assertEqual(self.built(), ["mod.py"])

    def test_unwritable(self):
        """Without a writable ``__pycache__`` the user's cache serves."""
        elsewhere = os.path.join(self.folder, "cache")
        with unittest.mock.patch.object(sys, "dont_write_bytecode", True), unittest.mock.patch.dict(os.environ, SPC_CACHE=elsewhere):
            self.assertTrue(self.extension().startswith(elsewhere))
        self.assertFalse(os.path.exists(os.path.join(self.folder, "__pycache__")))

    def test_names(self):
        """SP-194: what a module imports, relative names resolved."""
        import ast

        self.write("pkg/__init__.py", "")
        self.write("pkg/a.py", "import __static__")
        self.write("pkg/sub/__init__.py", "import __static__\nfrom .. import a")
        tree = ast.parse("from . import sub\nfrom .a import x\nfrom ... import y\nimport sys, json")
        found = {d.module: d.static for d in find_dependencies(tree, "pkg.b", False)}
        self.assertEqual(found, {"pkg": False, "pkg.a": True, "pkg.sub": True})


class ErrorTests(StaticTestCase):
    def load(self, source="import __static__\n\nx: int = 'a'\n"):
        self.path = self.write("mod.py", source)
        with strict_imports(self.folder):
            try:
                return importlib.import_module("mod")
            finally:
                self.assertNotIn("mod", sys.modules)

    def test_type_error(self):
        """SP-008, SP-009, ST-22: file, line and column; nothing left behind."""
        self.use_spc(REFUSES)
        with self.assertRaises(StrictModuleError) as caught:
            self.load()
        error = caught.exception
        self.assertEqual((error.filename, error.lineno, error.col), (self.path, 3, 5))
        self.assertEqual(error.msg, "type mismatch: str cannot be assigned to int")
        self.assertEqual(str(error), f"{self.path}:3:5: {error.msg}")
        self.assertEqual(os.listdir(os.path.join(self.folder, "__pycache__")), [f"mod.{sys.implementation.cache_tag}.pyc"])

    def test_toolchain_error(self):
        self.use_spc("sys.stderr.write('no clang\\n')\nsys.exit(3)")
        with self.assertRaisesRegex(StrictModuleError, "mod.py: no clang"):
            self.load()

    def test_broken_extension(self):
        """An extension that does not load is an ImportError."""
        self.use_spc(BUILDS)
        with self.assertRaises(ImportError):
            self.load()

    def test_flag_errors(self):
        """SP-003."""
        from compiler.strict import BadFlagException

        with self.assertRaises(BadFlagException):
            self.load("x = 1\nimport __static__")

    def test_no_spc(self):
        with unittest.mock.patch.dict(os.environ, SPC=os.path.join(self.folder, "none")):
            with self.assertRaisesRegex(SpcNotFound, "SPC names"):
                find_spc()
            with self.assertRaises(SpcNotFound):
                self.load()

    def test_arguments(self):
        """What spc is called with."""
        self.use_spc("import json, os\njson.dump(args, open(os.path.join(os.path.dirname(__file__), 'args'), 'w'))\n" + BUILDS)
        source = self.write("mod.py", "")
        _spc.build(source, os.path.join(self.folder, "out", "mod.so"), options=["-O3"])
        with open(os.path.join(self.folder, "bin", "args")) as file:
            args = json.load(file)
        self.assertEqual(args[:4], ["build", "--static", "--python", sys.executable])
        self.assertEqual((args[4], args[6:]), ("-o", ["-O3", source]))
        self.assertEqual(os.listdir(os.path.join(self.folder, "out")), ["mod.so"])


if __name__ == "__main__":
    unittest.main()
