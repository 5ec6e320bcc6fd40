"""The command ``python -m compiler`` and the launcher of ``spc run``."""

import os
import signal
import sys
import unittest

import support

PROGRAM = """
    import sys, os
    print(__name__, sys.argv, os.path.basename(__file__), sys.path[0], __spec__)
    sys.stdout.flush()
    if sys.argv[1:] == ["fail"]:
        raise KeyError("k")
    if sys.argv[1:] == ["exit"]:
        sys.exit(7)
    if sys.argv[1:] == ["interrupt"]:
        import atexit
        atexit.register(print, "cleaned")
        raise KeyboardInterrupt
    """


class RunTests(support.TreeTestCase):
    def run_both(self, *arguments):
        """Run the program by the interpreter and by the command; return both results."""
        self.write("sub/prog.py", PROGRAM)
        alone = self.python("sub/prog.py", *arguments)
        ours = self.python("-m", "compiler", "sub/prog.py", *arguments)
        return alone, ours

    def test_like_the_interpreter(self):
        """SP-013: output, status and traceback are those of ``python FILE``."""
        for arguments in (["a", "-b", "--static"], ["fail"], ["exit"]):
            alone, ours = self.run_both(*arguments)
            self.assertEqual(ours.stdout, alone.stdout)
            self.assertEqual(ours.returncode, alone.returncode)
            self.assertEqual(ours.stderr.replace(self.folder + "/", ""), alone.stderr.replace(self.folder + "/", ""))

    def test_interrupt(self):
        alone, ours = self.run_both("interrupt")
        self.assertEqual((ours.stdout, ours.returncode), (alone.stdout, alone.returncode))
        self.assertEqual(ours.returncode, -signal.SIGINT)
        self.assertTrue(ours.stderr.endswith("KeyboardInterrupt\n"))

    def test_marker_decides(self):
        """ST-06: a strict program is a strict module."""
        self.write("prog.py", "import __strict__\nimport sys\nprint(type(sys.modules['__main__']).__name__)")
        self.assertEqual(self.python("-m", "compiler", "prog.py").stdout, "StrictModule\n")
        self.assertEqual(self.python("-m", "compiler", "--builtin", "prog.py").stdout, "module\n")

    def test_modname(self):
        self.write("prog.py", "import sys\nprint(__name__, 'other' in sys.modules)")
        done = self.python("-m", "compiler", "--modname", "other", "--strict", "prog.py")
        self.assertEqual(done.stdout, "other True\n", done.stderr)

    def test_show(self):
        """SP-013: byte code of a strict module, the typed SSA of a static one."""
        self.write("prog.py", "x = 1")
        done = self.python("-m", "compiler", "--dis", "prog.py")
        self.assertIn("STORE_NAME", done.stdout)
        spc = self.fake_spc("print(args)")
        done = self.python("-m", "compiler", "--static", "--dis", "prog.py", SPC=spc)
        self.assertEqual(done.stdout, f"{['build', '--static', '--python', sys.executable, '--emit=hir', 'prog.py']}\n")

    def test_compile_only(self):
        self.write("prog.py", "print('ran')")
        done = self.python("-m", "compiler", "--strict", "-c", "--output", "out.pyc", "prog.py")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertTrue(os.path.exists(os.path.join(self.folder, "out.pyc")))
        self.assertEqual(self.python("-m", "compiler", "-c", "prog.py").stdout, "")
        self.assertEqual(self.python("prog.pyc").stdout, "ran\n")

    def test_compile_static(self):
        """The name under which it is to be imported decides the init function."""
        self.write("prog.py", "import __static__")
        spc = self.fake_spc(
            "import os\nout = args[args.index('-o') + 1]\n"
            "open(os.path.join(out, 'x.so'), 'w').write(args[-1] + ' ' + open(args[-1]).read())"
        )
        for extra, want in (((), "prog.py"), (("--modname", "pkg.other"), "pkg/other.py")):
            done = self.python("-m", "compiler", "--static", "-c", "--output", "out.so", *extra, "prog.py", SPC=spc)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(os.path.join(self.folder, "out.so")) as file:
                source, text = file.read().split(" ", 1)
            self.assertTrue(source.endswith(want), source)
            self.assertEqual(text, "import __static__")

    def test_failures(self):
        """Bad input: a clear message and the right status."""
        self.write("bad.py", "x = = 1")
        self.write("nul.py", "x = '\0'")
        self.write("deep.py", "(" * 10000)
        self.write("flag.py", "x = 1\nimport __static__")
        self.write("prog.py", "import __static__")
        refuses = self.fake_spc("sys.stderr.write('prog.py:1:1: E1\\n')\nsys.exit(1)")
        for arguments, status, message in (
            (["none.py"], 2, "none.py: No such file or directory"),
            (["--static", "none.py"], 2, "none.py: No such file or directory"),
            (["bad.py"], 1, "SyntaxError: invalid syntax"),
            (["flag.py"], 1, "BadFlagException: Cinder flag __static__ must be at the top of a file"),
            (["nul.py"], 1, "null bytes"),
            (["deep.py"], 1, "too "),
            (["prog.py"], 1, "prog.py:1:1: E1"),
            ([], 2, "usage"),
            (["--static", "--strict", "prog.py"], 2, "not allowed with"),
        ):
            done = self.python("-m", "compiler", *arguments, SPC=refuses)
            self.assertEqual((done.returncode, done.stdout), (status, ""), arguments)
            self.assertIn(message, done.stderr)
            self.assertNotIn("Traceback", done.stderr)

    def test_missing_spc(self):
        self.write("prog.py", "import __static__")
        done = self.python("-m", "compiler", "prog.py", SPC="/nowhere/spc")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("SPC names '/nowhere/spc'", done.stderr)


class LauncherTests(support.TreeTestCase):
    def test_usage(self):
        launcher = os.path.join(support.PYTHON, "compiler", "_run.py")
        done = self.python(launcher, "x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("usage: ", done.stderr)

    def test_broken_extension(self):
        launcher = os.path.join(support.PYTHON, "compiler", "_run.py")
        self.write("x.so", "no extension")
        done = self.python(launcher, "x.so", "x", "x.py")
        self.assertEqual(done.returncode, 1)
        self.assertIn("ImportError: ", done.stderr)
        self.assertNotIn("_run.py", done.stderr)


if __name__ == "__main__":
    unittest.main()
