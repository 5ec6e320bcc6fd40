"""The settings of the strict loader, from its caller, the environment and ``-X`` options."""

import os
import re
import sys
from dataclasses import dataclass, field

from .runtime import snapshot_builtins


@dataclass
class Settings:
    """How strict modules are loaded."""

    enable_patching: bool = False
    verbose: bool = False
    stubs_path: "str | None" = None
    analysis: bool = False
    """Whether what strict modules do when they are imported is checked before they are."""
    prefixes: tuple = ()
    names: tuple = ()
    patterns: tuple = ()
    builtins: dict = field(default_factory=snapshot_builtins, repr=False)
    """The builtins that strict modules see: those of the moment when the loader was installed."""

    @classmethod
    def from_environment(cls, **given):
        """Return the settings, the environment's filled in; ValueError for a missing stubs folder."""
        stubs = _option("strict-module-stubs-path", "PYTHONSTRICTMODULESTUBSPATH")
        if stubs and not os.path.isdir(stubs):
            raise ValueError(f"Strict module stubs path does not exist: {stubs}")
        analysis = given.pop("enable_analysis", False) or is_on(
            "strict-analysis", "PYTHONSTRICTANALYSIS"
        )
        if is_on("strict-disable-analysis", "PYTHONSTRICTDISABLEANALYSIS"):
            analysis = False
        return cls(
            analysis=analysis,
            verbose=is_on("strict-verbose", "PYTHONSTRICTVERBOSE"),
            stubs_path=stubs or None,
            **given,
        )

    @property
    def tag(self):
        """What the names of cached files carry before their extension."""
        return ".strict.patch" if self.enable_patching else ".strict"

    @property
    def build_options(self):
        """What ``spc build`` is told beside the mode."""
        patching = ("--enable-patching",) if self.enable_patching else ()
        return patching if self.analysis else ("--no-strict-analysis", *patching)

    def admits(self, module):
        """Say whether the allow-lists let a module be strict or static."""
        if not (self.prefixes or self.names or self.patterns):
            return True
        return (
            module in self.names
            or module.startswith(tuple(self.prefixes))
            or any(re.match(pattern, module) for pattern in self.patterns)
        )


def _option(name, variable):
    value = sys._xoptions.get(name)
    if value is None and not sys.flags.ignore_environment:
        value = os.environ.get(variable)
    return value


def is_on(name, variable):
    """Say whether an option is given, by ``-X name`` or by a variable that is neither empty nor 0."""
    return _option(name, variable) not in (None, "", "0")
