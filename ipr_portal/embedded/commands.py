"""What the launcher can be asked to do."""

import sys
from collections.abc import Sequence

from ipr_portal.embedded import run, stopping, trial, virtualenv
from ipr_portal.embedded.console import Trouble

USAGE = """\
python3 -m ipr_portal.embedded install        make .venv hold the locked packages
python3 -m ipr_portal.embedded run            the whole product on 127.0.0.1:$PORT, its data in $PORTAL_HOME
python3 -m ipr_portal.embedded test [...]     pytest on throw-away servers; the rest is handed to pytest
python3 -m ipr_portal.embedded with COMMAND   any command on throw-away servers that write through to disk"""


def main(words: Sequence[str]) -> int:
    stopping.listen()
    try:
        return _do(words)
    except Trouble as trouble:
        print(f"\nCannot go on: {trouble}", file=sys.stderr)
        return 1
    except stopping.Halted as word:
        print(f"\nStopped ({word}).", file=sys.stderr)
        return 130


def _do(words: Sequence[str]) -> int:
    match words:
        case ["install"]:
            virtualenv.install()
            return 0
        case ["run"]:
            virtualenv.install()
            return run.run()
        case ["test", *rest]:
            virtualenv.install()
            return trial.test(rest)
        case ["with", _, *_]:
            virtualenv.install()
            return trial.on_throwaway_servers(words[1:], durable=True)
    print(USAGE, file=sys.stderr)
    return 2
