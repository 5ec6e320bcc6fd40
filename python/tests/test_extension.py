"""Loading of extension modules: by the launcher as ``__main__``, by the loader as a package member.

A small C extension, with the init functions that spc gives its own, stands for a compiled module.
"""

import contextlib
import importlib
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import unittest
import unittest.mock

import support
from support import strict_imports

COMPILER = shutil.which("clang") or shutil.which("clang-19") or shutil.which("cc")
INCLUDE = sysconfig.get_path("include")

EXTENSION = r"""
#include <Python.h>
static PyObject *create(PyObject *spec, PyModuleDef *def) {
    PyObject *name = PyObject_GetAttrString(spec, "name");
    PyObject *module = PyModule_NewObject(name);
    PyObject *source = PyObject_GetAttrString(spec, "loader_state");
    PyModule_AddObject(module, "source", source);
    Py_DECREF(name);
    return module;
}
static int execute(PyObject *module) {
    PyObject *d = PyModule_GetDict(module);
    PyDict_SetItemString(d, "__builtins__", PyEval_GetBuiltins());
    PyObject *result = PyRun_String(BODY, Py_file_input, d, d);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}
static PyModuleDef_Slot slots[] = {{Py_mod_create, create}, {Py_mod_exec, execute}, {0, NULL}};
static PyModuleDef def = {PyModuleDef_HEAD_INIT, .m_name = "m", .m_slots = slots};
PyMODINIT_FUNC PyInit_prog(void) { return PyModuleDef_Init(&def); }
PyMODINIT_FUNC PyInit___main__(void) { return PyModuleDef_Init(&def); }
"""

BODY = r"""
import sys, os
print(__name__, os.path.basename(__file__), sys.argv[1:], os.path.basename(source), flush=True)
def f(): raise KeyError('k')
if sys.argv[1:] == ['fail']: f()
if sys.argv[1:] == ['exit']: sys.exit(7)
"""


@unittest.skipUnless(
    COMPILER and os.path.exists(os.path.join(INCLUDE, "Python.h")), "no C compiler, or no headers"
)
class ExtensionTests(support.TreeTestCase):
    def setUp(self):
        super().setUp()
        self.source = self.write("pkg/prog.py", "import __static__\n")
        self.extension = os.path.join(self.folder, "ext", "prog.so")
        os.mkdir(os.path.dirname(self.extension))
        escaped = BODY.replace("\n", "\\n").replace('"', '\\"')
        c = self.write("ext.c", f'#define BODY "{escaped}"\n' + EXTENSION)
        command = [COMPILER, "-O0", "-w", "-shared", "-fPIC", f"-I{INCLUDE}", c, "-o", self.extension]
        subprocess.run(command, check=True)

    def launch(self, *arguments):
        launcher = os.path.join(support.PYTHON, "compiler", "_run.py")
        return self.python(launcher, self.extension, "prog", "pkg/prog.py", *arguments)

    def test_launcher(self):
        """SP-013: run as ``__main__`` with the source's path, arguments and status."""
        done = self.launch("a", "b")
        self.assertEqual(done.stdout, "__main__ prog.py ['a', 'b'] prog.py\n", done.stderr)
        done = self.launch("exit")
        self.assertEqual((done.returncode, done.stderr), (7, ""))
        done = self.launch("fail")
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("_run.py", done.stderr)
        self.assertTrue(done.stderr.startswith("Traceback (most recent call last):\n"), done.stderr)
        self.assertTrue(done.stderr.endswith("KeyError: 'k'\n"))

    def test_runtime_is_found(self):
        """The runtime is found in the folder of SPC_RUNTIME, by attribute access as capsules are imported."""
        folder = os.path.join(self.folder, "rt")
        os.mkdir(folder)
        suffix = importlib.machinery.EXTENSION_SUFFIXES[0]
        shutil.copy(self.extension, os.path.join(folder, "_rt" + suffix))
        code = "import compiler\ntry: compiler._rt\nexcept ImportError as e: print(e)"
        # It is no runtime: that the wrong init function is asked for shows that it was found.
        done = self.python("-c", code, SPC_RUNTIME=folder)
        self.assertIn("PyInit__rt", done.stdout, done.stderr)
        done = self.python("-c", code, SPC_RUNTIME="/nowhere")
        self.assertIn("the spc runtime for this interpreter was not found", done.stdout, done.stderr)
        done = self.python("-c", "import compiler; compiler.nonsense")
        self.assertIn("AttributeError: module 'compiler' has no attribute 'nonsense'", done.stderr)

    def test_shadowing(self):
        """A program beside a file compiler.py still finds the runtime's package."""
        self.write("pkg/compiler.py", "raise SystemExit('shadowed')")
        self.assertEqual(self.launch().stdout, "__main__ prog.py [] prog.py\n")

    def test_loader(self):
        """SP-007: a static module is loaded from its extension, under its own name and file."""
        self.write("pkg/__init__.py", "")
        spc = self.fake_spc(
            f"import shutil, os\nshutil.copy({self.extension!r}, os.path.join(args[args.index('-o') + 1], 'prog.so'))"
        )
        with (
            unittest.mock.patch.dict(os.environ, SPC=spc),
            unittest.mock.patch.object(sys, "dont_write_bytecode", False),
            unittest.mock.patch.object(sys, "argv", ["x"]),
            contextlib.redirect_stdout(io.StringIO()),
            strict_imports(self.folder),
        ):
            mod = importlib.import_module("pkg.prog")
            self.assertEqual((mod.__name__, mod.__file__, mod.source), ("pkg.prog", self.source, self.source))
            self.assertEqual(mod.__package__, "pkg")
            self.assertTrue(mod.__spec__.cached.endswith(".strict.so"))
            self.assertEqual(type(mod.__loader__).__name__, "StrictSourceFileLoader")


if __name__ == "__main__":
    unittest.main()
