"""What the clock does with rights, mandates and files."""

from collections.abc import Callable

from rights import actions
from rights.actions import mandate as mandates
from rights.files import checking, orphans, scanning


def expire_rights() -> int:
    """Say where a last day is near, and end every right whose last day has passed."""
    return all_of(actions.remind_due) + all_of(actions.expire_due)


def see_to_mandates() -> int:
    """End those whose last day has passed, and say where it is near."""
    return sum(all_of(deed) for deed in (mandates.expire_due, mandates.remind_due))


def all_of(deed: Callable[[], int]) -> int:
    """Do it again until nothing is left."""
    total = 0
    while done := deed():
        total += done
    return total


def look_after_files() -> None:
    """A little of everything: hashes compared, leftovers removed, scans made up for."""
    checking.check_some()
    orphans.remove_some()
    scanning.scan_kept()
