"""Run a compiled module as ``__main__``: ``python compiler/_run.py [--modules LIST] EXTENSION MODULE SOURCE [ARGS...]``.

LIST is a JSON file that says of other compiled modules, by name, where their extension and source are.

This is the launcher of ``spc run``.  The program sees what ``python SOURCE ARGS...`` would show it:
``__name__``, ``__file__``, ``sys.argv``, ``sys.path[0]``, tracebacks without frames of ours, and the same
exit status.  It also works as ``python -m compiler._run``.

The extension must export ``PyInit___main__``, because the interpreter derives the name of the init
function from the name the module is loaded under.  It finds the path of its source in the spec's
``loader_state``.
"""

import _imp
import os
import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec


def main(argv):
    """Run the program that *argv* describes; return its exit status or let SystemExit pass."""
    modules = None
    if argv[:1] == ["--modules"] and len(argv) > 1:
        modules, argv = argv[1], argv[2:]
    if len(argv) < 3:
        print("usage: python -m compiler._run [--modules LIST] EXTENSION MODULE SOURCE [ARGS...]", file=sys.stderr)
        return 2
    extension, _, source, *args = argv
    set_up_process(source, args)
    if modules is not None:
        import json

        with open(modules, encoding="utf-8") as file:
            sys.meta_path.insert(0, CompiledModules(json.load(file)))
    return run_extension(extension, source)


def set_up_process(source, args):
    """Make ``sys.argv`` and ``sys.path`` what ``python source args...`` would make them."""
    sys.argv[:] = [source, *args]
    if not getattr(sys.flags, "safe_path", False):
        here = os.path.dirname(os.path.abspath(__file__))
        if sys.path and os.path.abspath(sys.path[0]) in (here, os.getcwd()):
            del sys.path[0]
        sys.path.insert(0, os.path.dirname(os.path.realpath(source)))
    packages = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not any(os.path.abspath(entry) == packages for entry in sys.path):
        sys.path.append(packages)
    _import_ours(packages)


def _import_ours(packages):
    """Import our package whatever else of its name there is: compiled modules find the runtime in it."""
    sys.path.insert(0, packages)
    try:
        import compiler  # noqa: F401
    finally:
        sys.path.remove(packages)


class CompiledModules:
    """The finder of modules that were compiled into the cache together with the program."""

    def __init__(self, modules):
        self._modules = modules

    def find_spec(self, name, path=None, target=None):
        found = self._modules.get(name)
        if found is None or not _would_find(name, path, found["source"]):
            return None
        loader = CachedExtensionLoader(name, found["extension"], found["source"])
        spec = ModuleSpec(name, loader, origin=found["source"], is_package=found["package"])
        spec.has_location = True
        if found["package"]:
            spec.submodule_search_locations.append(os.path.dirname(found["source"]))
        return spec


class CachedExtensionLoader(ExtensionFileLoader):
    """Loads an extension from the cache; the module shows its source as its file."""

    def __init__(self, name, extension, source):
        super().__init__(name, extension)
        self._source = source

    def create_module(self, spec):
        inner = ModuleSpec(self.name, self, origin=self.path)
        return _imp.create_dynamic(inner)

    def get_filename(self, fullname=None):
        return self._source

    def get_source(self, fullname=None):
        import tokenize

        with tokenize.open(self._source) as file:
            return file.read()


def _would_find(name, path, source):
    """Say whether the import system would load the module from this source, and not from another folder."""
    stem = source[: -len("/__init__.py")] if source.endswith("/__init__.py") else source[: -len(".py")]
    folder = os.path.dirname(stem)
    for entry in sys.path if path is None else path:
        entry = os.path.abspath(entry or os.curdir)
        if entry == folder or os.path.realpath(entry) == os.path.realpath(folder):
            return True
        last = name.rpartition(".")[2]
        if os.path.exists(os.path.join(entry, last + ".py")) or os.path.exists(os.path.join(entry, last, "__init__.py")):
            return False
    return False


def run_extension(extension, source, name="__main__"):
    """Execute the extension module under *name*; return the exit status."""

    def create():
        spec = ModuleSpec(
            name,
            ExtensionFileLoader(name, extension),
            origin=extension,
            loader_state=source,
        )
        module = _imp.create_dynamic(spec)
        set_main_attributes(module, source)
        return module

    return run_main(create, execute, name)


def execute(module):
    """Execute an extension module; the runtime hides the frames of this file from it."""
    runtime = sys.modules.get("compiler._rt")
    if runtime is None:
        _imp.exec_dynamic(module)
    else:
        runtime.execute(module, -1)


def run_main(create, execute, name="__main__"):
    """Create a module, install it in ``sys.modules``, execute it, and report what it raises."""
    try:
        module = create()
        sys.modules[name] = module
        execute(module)
    except SystemExit:
        raise
    except BaseException as error:
        return _report(error)
    return 0


def set_main_attributes(module, source):
    """Give the main module the attributes of a script; a strict module that has them refuses."""
    for name, value in (
        ("__file__", os.path.abspath(source)),
        ("__spec__", None),
        ("__package__", None),
        ("__builtins__", sys.modules["builtins"]),
    ):
        try:
            setattr(module, name, value)
        except AttributeError:
            pass


def _report(error):
    """Print an uncaught exception as the interpreter would; return the exit status."""
    trace = error.__traceback__
    while trace is not None and _is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    error.__traceback__ = trace
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    sys.excepthook(type(error), error, trace)
    if isinstance(error, KeyboardInterrupt):
        _die_of_interrupt()
    return 1


def _is_ours(filename):
    return os.path.dirname(filename) == os.path.dirname(__file__)


def _die_of_interrupt():
    """End the process as the interpreter does after Ctrl-C: cleaned up, then killed by the signal."""
    import atexit
    import signal
    import threading

    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
