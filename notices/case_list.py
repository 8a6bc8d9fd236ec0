"""The list of a shop's cases: open ones first, then the newest, cut by key."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from docket.models import Entry
from notices.cases import Case, only_told
from notices.models import Claim, ClaimQuerySet, Notice
from notices.procedure import CLAIM

CURSOR = re.compile(r"([oc])([0-9]{1,18})")


def page_of(shop: Organisation, after: str, size: int) -> tuple[list[Case], str]:
    """The cases after this cursor, and the cursor of the next page or nothing. Five queries."""
    mine = Claim.objects.of_shop(shop.pk).told_to_sellers()
    notices: QuerySet[Any] = Notice.objects.filter(pk__in=mine.values("notice"))
    notices = notices.annotate(is_open=Exists(still_open(mine)))
    found = list(behind(notices, after).order_by("-is_open", "-pk")[: size + 1])
    shown = found[:size]
    cursor = f"{'o' if shown[-1].is_open else 'c'}{shown[-1].pk}" if len(found) > size else ""
    return cases_of(mine, shown), cursor


def still_open(mine: ClaimQuerySet) -> ClaimQuerySet:
    """Claims of one notice in which something may still happen and that the seller has not closed."""
    steps = Entry.objects.filter(subject_type=CLAIM.subject, subject_id=OuterRef("pk"), n=OuterRef("version"))
    closed = Exists(steps.filter(step="accept"))
    return mine.open().filter(notice=OuterRef("pk")).exclude(closed)


def behind(notices: "QuerySet[Any]", after: str) -> "QuerySet[Any]":
    """What follows the cursor; one that nobody gave out counts as none."""
    place = CURSOR.fullmatch(after)
    if place is None:
        return notices
    older = Q(is_open=place[1] == "o", pk__lt=int(place[2]))
    return notices.filter(older | Q(is_open=False) if place[1] == "o" else older)


def cases_of(mine: ClaimQuerySet, notices: Sequence[Notice]) -> list[Case]:
    claims: dict[int, list[Claim]] = {}
    known = mine.filter(notice__in=[n.pk for n in notices]).order_by("ordinal")
    for claim in only_told(list(known.with_papers())):
        claims.setdefault(claim.notice_id, []).append(claim)
    return [Case(n, claims[n.pk]) for n in notices if n.pk in claims]
