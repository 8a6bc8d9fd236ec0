"""What the clock does with rights."""

from rights import actions


def expire_rights() -> int:
    """End every right whose last day has passed."""
    total = 0
    while ended := actions.expire_due():
        total += ended
    return total
