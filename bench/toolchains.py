"""The implementations that are compared, and how each builds a program.

An implementation turns a program into a Command, which measures it. One that
this machine lacks raises Absent; one that cannot build the program, Failed.
"""

import ast
import json
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
PYTHON_PACKAGES = HERE.parent / "python"  # __static__, for what is not compiled
BUILD_TIMEOUT = 600  # seconds

# In a warmed-up process PyPy still changes speed: the best of several counts.
PYPY_REPEATS = 5


class Absent(Exception):
    """This machine does not have the tool."""


class Failed(Exception):
    """The tool is there, and did not do its work; the text is its last words."""


@dataclass
class Command:
    """How to measure one program as built by one implementation."""

    words: list[str]  # of the command; n and the size of the warm-up are appended
    repeat: int | None = 1  # of sample.py; None: words are a program of its own
    notes: list[str] = field(default_factory=list)  # to be told below the table

    def arguments(self, n):
        tail = [str(n), str(max(1, n // 20))]
        if self.repeat is not None:
            tail.append(str(self.repeat))
        return self.words + tail


@dataclass
class Interpreter:
    """Facts about the CPython that everything is held against."""

    exe: str
    version: str
    suffix: str  # of its extension modules
    include: str
    optimised: bool  # built with profile-guided optimisation

    @classmethod
    def find(cls, exe):
        script = (
            "import json, platform, sysconfig as s; print(json.dumps(["
            "platform.python_version(), s.get_config_var('EXT_SUFFIX'), "
            "s.get_path('include'), "
            "'--enable-optimizations' in (s.get_config_var('CONFIG_ARGS') or '')]))"
        )
        path = shutil.which(exe)
        if path is None:
            raise Absent(f"no {exe}")
        return cls(path, *json.loads(execute([path, "-c", script])))


def execute(words, cwd=None, timeout=BUILD_TIMEOUT):
    """Runs a command to its end; returns what it wrote to stdout."""
    env = dict(os.environ, PYTHONPATH=str(PYTHON_PACKAGES), PYTHONDONTWRITEBYTECODE="1")
    try:
        done = subprocess.run(
            words, cwd=cwd, env=env, text=True, capture_output=True, timeout=timeout
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{Path(words[0]).name}: not done after {timeout} s") from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        reason = next((line for line in lines if "error" in line), None)
        reason = reason or (lines[-1] if lines else "no message")
        if done.returncode < 0:
            reason = f"killed by signal {-done.returncode}; {reason}"
        raise Failed(f"{Path(words[0]).name}: {reason.strip()}")
    return done.stdout


def need(*names):
    """The path of the first of these programs that there is."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise Absent(f"no {names[0]}")


def is_current(product, source):
    return product.exists() and product.stat().st_mtime > source.stat().st_mtime


def sampled(exe, folder, module, repeat=1):
    return Command([exe, str(HERE / "sample.py"), str(folder), module], repeat)


class CPython:
    key = "cpython"
    title = "CPython"

    def build(self, program, python, folder):
        return sampled(python.exe, PROGRAMS, f"{program}_untyped")


class Spc:
    """One of the three versions of a program, compiled by spc."""

    def __init__(self, version, exe):
        self.version = version
        self.exe = exe
        self.key = f"spc_{version}"
        self.title = f"spc {version}"

    def build(self, program, python, folder):
        mode = "--dynamic" if self.version == "untyped" else "--static"
        module = f"{program}_{self.version}"
        exe = need(self.exe)
        report = execute(
            [exe, "build", "--python", python.exe, mode, "--report", "json"]
            + ["-o", str(folder), str(PROGRAMS / f"{module}.py")]
        )
        command = sampled(python.exe, folder, module)
        for part in json.loads(report)["modules"]:
            for function in part["functions"]:
                if function["entry"] != "native":
                    reason = function.get("reason", "no reason given")
                    where = f"{part['name']}: `{function['qualname']}`"
                    command.notes.append(f"{where} is left to the interpreter: {reason}")
        return command


class Mypyc:
    key = "mypyc"
    title = "mypyc"

    def build(self, program, python, folder):
        exe = need("mypyc")
        module = f"{program}_typed"
        product = folder / (module + python.suffix)
        source = PROGRAMS / f"{module}.py"
        if not is_current(product, source):
            shutil.copy(source, folder)
            execute([exe, f"{module}.py"], cwd=folder)
            (folder / f"{module}.py").unlink()
            if not product.exists():
                raise Absent(f"mypyc does not build for {python.exe}")
        return sampled(python.exe, folder, module)


class PlainContainers(ast.NodeTransformer):
    """Makes list[int] in annotations list.

    Cython 0.29 evaluates annotations, and its code cannot subscript list; in
    strings it takes such a type for a memory view.
    """

    def visit_Subscript(self, node):
        self.generic_visit(node)
        containers = ("dict", "list", "set", "tuple")
        if isinstance(node.value, ast.Name) and node.value.id in containers:
            return node.value
        return node


def with_plain_containers(source):
    tree = ast.parse(source)
    simplify = PlainContainers()
    for node in ast.walk(tree):
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation:
            node.annotation = simplify.visit(node.annotation)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            node.returns = simplify.visit(node.returns)
    return ast.unparse(tree)


class Cython:
    key = "cython"
    title = "Cython"

    def build(self, program, python, folder):
        cython = need("cython3", "cython")
        compiler = need("gcc", "cc")
        module = f"{program}_typed"
        product = folder / (module + python.suffix)
        source = PROGRAMS / f"{module}.py"
        if not is_current(product, source):
            copy = folder / f"{module}.py"
            c_file = folder / f"{module}.c"
            copy.write_text(with_plain_containers(source.read_text()))
            execute([cython, "-3", str(copy), "-o", str(c_file)])
            copy.unlink()
            execute(
                [compiler, "-O2", "-DNDEBUG", "-w", "-shared", "-fPIC"]
                + ["-I", python.include, str(c_file), "-o", str(product)]
            )
        return sampled(python.exe, folder, module)


class PyPy:
    key = "pypy"
    title = "PyPy, warm"

    def build(self, program, python, folder):
        return sampled(need("pypy3", "pypy"), PROGRAMS, f"{program}_typed", PYPY_REPEATS)


class Cpp:
    key = "cpp"
    title = "C++"

    def build(self, program, python, folder):
        source = HERE / "cpp" / f"{program}.cpp"
        if not source.exists():
            raise Absent(f"no C++ port of {program}")
        versions = [f"clang++-{number}" for number in range(22, 15, -1)]
        compiler = need(*versions, "clang++")
        product = folder / program
        if not is_current(product, source):
            execute([compiler, "-std=c++20", "-O2", str(source), "-o", str(product)])
        return Command([str(product)], repeat=None)


def implementations(spc, peers):
    """All columns of the table, in order. The first is what the others are held against."""
    columns = [CPython(), Spc("untyped", spc), Spc("typed", spc), Spc("static", spc)]
    if peers:
        columns += [Mypyc(), Cython(), PyPy(), Cpp()]
    return columns
