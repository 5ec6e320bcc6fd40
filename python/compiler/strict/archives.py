"""Static and strict modules in zip files: refused, because a compiled module has to be a file."""

import ast
import zipimport

from .flags import may_have_flags, read_flags


class StrictZipImporter(zipimport.zipimporter):
    """Imports from a zip file as usual, but no module that has a marker."""

    def create_module(self, spec):
        if may_have_flags(self.get_code(spec.name)):
            source = self.get_source(spec.name)
            if source is not None and read_flags(ast.parse(source)).is_strict:
                raise ImportError(
                    f"cannot import the strict module {spec.name!r} from {self.archive!r}: "
                    "strict and static modules cannot be loaded from zip files; unpack it",
                    name=spec.name,
                    path=spec.origin,
                )
        return super().create_module(spec)
