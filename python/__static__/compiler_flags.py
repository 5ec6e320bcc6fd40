"""Flags of one module, set by importing them at its top: ``from __static__.compiler_flags import checked_dicts``.

The compiler reads the import; at run time the names carry no meaning.
"""


class _Flag:
    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<compiler flag {self.name}>"


checked_dicts = _Flag("checked_dicts")
checked_lists = _Flag("checked_lists")
noframe = _Flag("noframe")
shadow_frame = _Flag("shadow_frame")
