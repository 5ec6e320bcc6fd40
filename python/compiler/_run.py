"""Run a compiled module as ``__main__``: ``python compiler/_run.py EXTENSION MODULE SOURCE [ARGS...]``.

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
    if len(argv) < 3:
        print("usage: python -m compiler._run EXTENSION MODULE SOURCE [ARGS...]", file=sys.stderr)
        return 2
    extension, _, source, *args = argv
    set_up_process(source, args)
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
