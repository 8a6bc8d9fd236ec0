"""A notice in one row: reference, right, how many listings, and one tag for all of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count

from notices import words
from notices.models import Claim, Notice


def rows_of(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """One query for the states of all of them."""
    counted = Claim.objects.filter(notice__in=notices).values("notice", "state").annotate(n=Count("pk")).order_by()
    states: dict[int, dict[str, int]] = {}
    for row in counted:
        states.setdefault(row["notice"], {})[row["state"]] = row["n"]
    return [row_of(notice, states.get(notice.pk, {})) for notice in notices]


def row_of(notice: Notice, states: dict[str, int]) -> dict[str, Any]:
    return {"notice": notice, "count": sum(states.values()), "said": words.of_notice(states, "filer")}
