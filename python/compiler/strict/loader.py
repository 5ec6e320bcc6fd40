"""The import hook for strict and static modules.

``install()`` puts a path hook in front of the interpreter's own.  A source file whose top has
``import __static__`` is compiled by spc and loaded as an extension module; one with ``import
__strict__`` runs as Python in a StrictModule; every other module loads as it always did.
"""

import _imp
import ast
import os
import sys
from importlib.machinery import (
    BYTECODE_SUFFIXES,
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
    SourcelessFileLoader,
)

from . import options, runtime
from .archives import StrictZipImporter
from .errors import BadFlagException, StrictModuleError
from .flags import Flags, may_have_flags, read_flags
from .module import StrictModule
from .rewriter import rewrite

__all__ = ["StrictModuleError", "StrictSourceFileLoader", "install", "uninstall"]


class StrictSourceFileLoader(SourceFileLoader):
    """Loads one source file; what kind of module it is shows when the module is created."""

    force_strict = False
    """A subclass that sets this makes strict every module it loads, marker or not."""

    def __init__(self, fullname, path, settings=None):
        super().__init__(fullname, path)
        self.settings = settings or options.Settings()
        self._execute = None

    def create_module(self, spec):
        flags = self._flags() if self.settings.admits(self.name) else Flags()
        if flags.is_static:
            return self._create_static(spec)
        if flags.is_strict:
            return self._create_strict(spec)
        spec.loader = SourceFileLoader(self.name, self.path)
        return None

    def exec_module(self, module):
        if self._execute is None:
            super().exec_module(module)
        else:
            self._execute(module)

    def _flags(self):
        """Read the markers of the source; the ordinary code object tells quickly that there are none."""
        if not self.force_strict and not may_have_flags(self.get_code(self.name)):
            return Flags()
        flags = read_flags(ast.parse(self.get_data(self.path), self.path))
        return Flags(True, flags.is_static) if self.force_strict else flags

    def _create_static(self, spec):
        # Imported late: programs that have no static module do not pay for it.
        from .._spc import BuildError
        from . import cache

        settings = self.settings
        try:
            extension = cache.static_extension(
                self.path,
                self.name,
                tag=settings.tag,
                verbose=settings.verbose,
                options=settings.build_options,
            )
        except BuildError as error:
            raise strict_error(error, self.path) from None
        spec.cached = extension
        loader = ExtensionFileLoader(self.name, extension)
        inner = ModuleSpec(self.name, loader, origin=extension, loader_state=self.path)
        inner.submodule_search_locations = spec.submodule_search_locations
        module = _imp.create_dynamic(inner)
        self._execute = _imp.exec_dynamic
        return module

    def _create_strict(self, spec):
        from . import cache

        settings = self.settings
        spec.cached = cache.cached_file(self.path, settings.tag, "pyc")
        code = self._strict_code()
        namespace = runtime.new_namespace(
            spec, settings.builtins, freeze=not settings.enable_patching
        )
        self._execute = lambda module: exec(code, namespace)
        return StrictModule(namespace, settings.enable_patching)

    def _analyse(self):
        from .. import _spc

        found = _spc.errors_of(self.path, stubs=self.settings.stubs_path)
        if found:
            raise strict_error(_spc.BuildError(self.path, 1, "", found), self.path)

    def _strict_code(self):
        from . import cache

        tag = self.settings.tag
        stat = os.stat(self.path)
        code = cache.load_code(self.path, stat, tag)
        if self.settings.analysis:
            self._analyse()
        if code is None:
            tree = rewrite(ast.parse(self.get_data(self.path), self.path), self.path)
            code = compile(tree, self.path, "exec", dont_inherit=True)
            cache.store_code(self.path, stat, tag, code)
        return code


def strict_error(error, path):
    """Turn a failed build into the exception that the importer sees."""
    if error.status == 1 and error.diagnostics:
        first = error.diagnostics[0]
        return StrictModuleError(
            first["message"], first.get("path", path), first["line"], first["column"]
        )
    return StrictModuleError(str(error), path)


_installed = ()
"""The path hooks that are in place."""


def install(
    enable_patching=False,
    *,
    enable_analysis=False,
    allow_list_prefix=(),
    allow_list_exact=(),
    allow_list_regex=(),
):
    """Put the import hook in; again: replace it by one with these settings.

    With *enable_patching* strict modules can be patched by tests.  With *enable_analysis* a strict module is
    refused when importing it would have effects outside of it, as ``spc check`` finds.  The allow-lists name the modules
    that may be strict or static, by prefix, exactly, or by regular expression; without any, all may.
    ValueError when the folder of ``-X strict-module-stubs-path`` does not exist.
    """
    global _installed
    settings = options.Settings.from_environment(
        enable_patching=enable_patching,
        enable_analysis=enable_analysis,
        prefixes=allow_list_prefix,
        names=allow_list_exact,
        patterns=allow_list_regex,
    )
    uninstall()

    def make_loader(fullname, path):
        return StrictSourceFileLoader(fullname, path, settings)

    files = FileFinder.path_hook(
        (ExtensionFileLoader, EXTENSION_SUFFIXES),
        (make_loader, SOURCE_SUFFIXES),
        (SourcelessFileLoader, BYTECODE_SUFFIXES),
    )
    _installed = (files, StrictZipImporter)
    sys.path_hooks[:0] = _installed
    sys.path_importer_cache.clear()


def is_installed():
    """Say whether the import hook is in place."""
    return bool(_installed)


def uninstall():
    """Take the import hook out; modules that are loaded stay."""
    global _installed
    for hook in _installed:
        if hook in sys.path_hooks:
            sys.path_hooks.remove(hook)
    if _installed:
        sys.path_importer_cache.clear()
    _installed = ()
