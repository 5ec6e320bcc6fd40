"""Compiled modules in a setuptools project: ``setup(spc_modules=["pkg/mod.py", ...])``.

Each entry is a source file or a folder.  The ``build_ext`` command compiles it with spc for the
interpreter that runs setup, in place or into the wheel as asked; the sources stay in the wheel, for
tracebacks and ``inspect``.  ``setup(spc_options=["-O3"])`` gives further options of ``spc build``.
"""

import os

from ._where import module_name


def spc_modules(dist, attr, value):
    """Take the ``spc_modules`` keyword of ``setup``; setuptools calls this through its entry point."""
    _check_strings(attr, value)
    dist.ext_modules = [*(dist.ext_modules or ()), *extensions(value)]
    dist.cmdclass["build_ext"] = _build_ext(dist.cmdclass.get("build_ext"))


def spc_options(dist, attr, value):
    """Take the ``spc_options`` keyword of ``setup``."""
    _check_strings(attr, value)


def _check_strings(attr, value):
    from setuptools.errors import SetupError

    if isinstance(value, str) or not all(isinstance(item, str) for item in value):
        raise SetupError(f"{attr} must be a list of strings")


def extensions(paths):
    """Return setuptools extensions for source files and folders, in order, each file once."""
    from setuptools import Extension

    made = []
    for source in dict.fromkeys(_sources(paths)):
        name = module_name(source)
        if os.path.basename(source) == "__init__.py":
            name += ".__init__"
        # Not among its sources: other commands, such as Cython's, would take those for theirs.
        extension = Extension(name, [], depends=[source])
        extension.spc_source = source
        made.append(extension)
    return made


def _build_ext(base):
    """Return a build_ext command that compiles our extensions with spc and leaves others to *base*."""
    if base is None:
        from setuptools.command.build_ext import build_ext as base

    class build_ext(base):
        def build_extension(self, ext):
            if not hasattr(ext, "spc_source"):
                super().build_extension(ext)
                return
            from setuptools.errors import CompileError

            from . import _spc

            options = getattr(self.distribution, "spc_options", None) or ()
            try:
                _spc.build(
                    ext.spc_source, self.get_ext_fullpath(ext.name), mode=None, options=options
                )
            except _spc.BuildError as error:
                raise CompileError(str(error)) from None

    return build_ext


def _sources(paths):
    for path in paths:
        if not os.path.isdir(path):
            yield os.path.normpath(path)
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.normpath(os.path.join(folder, name))
