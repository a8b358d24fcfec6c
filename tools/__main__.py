"""`python3 -m tools run`: checks the Python version in words that any Python can read, then hands over."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the line that an older Python has to reach
    sys.exit(
        "Oversight needs Python 3.11 or newer; this one is %d.%d. "  # noqa: UP031 - read by old Pythons
        "Install a newer one and name it: make run PYTHON=/path/to/python3.11" % sys.version_info[:2]
    )

from tools.commands import main

sys.exit(main(sys.argv[1:]))
