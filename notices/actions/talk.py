"""Talking about a notice: a party writes, a reviewer replies, or sees that no answer is needed."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from docket import clock, transaction
from docket.actors import Actor
from docket.models import Entry
from docket.take import take
from listings.models import Seller
from notices import macros, parties, reasoning
from notices.models import Message, Notice, Reading, Thread
from rights.models import Evidence

MOST_AN_HOUR = 20


@transaction.atomic
def write(
    *,
    by: Actor,
    notice: Notice,
    text: str,
    key: uuid.UUID,
    seller: Seller | None = None,
    evidence: Sequence[Evidence] = (),
) -> Message:
    """A party's message to the reviewers. The same form sent twice is one message."""
    thread = _locked(notice, seller)
    if sent := Message.objects.filter(thread=thread, key=key).first():
        return sent
    an_hour_ago = clock.now() - timedelta(hours=1)
    recent = Message.objects.filter(thread=thread, from_staff=False, at__gt=an_hour_ago).count()
    digests = [each.sha256 for each in evidence]
    entry = take("write", thread, by=by, too_many=recent >= MOST_AN_HOUR, evidence=digests)
    message = _keep(thread, entry, by, text, key, evidence)
    Thread.objects.filter(pk=thread.pk).update(asked=Coalesce(F("asked"), message.pk))
    read(by=by, thread=thread, upto=message.pk)
    return message


@transaction.atomic
def reply(
    *,
    by: Actor,
    notice: Notice,
    text: str,
    key: uuid.UUID,
    seller: Seller | None = None,
    after: int | None = None,
    begun_with: Sequence[int] = (),
) -> Message:
    """A reviewer's message to one party; it may be the first of the thread."""
    thread = _locked(notice, seller)
    if sent := Message.objects.filter(thread=thread, key=key).first():
        return sent
    facts: dict[str, Any] = {"by_is_party": _is_party(by, thread), "blanks": reasoning.blanks(text)}
    if begun_with:
        facts["macros"] = macros.named(begun_with)
    entry = take("reply", thread, by=by, after=after, **facts)
    macros.keep(begun_with, entry)
    message = _keep(thread, entry, by, text, key, ())
    Thread.objects.filter(pk=thread.pk).update(asked=None, told=message.pk)
    return message


@transaction.atomic
def settle(*, by: Actor, thread: Thread, after: int | None = None) -> Entry:
    """No answer is needed: the thread leaves the list of the unanswered."""
    entry = take("settle", thread, by=by, after=after, by_is_party=_is_party(by, thread))
    Thread.objects.filter(pk=thread.pk).update(asked=None)
    return entry


@transaction.atomic
def read(*, by: Actor, thread: Thread, upto: int) -> None:
    """Note how far a person has read; never backwards."""
    if by.user_id is None:
        return  # a partner system reads nothing
    mine, made = Reading.objects.select_for_update().get_or_create(
        thread=thread, user_id=by.user_id, defaults={"upto": upto}
    )
    if not made and mine.upto < upto:
        Reading.objects.filter(pk=mine.pk).update(upto=upto)


def _locked(notice: Notice, seller: Seller | None) -> Thread:
    """The thread of this side under lock, made if it is the first message; two first messages meet in one thread."""
    side = Thread.Side.NOTIFIER if seller is None else Thread.Side.SELLER
    found, _made = Thread.objects.get_or_create(notice=notice, side=side, seller=seller)
    return Thread.objects.select_for_update(of=("self",)).select_related("notice", "seller").get(pk=found.pk)


def _keep(thread: Thread, entry: Entry, by: Actor, text: str, key: uuid.UUID, evidence: Sequence[Evidence]) -> Message:
    message = Message.objects.create(
        thread=thread,
        entry=entry,
        from_staff=by.role in {"reviewer", "senior"},
        by_id=by.user_id,
        text=text,
        at=entry.at,
        key=key,
    )
    if evidence:
        message.evidence.add(*evidence)
    return message


def _is_party(by: Actor, thread: Thread) -> bool:
    """Whether this reviewer belongs to a party of the notice."""
    notice, seller = thread.notice, thread.seller
    told = {notice.filer_id, notice.owner_id, seller.organisation_id if seller else None}
    return bool(parties.sides_of(by.user_id) & told)
