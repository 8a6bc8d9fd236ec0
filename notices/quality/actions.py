"""The deeds around blind cases. None of them touches the case itself: no letter, no listing, no clock."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from docket import clock, transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take
from notices.actions import deed
from notices.models import BlindCase, Claim, Decision, KnownCase, Label
from notices.procedure import ENDED
from notices.quality import comparing
from policy import reasons
from policy.load import book

# Never a case of an organisation one belongs to, nor one of a notice on which one decided anything.
NEXT = """
UPDATE notices_blindcase SET held_by_id = %(user)s, held_until = clock_timestamp() + make_interval(mins => %(minutes)s)
WHERE id = (
    SELECT b.id FROM notices_blindcase b JOIN notices_claim c ON c.id = b.claim_id
    JOIN notices_notice n ON n.id = c.notice_id JOIN listings_seller s ON s.id = c.seller_id
    WHERE b.state = 'waiting' AND b.kind <> 'calibration' AND (b.for_user_id IS NULL OR b.for_user_id = %(user)s)
      AND (b.held_until IS NULL OR b.held_until < clock_timestamp() OR b.held_by_id = %(user)s)
      AND NOT EXISTS (SELECT 1 FROM accounts_membership m WHERE m.user_id = %(user)s
                      AND m.organisation_id IN (n.filer_id, n.owner_id, s.organisation_id))
      AND NOT EXISTS (SELECT 1 FROM notices_decision x JOIN notices_claim y ON y.id = x.claim_id
                      WHERE y.notice_id = c.notice_id AND x.by_id = %(user)s)
    ORDER BY b.id LIMIT 1 FOR UPDATE OF b SKIP LOCKED)
RETURNING id
"""
HOLDER = "SELECT held_by_id FROM notices_blindcase WHERE id = %s AND held_until > clock_timestamp()"


def start_next(*, by: Actor) -> BlindCase | None:
    """The oldest blind case that this person may label; it is theirs for a while."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"user": by.user_id, "minutes": book().sampling.hold_minutes})
        row = cursor.fetchone()
    return BlindCase.objects.get(pk=row[0]) if row else None


@transaction.atomic
def label(*, by: Actor, case: BlindCase, said: comparing.Said, note: str = "") -> Entry:
    """Keep what this person would have decided. Compared at once; of everybody's labels later."""
    if by.user_id is None:
        raise NotAllowed(_("A person labels, and nobody else."))
    case = locked(case)
    if case.kind == BlindCase.Kind.CALIBRATION or case.state == "disputed":
        step = "label"
    else:
        step = "differ" if comparing.error_of(said, comparing.first(case)) else "match"
    entry = take(step, case, by=by, **judging(case, by))
    Label.objects.create(
        case=case,
        by_id=by.user_id,
        outcome=said.outcome,
        partly=said.partly,
        reason_code=said.reason_code,
        note=note,
        at=entry.at,
    )
    BlindCase.objects.filter(pk=case.pk).update(held_by=None, held_until=None)
    return entry


@transaction.atomic
def settle(*, by: Actor, case: BlindCase, second_right: bool, error: str, words: str) -> Entry:
    """A senior says which label was right, and what kind of error the other one was."""
    case = locked(case)
    if error not in comparing.ERRORS:
        raise NotAllowed(_("Choose what kind of error it was."))
    facts: dict[str, Any] = {"second_right": second_right, "error": error, "says_why": bool(words.strip())}
    entry = take("settle", case, by=by, **judging(case, by), **facts)
    BlindCase.objects.filter(pk=case.pk).update(
        second_right=second_right, error=error, words=words, settled_by=by.user_id
    )
    return entry


@transaction.atomic
def dispute(*, by: Actor, case: BlindCase, words: str) -> Entry:
    """Whoever is concerned does not agree: everybody labels it, and it is talked over."""
    case = locked(case)
    entry = take("dispute", case, by=by, **judging(case, by), says_why=bool(words.strip()))
    BlindCase.objects.filter(pk=case.pk).update(words="\n\n".join(filter(None, [case.words, words])))
    return entry


@transaction.atomic
def conclude(*, by: Actor, case: BlindCase, words: str) -> Entry:
    """A senior writes down what follows, after it was talked over."""
    case = locked(case)
    entry = take("conclude", case, by=by, **judging(case, by), says_why=bool(words.strip()))
    BlindCase.objects.filter(pk=case.pk).update(words="\n\n".join(filter(None, [case.words, words])))
    return entry


@transaction.atomic
def make_known(*, by: Actor, claim: Claim, outcome: str, reason_code: str, why: str) -> KnownCase:
    """A senior says of a closed case how such a case must be decided. Raises NotAllowed."""
    if by.role != "senior" or by.user_id is None:
        raise NotAllowed(_("Only senior reviewers choose known cases."))
    claim = deed.locked([claim])[0]
    decision = claim.decisions.filter(decided_at__isnull=False).order_by("-pk").first()
    kind, side = claim.notice.claim_type, "upheld" if outcome == Decision.Outcome.UPHELD else "rejected"
    refusals = {
        _("You belong to one of the parties."): deed.reviewing([claim], by, "")[claim.pk]["by_is_party"],
        _("Only a closed case that somebody decided can be a known case."): claim.state not in ENDED,
        _("This case is a known case already."): KnownCase.objects.filter(claim=claim).exists(),
        _("This reason does not fit the decision."): reason_code
        not in {each.code for each in reasons.for_outcome(side, kind)},
    }
    for words, met in refusals.items():
        if met:
            raise NotAllowed(words)
    if decision is None:
        raise NotAllowed(_("Nobody has decided this case."))
    return KnownCase.objects.create(
        claim=claim,
        decision=decision,
        outcome=outcome,
        reason_code=reason_code,
        why=why,
        by_id=by.user_id,
        at=clock.now(),
    )


@transaction.atomic
def retire(*, by: Actor, known: KnownCase) -> None:
    """A known case is dealt no more; what was labelled stays."""
    if by.role != "senior":
        raise NotAllowed(_("Only senior reviewers choose known cases."))
    KnownCase.objects.filter(pk=known.pk, retired_at=None).update(retired_at=clock.now())


def locked(case: BlindCase) -> BlindCase:
    rows = BlindCase.objects.select_for_update(of=("self",)).select_related("decision", "known")
    return rows.get(pk=case.pk)


def judging(case: BlindCase, by: Actor) -> Mapping[str, Any]:
    """What the guards weigh: who holds it, who is a party, who decided and who labelled. Four queries."""
    claim = Claim.objects.with_papers().get(pk=case.claim_id)
    told = deed.reviewing([claim], by, "")[claim.pk]
    with connection.cursor() as cursor:
        cursor.execute(HOLDER, [case.pk])
        row = cursor.fetchone()
    labellers = {*case.labels.values_list("by", flat=True), *filter(None, [case.settled_by_id])}
    return {
        "holder": row[0] if row else None,
        "by_is_party": told["by_is_party"],
        "deciders": told["deciders"],
        "labellers": sorted(labellers),
    }
