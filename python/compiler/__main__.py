"""The command ``python -m compiler``: compile one file in a given way and run it, or show its code."""

import argparse
import ast
import dis
import os
import shutil
import sys
import tempfile

from . import _run, _spc
from ._where import SpcNotFound, module_name


def main(argv=None):
    """Run the command line; return the exit status."""
    options = _parser().parse_args(argv)
    try:
        return _MODES[options.mode or _mode_of(options.file)](options)
    except SpcNotFound as error:
        print(f"python -m compiler: {error}", file=sys.stderr)
        return 2
    except _spc.BuildError as error:
        print(error, file=sys.stderr)
        return error.status
    except SyntaxError as error:
        sys.excepthook(type(error), error.with_traceback(None), None)
        return 1
    except (_refusals()) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except (ValueError, RecursionError, MemoryError) as error:  # of the interpreter's own parser
        print(f"{options.file}: {error or 'too deeply nested'}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"python -m compiler: {error.filename or options.file}: {error.strerror}", file=sys.stderr)
        return 2


def _refusals():
    from .strict.errors import BadFlagException, StrictModuleError

    return BadFlagException, StrictModuleError


def _parser():
    parser = argparse.ArgumentParser(
        prog="python -m compiler",
        description="Compile a file and run it as __main__ with the arguments that follow it.",
        epilog="Without a mode the marker at the file's top decides: import __static__, "
        "import __strict__, or neither.",
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--static",
        dest="mode",
        action="store_const",
        const="static",
        help="as Static Python, to native code",
    )
    modes.add_argument(
        "--strict",
        dest="mode",
        action="store_const",
        const="strict",
        help="as a strict module",
    )
    modes.add_argument(
        "--builtin",
        dest="mode",
        action="store_const",
        const="builtin",
        help="with the interpreter's own compiler",
    )
    parser.add_argument(
        "--dis",
        action="store_true",
        help="print the compiled form (the typed SSA of a static module, else byte code) and stop",
    )
    parser.add_argument("-c", dest="compile", action="store_true", help="compile only, do not run")
    parser.add_argument("--output", metavar="FILE", help="where -c puts the result")
    parser.add_argument(
        "--modname", metavar="NAME", default="__main__", help="module name to compile and run under"
    )
    parser.add_argument("file", help="source file")
    parser.add_argument("args", nargs=argparse.REMAINDER, help="arguments of the program")
    return parser


def _mode_of(file):
    from .strict.flags import read_flags

    flags = read_flags(_parse(file))
    return "static" if flags.is_static else "strict" if flags.is_strict else "builtin"


def _parse(file):
    with open(file, "rb") as source:
        return ast.parse(source.read(), file)


def _static(options):
    file = options.file
    with open(file, "rb"):
        pass  # a missing file is reported before anything is started
    if options.dis:
        print(_spc.emit(file, "hir"), end="")
        return 0
    if options.compile:
        _compile_static(file, options.modname, options.output or _beside(file))
        return 0
    from .strict import cache

    if options.modname == "__main__":
        extension = cache.static_extension(file, module_name(file))
        return _run_static(extension, options)
    with tempfile.TemporaryDirectory(prefix="spc-") as scratch:
        extension = os.path.join(scratch, "module.so")
        _compile_static(file, options.modname, extension)
        return _run_static(extension, options)


def _compile_static(file, modname, destination):
    """Compile *file* to *destination* so that it can be imported as *modname*."""
    if modname in ("__main__", module_name(file)):
        _spc.build(file, destination)
        return
    # The name of a module is that of its file and its packages.
    with tempfile.TemporaryDirectory(prefix="spc-") as scratch:
        *packages, stem = modname.split(".")
        folder = os.path.join(scratch, *packages)
        os.makedirs(folder, exist_ok=True)
        for i in range(len(packages)):
            open(os.path.join(scratch, *packages[: i + 1], "__init__.py"), "w").close()
        source = os.path.join(folder, stem + ".py")
        shutil.copy2(file, source)
        _spc.build(source, destination)


def _run_static(extension, options):
    from .strict import loader

    _run.set_up_process(options.file, options.args)
    if not loader.is_installed():
        loader.install()  # the static modules that the program imports are compiled, too
    return _run.run_extension(extension, options.file, options.modname)


def _beside(file):
    import importlib.machinery

    return os.path.splitext(file)[0] + importlib.machinery.EXTENSION_SUFFIXES[0]


def _strict(options):
    from importlib.machinery import ModuleSpec

    from .strict import runtime
    from .strict.module import StrictModule
    from .strict.rewriter import rewrite

    code = compile(rewrite(_parse(options.file), options.file), options.file, "exec")
    if options.dis or options.compile:
        return _show_or_store(code, options)
    spec = ModuleSpec(options.modname, None, origin=os.path.abspath(options.file))
    spec.has_location = True
    namespace = runtime.new_namespace(spec, runtime.snapshot_builtins(), freeze=True)
    namespace.update(__spec__=None, __package__=None)
    return _run_code(code, StrictModule(namespace), namespace, options)


def _builtin(options):
    code = compile(_parse(options.file), options.file, "exec", dont_inherit=True)
    if options.dis or options.compile:
        return _show_or_store(code, options)
    from types import ModuleType

    module = ModuleType(options.modname)
    _run.set_main_attributes(module, options.file)
    return _run_code(code, module, vars(module), options)


def _show_or_store(code, options):
    if options.dis:
        dis.dis(code)
        return 0
    import importlib.util
    import marshal

    stat = os.stat(options.file)
    header = importlib.util.MAGIC_NUMBER + bytes(4)
    header += (int(stat.st_mtime) & 0xFFFF_FFFF).to_bytes(4, "little")
    header += (stat.st_size & 0xFFFF_FFFF).to_bytes(4, "little")
    from .strict.cache import write_atomically

    output = options.output or os.path.splitext(options.file)[0] + ".pyc"
    write_atomically(os.path.abspath(output), header + marshal.dumps(code))
    return 0


def _run_code(code, module, namespace, options):
    _run.set_up_process(options.file, options.args)
    return _run.run_main(lambda: module, lambda _: exec(code, namespace), options.modname)


_MODES = {"static": _static, "strict": _strict, "builtin": _builtin}

if __name__ == "__main__":
    sys.exit(main())
