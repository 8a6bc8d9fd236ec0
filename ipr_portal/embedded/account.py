"""Whom PostgreSQL runs as: it refuses root, so root lends it the account `nobody`."""

import os
import pwd
from pathlib import Path

Account = tuple[int, int]


def for_server() -> Account | None:
    """Another account when we are root; None means ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def hand_over(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, *account)


def can_reach(path: Path) -> bool:
    """Whether a stranger may walk down to this path."""
    return all(step.stat().st_mode & 0o001 for step in [path, *path.parents])
