"""Run test modules of CPython's own suite and write down what became of each test.

    python runner.py RESULT TEST...

RESULT gets one line per event, each the repr of a tuple: ("start", id), ("end", id, outcome, detail) and
("module", name, error).  A test that was started and never ended is where the process died.  Only built-in modules
are used to write it, for every other one may be what is being tested.
"""

import sys
import unittest


class Recorder(unittest.TestResult):
    """Writes outcomes: ok, skipped, failed, error, expected failure, unexpected success."""

    def __init__(self, write):
        super().__init__()
        self.write = write
        self.outcome = None

    def startTest(self, test):
        super().startTest(test)
        self.outcome = ("ok", "")
        self.write(("start", test.id()))

    def stopTest(self, test):
        super().stopTest(test)
        self.write(("end", test.id(), *self.outcome))

    def note(self, test, outcome, detail):
        """Keep the outcome of the running test; what fails outside of tests (setUpClass) is a test of its own."""
        if not isinstance(test, unittest.TestCase):
            self.write(("end", str(test), outcome, detail))
        elif self.outcome is None or self.outcome[0] in ("ok", "skipped"):
            self.outcome = (outcome, detail)

    def addError(self, test, err):
        super().addError(test, err)
        self.note(test, "error", self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.note(test, "failed", self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            outcome = "failed" if issubclass(err[0], test.failureException) else "error"
            self.note(test, outcome, f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, "skipped", reason)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.note(test, "expected failure", "")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self.note(test, "unexpected success", "")


def run(name, recorder):
    """Run one test module; what its import or its loading raises is an event of the module."""
    try:
        __import__(name)
        module = sys.modules[name]
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    except unittest.SkipTest as skip:
        recorder.write(("module", name, f"skipped: {skip}"))
        return
    except BaseException as error:
        import traceback

        recorder.write(("module", name, "".join(traceback.format_exception(error))))
        return
    suite.run(recorder)
    recorder.write(("module", name, ""))


def main():
    import faulthandler
    import os
    import tempfile

    result, *names = sys.argv[1:]
    out = open(result, "w", encoding="utf-8", errors="backslashreplace")

    def write(event):
        out.write(repr(event) + "\n")
        out.flush()

    del sys.path[0]  # this folder
    faulthandler.enable()
    from test import support

    support.use_resources = []  # as the test runner of CPython without -u
    support.verbose = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        recorder = Recorder(write)
        for name in names:
            run(name, recorder)
        os.chdir("/")


if __name__ == "__main__":
    main()
