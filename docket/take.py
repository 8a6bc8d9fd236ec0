"""The only place where a state changes: lock, check, write the state, the entry and what is owed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from docket import held, outbox
from docket.actors import Actor
from docket.errors import NotAllowed, NotOpen, Stale
from docket.models import Docketed, Entry
from docket.procedure import BACK, START, UNDO, Step

S = TypeVar("S", bound=Docketed)


def take(name: str, subject: Docketed, *, by: Actor, after: int | None = None, **facts: Any) -> Entry:
    """Take one step on one subject; see `take_many`."""
    seen = None if after is None else {subject.pk: after}
    return take_many(name, [subject], by=by, after=seen, **facts)[0]


def take_many(
    name: str,
    subjects: Sequence[S],
    *,
    by: Actor,
    after: Mapping[int, int] | None = None,
    each: Mapping[int, Mapping[str, Any]] | None = None,
    **facts: Any,
) -> list[Entry]:
    """Take one step on many subjects of one kind, all or none, in a number of queries that does not grow.

    `after` is the newest entry the person had seen, per subject; `each` holds facts of single subjects.
    Raises NotOpen, NotAllowed or Stale, and then nothing has changed.
    """
    if not subjects:
        return []
    if not connection.in_atomic_block:
        raise RuntimeError("A step is taken inside the transaction of its deed.")
    step = subjects[0].procedure[name]
    until = held.held_until(step, by)
    facts |= {held.UNTIL: until.isoformat()} if until else {}
    facts_of = {s.pk: {**facts, **(each or {}).get(s.pk, {})} for s in subjects}
    if START not in step.sources:
        lock(subjects)
    for subject in subjects:
        check(step, subject, by=by, after=(after or {}).get(subject.pk), facts=facts_of[subject.pk])
    sources = {s.pk: s.state for s in subjects}
    before = stood_before(subjects) if step.target == BACK else {}
    write_states(subjects, {s.pk: step.leads_to(s.state, before.get(s.pk) or s.procedure.undone) for s in subjects})
    entries = write_entries(step, subjects, sources, by, facts_of)
    if step.name == UNDO:  # nobody has heard of the step, so nobody need hear that it is undone
        return entries
    deliveries = outbox.owe(entries, {s.pk: s.lane for s in subjects}, until)
    transaction.on_commit(lambda: outbox.hint(deliveries), robust=True)
    return entries


def lock(subjects: Sequence[Docketed]) -> None:
    """Lock the rows in the order of their keys, and read state and version anew: what we hold may be old."""
    model = type(subjects[0])
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=[s.pk for s in subjects])
    fresh = {pk: (state, version) for pk, state, version in rows.order_by("pk").values_list("pk", "state", "version")}
    for subject in subjects:
        subject.state, subject.version = fresh[subject.pk]


def check(step: Step, subject: Docketed, *, by: Actor, after: int | None, facts: Mapping[str, Any]) -> None:
    """Refuse in this order: role (not yours to know), version, state, guards."""
    if not step.by & subject.roles_of(by):
        raise NotAllowed(f"“{step.name}” is not yours to take here.")
    if subject.procedure.binds and not by.may_sign:
        raise NotAllowed(_("You prepare here. Ask a colleague who may sign to do this."))
    if after is not None and after != subject.version:
        raise Stale(subject.version)
    if subject.state not in step.sources:
        raise NotOpen(step.name, subject.state)
    for condition in step.only_if:
        if not condition(subject, by, facts):
            raise NotAllowed(condition.says)


def may(step: Step, subject: Docketed, by: Actor) -> bool:
    """Whether to offer this step: the same checks, without the facts that only the deed brings."""
    signs = by.may_sign or not subject.procedure.binds
    return signs and bool(step.by & subject.roles_of(by)) and subject.state in step.sources


def stood_before(subjects: Sequence[Docketed]) -> dict[int, str]:
    """Where each stood before it came to the state in which it is: told by the entry that led there."""
    kind, ids = subjects[0].subject_type, [s.pk for s in subjects]
    moves = Entry.objects.filter(subject_type=kind, subject_id__in=ids).exclude(source=F("target"))
    newest = moves.order_by("subject_id", "-n").distinct("subject_id")
    return dict(newest.values_list("subject_id", "source"))


def write_states(subjects: Sequence[Docketed], targets: Mapping[int, str]) -> None:
    """One update for each state that is reached, which nearly always is one."""
    model = type(subjects[0])
    for target in sorted(set(targets.values())):
        rows = model._default_manager.filter(pk__in=[pk for pk, reached in targets.items() if reached == target])
        rows.update(state=target, version=F("version") + 1)
    for subject in subjects:
        subject.state, subject.version = targets[subject.pk], subject.version + 1


def write_entries(
    step: Step,
    subjects: Iterable[Docketed],
    sources: Mapping[int, str],
    by: Actor,
    facts_of: Mapping[int, Mapping[str, Any]],
) -> list[Entry]:
    """One entry a subject. The database adds time, previous hash and hash (trigger docket_chain)."""
    return Entry.objects.bulk_create(
        Entry(
            subject_type=subject.subject_type,
            subject_id=subject.pk,
            n=subject.version,
            step=step.name,
            source=sources[subject.pk],
            target=subject.state,
            role=by.role,
            actor_id=by.user_id,
            organisation_id=by.organisation_id,
            key_id=by.key_id,
            request_id=by.request_id,
            facts=dict(facts_of[subject.pk]),
        )
        for subject in subjects
    )
