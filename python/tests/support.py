"""Shared by the tests: source trees on disk, subprocesses, a stand-in for spc."""

import contextlib
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
import unittest
import unittest.mock

PYTHON = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(PYTHON)
if PYTHON not in sys.path:
    sys.path.insert(0, PYTHON)


class TreeTestCase(unittest.TestCase):
    """A test with a folder of its own, in ``self.folder``."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = os.path.realpath(scratch.name)
        cache = unittest.mock.patch.dict(os.environ, SPC_CACHE=os.path.join(self.folder, "cache"))
        cache.start()
        self.addCleanup(cache.stop)

    def write(self, name, text, *, executable=False):
        """Write a file below the folder and return its path."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        if executable:
            os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    def python(self, *arguments, **environment):
        """Run the interpreter in the folder, with our packages on its path."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        inherited.pop("SPC", None)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**inherited, "PYTHONPATH": PYTHON, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def fake_spc(self, body):
        """Write a program that stands for spc and return its path; *body* handles ``args``."""
        return self.write(
            "bin/spc",
            f"#!{sys.executable}\nimport sys\nargs = sys.argv[1:]\n" + textwrap.dedent(body),
            executable=True,
        )


@contextlib.contextmanager
def strict_imports(folder, **settings):
    """Import from *folder* through the strict loader; leave nothing behind."""
    from compiler.strict import loader

    before = set(sys.modules)
    sys.path.insert(0, folder)
    loader.install(**settings)
    try:
        yield
    finally:
        loader.uninstall()
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                del sys.modules[name]


