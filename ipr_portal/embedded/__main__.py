"""The door: `python3 -m ipr_portal.embedded run | test | with | install`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said before any newer syntax is met
    sys.exit(
        "Python 3.11 or newer is needed; this is {}.{}. Name another one: make run PYTHON=python3.12".format(
            *sys.version_info
        )
    )

from ipr_portal.embedded.commands import main

sys.exit(main(sys.argv[1:]))
