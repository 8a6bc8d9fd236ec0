"""What the clock does with rights and files."""

from rights import actions
from rights.files import checking, orphans, scanning


def expire_rights() -> int:
    """End every right whose last day has passed."""
    total = 0
    while ended := actions.expire_due():
        total += ended
    return total


def look_after_files() -> None:
    """A little of everything: hashes compared, leftovers removed, scans made up for."""
    checking.check_some()
    orphans.remove_some()
    scanning.scan_kept()
