"""``python -m __static__ SCRIPT [ARGS...]``: install the strict loader and run a script."""

import sys

from compiler.__main__ import main
from compiler.strict.loader import install

if len(sys.argv) < 2:
    print("usage: python -m __static__ SCRIPT [ARGS...]", file=sys.stderr)
    sys.exit(2)
install()
sys.exit(main(sys.argv[1:]))
