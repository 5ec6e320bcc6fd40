"""The wheel: what is in it, and that pip installs it offline into a fresh environment."""

import os
import shutil
import subprocess
import sys
import unittest
import venv
import zipfile

import support

sys.path.insert(0, os.path.join(support.PYTHON, "build_backend"))
import spc_backend

sys.path.pop(0)


class WheelTests(support.TreeTestCase):
    def setUp(self):
        super().setUp()
        self.binary = self.write("spc", "#!/bin/sh\necho stand-in\n", executable=True)
        prebuilt = unittest.mock.patch.dict(os.environ, SPC_PREBUILT=self.binary)
        prebuilt.start()
        self.addCleanup(prebuilt.stop)

    def test_contents(self):
        name = spc_backend.build_wheel(self.folder)
        with zipfile.ZipFile(os.path.join(self.folder, name)) as wheel:
            self.assertIsNone(wheel.testzip())
            names = wheel.namelist()
            base = name.split("-py3-")[0]
            for wanted in (
                "compiler/strict/loader.py",
                "__static__/__init__.py",
                "__strict__/__init__.py",
                "spc_strict_loader.pth",
                f"{base}.data/scripts/spc",
                f"{base}.dist-info/METADATA",
            ):
                self.assertIn(wanted, names)
            self.assertFalse([n for n in names if n.startswith("tests") or n.endswith(".pyc")])
            record = wheel.read(f"{base}.dist-info/RECORD").decode().splitlines()
            self.assertEqual([line.split(",")[0] for line in record], names)
            mode = wheel.getinfo(f"{base}.data/scripts/spc").external_attr >> 16
            self.assertTrue(mode & 0o111)

    def test_reproducible(self):
        """Equal sources give equal wheels."""
        wheels = []
        for folder in ("a", "b"):
            path = os.path.join(self.folder, folder)
            os.mkdir(path)
            with open(os.path.join(path, spc_backend.build_wheel(path)), "rb") as file:
                wheels.append(file.read())
        self.assertEqual(*wheels)

    def test_source_distribution(self):
        import tarfile

        name = spc_backend.build_sdist(self.folder)
        with tarfile.open(os.path.join(self.folder, name)) as archive:
            names = [n.partition("/")[2] for n in archive.getnames()]
        for wanted in ("pyproject.toml", "go.mod", "cmd/spc/main.go", "PKG-INFO"):
            self.assertIn(wanted, names)

    def environment(self):
        """Make a virtual environment with pip and return its scripts folder."""
        path = os.path.join(self.folder, "venv")
        try:
            venv.create(path, with_pip=True, symlinks=True)
        except subprocess.CalledProcessError:
            self.skipTest("this interpreter cannot make environments with pip")
        return os.path.join(path, "bin")

    def test_install(self):
        """``pip install .`` with no index; then both commands work, and the loader starts on request."""
        bin = self.environment()
        environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        environment.pop("SPC", None)

        def run(*command, **extra):
            return subprocess.run(command, cwd=self.folder, env={**environment, **extra}, capture_output=True, text=True)

        done = run(f"{bin}/pip", "install", support.ROOT)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(run(f"{bin}/spc").stdout, "stand-in\n")
        done = run(f"{bin}/python", "-m", "compiler", "--help")
        self.assertTrue(done.stdout.startswith("usage: python -m compiler"), done.stderr)
        show = "import sys; print('compiler.strict.loader' in sys.modules)"
        for arguments, extra, want in (
            ((), {}, False),
            ((), {"PYTHONINSTALLSTRICTLOADER": "0"}, False),
            ((), {"PYTHONINSTALLSTRICTLOADER": "1"}, True),
            (("-X", "install-strict-loader"), {}, True),
            (("-I",), {"PYTHONINSTALLSTRICTLOADER": "1"}, False),
        ):
            done = run(f"{bin}/python", *arguments, "-c", show, **extra)
            self.assertEqual((done.stdout, done.stderr), (f"{want}\n", ""), (arguments, extra))
        done = run(f"{bin}/python", "-c", "from compiler._where import find_spc; print(find_spc())", PATH="/nowhere")
        self.assertEqual(os.path.realpath(done.stdout.strip()), os.path.realpath(f"{bin}/spc"), done.stderr)


@unittest.skipUnless(shutil.which("go"), "there is no Go compiler")
class BinaryTests(unittest.TestCase):
    def test_built(self):
        """Without a prebuilt binary Go builds it."""
        with unittest.mock.patch.dict(os.environ):
            os.environ.pop("SPC_PREBUILT", None)
            self.assertEqual(spc_backend._binary()[:4], b"\x7fELF")


class SetuptoolsTests(support.TreeTestCase):
    def setUp(self):
        super().setUp()
        try:
            import setuptools  # noqa: F401
        except ImportError:
            self.skipTest("setuptools is not installed")

    def test_build_ext(self):
        """``spc_modules`` makes build_ext call spc for each module."""
        self.write("pkg/__init__.py", "")
        self.write("pkg/mod.py", "x = 1")
        self.write(
            "setup.py",
            """
            from setuptools import Distribution, setup
            from compiler import setuptools_ext

            class WithKeywords(Distribution):  # as the entry points of the installed package do
                spc_modules = spc_options = None
                def finalize_options(self):
                    super().finalize_options()
                    setuptools_ext.spc_options(self, "spc_options", self.spc_options)
                    setuptools_ext.spc_modules(self, "spc_modules", self.spc_modules)

            setup(name="x", packages=["pkg"], distclass=WithKeywords,
                  spc_modules=["pkg"], spc_options=["-O3"])
            """,
        )
        spc = self.fake_spc(
            "import os\nout = args[args.index('-o') + 1]\n"
            "open(os.path.join(out, 'x.so'), 'w').write(' '.join(args))"
        )
        done = self.python("setup.py", "build_ext", "--inplace", SPC=spc)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        made = sorted(n.partition(".")[0] for n in os.listdir(os.path.join(self.folder, "pkg")) if n.endswith(".so"))
        self.assertEqual(made, ["__init__", "mod"])
        name = next(n for n in os.listdir(os.path.join(self.folder, "pkg")) if n.startswith("mod.c"))
        with open(os.path.join(self.folder, "pkg", name)) as file:
            self.assertIn("-O3 pkg/mod.py", file.read())

    def test_lazy(self):
        """The module itself can be imported without setuptools."""
        done = self.python("-c", "import sys; sys.modules['setuptools'] = None; import compiler.setuptools_ext")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
