"""Replacing names of strict modules in tests."""

import os
import sys

from .module import is_strict_module

_MISSING = object()


class StrictModuleTestingPatchProxy:
    """Stands for a strict module in a test: attributes that are set or deleted through it are put back.

    Use it as a context manager; the original values return at its exit::

        with StrictModuleTestingPatchProxy(mod) as proxy:
            proxy.fetch = fake
    """

    def __init__(self, module):
        if not is_strict_module(module):
            raise TypeError(f"expected a strict module, got '{type(module).__name__}'")
        if not module.__patch_enabled__:
            raise ValueError(f"strict module {module} does not allow patching")
        object.__setattr__(self, "_module", module)
        object.__setattr__(self, "_patches", {})
        object.__setattr__(self, "_finals", frozenset(getattr(module, "__final_constants__", ())))

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self.cleanup()

    def cleanup(self):
        """Put every original value back."""
        module, patches = self._module, self._patches
        while patches:
            name, original = patches.popitem()
            if original is not _MISSING:
                type(module).patch(module, name, original)
            elif name in module.__dict__:
                type(module).patch_delete(module, name)

    def __getattr__(self, name):
        return getattr(object.__getattribute__(self, "_module"), name)

    def __setattr__(self, name, value):
        self._refuse_final(name)
        module, patches = self._module, self._patches
        original = patches.setdefault(name, module.__dict__.get(name, _MISSING))
        if value is original:
            del patches[name]
        type(module).patch(module, name, value)

    def __delattr__(self, name):
        self._refuse_final(name)
        module, patches = self._module, self._patches
        known = name in patches
        original = patches.get(name, module.__dict__.get(name, _MISSING))
        type(module).patch_delete(module, name)
        if original is not _MISSING:
            patches[name] = original
        elif known:
            del patches[name]

    def _refuse_final(self, name):
        if name in self._finals:
            raise AttributeError(
                f"Cannot patch Final attribute `{name}` of module `{self._module.__name__}`"
            )

    def __del__(self):
        patches = self.__dict__.get("_patches")
        if patches:
            names = ", ".join(patches)
            sys.stderr.write(
                f"Patch(es) {names} failed to be detached from strict module "
                f"'{self._module.__name__}'\n"
            )
            sys.stderr.flush()
            os.abort()
