"""Passing cases on among colleagues: asking for one, keeping it, giving it, assigning it, a break."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from docket import clock, transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take, take_many
from notices import colleagues, queues
from notices.models import Dossier, HandOver, Notice


@transaction.atomic
def hand_over(*, by: Actor, notice: Notice, queue: str, to: User, text: str = "") -> Entry:
    """The case and its hold go to this colleague; if they had asked for it, that is the answer."""
    case = _locked(notice, queue)
    asked = HandOver.objects.select_for_update().filter(notice=notice, queue=queue, taker=to, state="asked").first()
    row = asked or _new(case, giver=by.user_id, taker=to)
    HandOver.objects.filter(pk=row.pk).update(giver=by.user_id, text=text, at=clock.now())
    entry = take("give", row, by=by, holder=_holder(case), taker_may=_may(case, to, by), first=True, count=1)
    until = Now() + timedelta(minutes=queues.LEASE_MINUTES)
    Dossier.objects.filter(pk=case.pk).update(assigned_to=to, assigned_at=Now(), held_by=to, held_until=until)
    return entry


@transaction.atomic
def ask_for(*, by: Actor, notice: Notice, queue: str, text: str = "") -> HandOver:
    """Ask whoever has the case for it. Asking the same colleague twice writes one letter."""
    case = _locked(notice, queue)
    me = User.objects.get(pk=by.user_id or 0)
    giver = _holder(case) or case.assigned_to_id
    row = HandOver.objects.select_for_update().filter(notice=notice, queue=queue, taker=me, state="asked").first()
    if row and row.giver_id == giver:
        return row
    row = row or _new(case, giver=giver, taker=me)
    row.giver_id, row.text, row.at = giver, text, clock.now()
    row.save(update_fields=["giver", "text", "at"])
    take("ask", row, by=by, taker_may=me in colleagues.takers(notice, queue))
    return row


@transaction.atomic
def keep(*, by: Actor, asked: HandOver) -> Entry:
    """Whoever was asked goes on with it."""
    return take("keep", asked, by=by)


@transaction.atomic
def assign(*, by: Actor, cases: Sequence[Dossier], to: User, text: str = "") -> list[Entry]:
    """These cases wait for this reviewer, and nobody holds them meanwhile. All or none; one letter for all."""
    found = list(Dossier.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in cases]).order_by("pk"))
    at, barred = clock.now(), barred_from(found, to)
    rows = HandOver.objects.bulk_create(
        HandOver(notice_id=c.notice_id, queue=c.queue, giver_id=by.user_id, taker=to, text=text, at=at) for c in found
    )
    each = {
        row.pk: {"first": not n, "count": len(found), "taker_may": case.pk not in barred}
        for n, (row, case) in enumerate(zip(rows, found, strict=True))
    }
    entries = take_many("assign", rows, by=by, each=each)
    mine = Dossier.objects.filter(pk__in=[case.pk for case in found])
    mine.update(assigned_to=to, assigned_at=Now(), held_by=None, held_until=None)
    return entries


def barred_from(cases: Sequence[Dossier], to: User) -> set[int]:
    """Which of these this person may not be given: the rules of Start next, for all of them in one query."""
    if not to.reviews or not to.is_active or colleagues.on_break(to.pk):
        return {case.pk for case in cases}
    allowed = {case.pk for case in cases if to.staff_role in queues.BY_KEY[case.queue].taken_by}
    free = queues.open_to(user=to.pk, dossiers=[case.pk for case in cases])
    return {case.pk for case in cases} - (allowed & free)


@transaction.atomic
def give_back(*, by: Actor, notice: Notice, queue: str) -> Entry | None:
    """The case is for everybody again; nothing happens where it was for nobody in particular."""
    case = Dossier.objects.select_for_update(of=("self",)).filter(notice=notice, queue=queue).first()
    if case is None or case.assigned_to_id is None:
        return None
    given = HandOver.objects.filter(notice=notice, queue=queue, taker=case.assigned_to_id, state="given")
    row = given.order_by("-pk").first()
    entry = take("give_back", row, by=by) if row else None
    Dossier.objects.filter(pk=case.pk).update(assigned_to=None, assigned_at=None)
    return entry


@transaction.atomic
def free(*, by: Actor, cases: Sequence[Dossier]) -> int:
    """These cases are for everybody again, and nobody holds them. Returns how many."""
    found = list(Dossier.objects.select_for_update(of=("self",)).filter(pk__in=[c.pk for c in cases]).order_by("pk"))
    wanted = Q(pk=None)
    for case in found:
        wanted |= Q(notice=case.notice_id, queue=case.queue, taker=case.assigned_to_id, state="given")
    newest = HandOver.objects.filter(wanted).order_by("notice", "queue", "-pk").distinct("notice", "queue")
    if by.role not in {"senior", "operations"}:
        raise NotAllowed(_("Only a senior reviewer or operations can do this."))
    take_many("give_back", list(newest), by=by)
    mine = Dossier.objects.filter(pk__in=[case.pk for case in found])
    return mine.update(assigned_to=None, assigned_at=None, held_by=None, held_until=None)


@transaction.atomic
def take_break(*, by: Actor, user: User | None = None) -> None:
    """What this person holds is free again, and nothing is assigned or handed to them until they start again."""
    who = user.pk if user else by.user_id
    if who is None or (who != by.user_id and by.role not in {"senior", "operations"}):
        raise NotAllowed(_("Only a senior reviewer or operations can send somebody else on a break."))
    colleagues.take_break(who)
    Dossier.objects.filter(held_by=who).update(held_by=None, held_until=None)


def _locked(notice: Notice, queue: str) -> Dossier:
    """The case under lock: two who reach for it take turns."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("notice")
    case = rows.filter(notice=notice, queue=queue).first()
    if case is None:
        raise NotAllowed(str(_("Nothing is open here any more.")))
    return case


def _holder(case: Dossier) -> int | None:
    return case.held_by_id if case.held_until and case.held_until > clock.real() else None


def _may(case: Dossier, to: User, by: Actor) -> bool:
    return to.pk != by.user_id and to in colleagues.takers(case.notice, case.queue)


def _new(case: Dossier, *, giver: int | None, taker: User) -> HandOver:
    return HandOver.objects.create(notice=case.notice, queue=case.queue, giver_id=giver, taker=taker, at=clock.now())
