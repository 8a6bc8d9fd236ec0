"""Reading threads: a party's own, those of a notice for reviewers, and those that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation, User
from listings.models import Seller
from notices.models import Claim, Message, Notice, Reading, Thread

MOST_SHOWN = 200  # messages of a thread on a page; older ones are a link away


@dataclass(frozen=True)
class Talk:
    """A thread as one page shows it: its newest messages, oldest first, and whether there are older ones."""

    thread: Thread | None
    messages: Sequence[Message]
    more: bool = False

    @property
    def newest(self) -> int:
        return self.messages[-1].pk if self.messages else 0

    @property
    def since(self) -> datetime | None:
        """Since when the party waits for an answer."""
        asked = self.thread.asked if self.thread else None
        return next((m.at for m in self.messages if m.pk == asked), None)


def of_party(notice: Notice, seller: Seller | None = None, *, before: int | None = None) -> Talk:
    """The thread of one side; three queries. None where nobody has written yet."""
    side = Thread.Side.NOTIFIER if seller is None else Thread.Side.SELLER
    thread = Thread.objects.filter(notice=notice, side=side, seller=seller).first()
    return talk(thread, before=before) if thread else Talk(None, [])


def talk(thread: Thread, *, before: int | None = None) -> Talk:
    rows = Message.objects.filter(thread=thread).prefetch_related("evidence").select_related("by").order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before is not None else rows)[: MOST_SHOWN + 1])
    return Talk(thread, found[:MOST_SHOWN][::-1], len(found) > MOST_SHOWN)


def of_notice(notice: Notice) -> list[Talk]:
    """Every thread of a notice with its last messages, the owner's side first. Four queries, however many threads."""
    threads = list(Thread.objects.filter(notice=notice).select_related("seller").order_by("side", "pk"))
    latest: dict[int, list[Message]] = {thread.pk: [] for thread in threads}
    for thread in threads:
        thread.notice = notice
    rows = Message.objects.filter(thread__in=threads).select_related("by").prefetch_related("evidence")
    for message in rows.order_by("-pk")[:MOST_SHOWN]:
        latest[message.thread_id].insert(0, message)
    return [Talk(thread, latest[thread.pk]) for thread in threads]


def unanswered() -> "QuerySet[Thread]":
    """What waits for an answer; `asked` grows with time, so that the longest wait comes first."""
    waiting = Thread.objects.filter(state="unanswered", asked__isnull=False, notice__is_test=False)
    return waiting.select_related("notice__right", "notice__owner", "notice__filer", "seller")


def sellers_told(notice: Notice, most: int = 50) -> list[Seller]:
    """The shops that know of this notice; a reviewer may write to no other."""
    told = Claim.objects.told_to_sellers().filter(notice=notice, seller=OuterRef("pk"))
    return list(Seller.objects.filter(Exists(told)).order_by("name", "pk")[:most])


def unread(rows: "QuerySet[Thread]", user: User) -> "QuerySet[Thread]":
    """Those among these threads in which a reviewer has written since this person last read."""
    seen = Reading.objects.filter(thread=OuterRef("pk"), user=user, upto__gte=OuterRef("told"))
    return rows.filter(Q(told__isnull=False) & ~Exists(seen))


def of_owner(organisation: Organisation) -> "QuerySet[Thread]":
    """The owner's side of every notice this organisation may see."""
    mine = Notice.objects.filed_for(organisation.pk)
    return Thread.objects.filter(side=Thread.Side.NOTIFIER, notice__in=mine).select_related("notice__right")


def of_shop(organisation: Organisation) -> "QuerySet[Thread]":
    return Thread.objects.filter(seller__organisation=organisation).select_related("notice__right")


def waits_since(threads: Sequence[Thread]) -> dict[int, datetime]:
    """When the first unanswered message of each thread was written. One query."""
    asked = [thread.asked for thread in threads if thread.asked]
    return dict(Message.objects.filter(pk__in=asked).values_list("thread_id", "at"))
