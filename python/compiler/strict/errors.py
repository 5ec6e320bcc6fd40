"""Exceptions of the strict and static compilers."""


class StrictModuleError(Exception):
    """A strict or static module does not compile.

    *lineno* and *col* are those of the error; both count from 1, and 0 means unknown.
    """

    def __init__(self, msg, filename="", lineno=0, col=0):
        super().__init__(msg, filename, lineno, col)
        self.msg = msg
        self.filename = filename
        self.lineno = lineno
        self.col = col

    def __str__(self):
        if not self.filename:
            return self.msg
        where = ":".join(str(part) for part in (self.filename, self.lineno, self.col) if part)
        return f"{where}: {self.msg}"


class BadFlagException(Exception):
    """The import that marks a module as strict or static is misplaced or misshapen."""
