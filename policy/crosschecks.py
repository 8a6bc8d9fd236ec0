"""What has to agree between the files: every reference resolves, every deadline makes sense."""

import string
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from policy.house_rules import Lead
from policy.types import (
    Act,
    Book,
    CounterName,
    Deadline,
    DeadlineKind,
    PutBack,
    Reason,
    Regime,
    RightKind,
    Side,
    Unit,
)

Problem = tuple[str, str]

# What a letter may mention. The first line can be filled from the claim itself; the rest a reviewer types.
FROM_CLAIM = frozenset({"right", "mark", "work", "number", "office", "owner", "listing", "territory"})
TYPED = frozenset({"goods", "detail", "missing", "reference", "until", "limit"})
ERRORS = frozenset({"false_positive", "false_negative", "wrong_action", "wrong_reason", "technical"})
FALLBACK = "default-policy"
# Limits of the DSA's transparency database: 500 for names and addresses; 2,000 for an explanation, title included.
LONGEST_NAME, LONGEST_WHY = 500, 1500


def problems_in(book: Book) -> Iterator[Problem]:
    for regime in book.regimes.values():
        where = f"{regime.code}.yaml"
        yield from ((where, problem) for problem in _regime_problems(regime, book))
    yield from _overlaps(book)
    for reason in book.reasons.values():
        yield from ((f"reasons.yaml: {reason.code}", problem) for problem in _reason_problems(reason))
    yield from (("defences.yaml", problem) for problem in _defence_problems(book))
    yield from (("checklists.yaml", problem) for problem in _checklist_problems(book))
    for code in book.ladder.filers.suspend_reasons:
        if code not in book.reasons:
            yield "ladder.yaml", f"reason {code!r} is not in reasons.yaml"
    for code in book.tiers.left_out:
        if code not in book.reasons:
            yield "tiers.yaml", f"reason {code!r} is not in reasons.yaml"
    kinds = frozenset(map(str, RightKind))
    yield from (("routing.yaml", problem) for problem in book.routing.problems(kinds))
    yield from (("team.yaml", problem) for problem in book.team.problems())
    tiers = {tier.code for tier in book.tiers.tiers}
    for rule in book.thresholds.weighty:
        yield from (("thresholds.yaml", f"{rule.code}: no tier {code!r}") for code in set(rule.tiers) - tiers)
    yield from _rising_and_open(book)
    yield from (("dsa.yaml", problem) for problem in _dsa_problems(book))
    yield from (("sampling.yaml", problem) for problem in _sampling_problems(book))


def _rising_and_open(book: Book) -> Iterator[Problem]:
    points = [rung.points for rung in book.ladder.rungs]
    if points != sorted(set(points)):
        yield "ladder.yaml", "the rungs do not rise"
    if min(book.limits.guests.notices_a_day, book.limits.guests.listings_a_notice) < 1:
        yield "limits.yaml", "a guest may file at least one notice with one listing: the law asks for it"


def _sampling_problems(book: Book) -> Iterator[str]:
    """Between three and five in a hundred are drawn, known cases are one or two, and each error has its weight."""
    rule = book.sampling
    if any(not 20 <= each <= 33 for each in (rule.one_in, *(one.one_in for one in rule.rules))):
        yield "one decision in 20 to 33 is drawn, which is 5 to 3 per cent"
    yield from (f"{each.kind!r} is no kind of right" for each in rule.rules if each.kind not in ("", *RightKind))
    if not 50 <= rule.known_one_in <= 100:
        yield "known cases are 1 to 2 per cent: one in 50 to 100"
    if set(rule.weights) != ERRORS:
        yield f"weights are for {sorted(ERRORS)}"


def _dsa_problems(book: Book) -> Iterator[str]:
    """Every kind of right has its words, and none is longer than the database takes."""
    yield from (f"has no words for {kind}" for kind in RightKind if kind not in book.dsa.kinds)
    for kind, each in book.dsa.kinds.items():
        if bool(each.other) != (each.keyword == "KEYWORD_OTHER"):
            yield f"{kind}: `other` belongs to KEYWORD_OTHER and to nothing else"
        if max(map(len, (each.law, each.union_law, each.other, each.url, each.union_url))) > LONGEST_NAME:
            yield f"{kind}: a name or address is longer than {LONGEST_NAME}"
        if len(each.why) > LONGEST_WHY:
            yield f"{kind}: `why` is longer than {LONGEST_WHY}, and the reason's title stands before it"


def _regime_problems(regime: Regime, book: Book) -> Iterator[str]:
    yield from _zone_problems(regime.zone)
    yield from _declaration_problems(regime, book)
    yield from _missing_deadlines(regime)
    known = {event.key for event in regime.stop_events}
    for deadline in regime.deadlines:
        for problem in (*_shape_problems(deadline), *_reference_problems(deadline, known, book)):
            yield f"deadline {deadline.key!r}: {problem}"


def _missing_deadlines(regime: Regime) -> Iterator[str]:
    keys = [deadline.key for deadline in regime.deadlines]
    yield from (f"deadline {key!r} stands twice" for key in sorted({each for each in keys if keys.count(each) > 1}))
    wanted = {"decide": "", "cure": "", "appeal_filing": "", "appeal_decide": ""}
    if regime.counter.filing:
        wanted[regime.counter.filing] = ": counter.filing names it"
    if regime.counter.put_back is not PutBack.REVIEW:
        wanted["put_back"] = ": the listing comes back by the clock"
    if regime.hears_seller_first:
        wanted["hear_seller"] = ": the seller is heard first"
    yield from (f"there is no deadline {key!r}{why}" for key, why in wanted.items() if key not in keys)


def _declaration_problems(regime: Regime, book: Book) -> Iterator[str]:
    known = {code for code, _ in book.declarations}
    for act in Act:
        for code in getattr(regime.declarations, act):
            if code not in known:
                yield f"declaration {code!r} is not in declarations.yaml"
    clocked = regime.counter.name in (CounterName.COUNTER_NOTICE, CounterName.DECLARATION)
    contested = regime.declarations.counter if clocked else regime.declarations.appeal
    for name, elements, signed in (
        ("notice", regime.notice, regime.declarations.notice),
        ("counter", regime.counter.elements, contested),
    ):
        asked = {each.key for each in elements if each.type == "attestation" and each.required}
        if differ := sorted(asked ^ set(signed)):
            yield f"{name}: the attestations among the elements and the declarations differ: {differ}"


def _shape_problems(deadline: Deadline) -> Iterator[str]:
    """Each kind of limit has its own numbers."""
    kind, low, high = deadline.kind, deadline.min, deadline.max
    counted = kind is not DeadlineKind.UNTIMED
    wrong = {
        "a counted limit needs a unit": counted and deadline.unit is None,
        "an untimed duty has no number and no unit": not counted and (low, high, deadline.unit) != (None, None, None),
        "an untimed duty says in words what is owed": not counted and not deadline.text,
        "a max limit has 'max' and no 'min'": kind is DeadlineKind.MAX and (high is None or low is not None),
        "a wait has 'min' and no 'max'": kind is DeadlineKind.WAIT and (low is None or high is not None),
        "a window has 'min' below 'max'": kind is DeadlineKind.WINDOW and not (low or 0) < (high or 0),
        "a window starts after one full day at least": kind is DeadlineKind.WINDOW and not low,
        "a filing limit has either 'min' or 'max'": kind is DeadlineKind.FILING and (low is None) == (high is None),
        "an extension makes a limit longer": deadline.extension_max is not None
        and deadline.extension_max <= (high or deadline.extension_max),
        "numbers are not negative": min(low or 0, high or 0) < 0,
    }
    yield from (problem for problem, found in wrong.items() if found)


def _reference_problems(deadline: Deadline, events: set[str], book: Book) -> Iterator[str]:
    if (deadline.unit is Unit.BUSINESS_DAY or deadline.rolls) and not deadline.calendar:
        yield "working days need a calendar"
    for name in filter(None, (deadline.calendar, deadline.tolling and deadline.tolling.calendar)):
        if name not in book.calendars:
            yield f"calendar {name!r} is not in calendars.yaml"
    for event in deadline.blocked_by:
        if event not in events:
            yield f"blocked by {event!r}, which is no stop event of this regime"


def _zone_problems(zone: str) -> Iterator[str]:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"unknown time zone {zone!r}"


def _overlaps(book: Book) -> Iterator[Problem]:
    """Two regimes may not both claim one kind of right in one place."""
    held: dict[tuple[str, str], str] = {}
    for regime in book.regimes.values():
        for place in regime.jurisdictions:
            for kind in regime.kinds:
                other = held.setdefault((place, kind), regime.code)
                if other != regime.code:
                    yield f"{regime.code}.yaml", f"{kind} in {place} is already covered by {other}"
    fallback = book.regimes.get(FALLBACK)
    if fallback is None or fallback.jurisdictions != ("*",):
        yield f"{FALLBACK}.yaml", "the fallback must exist and cover '*'"


def _reason_problems(reason: Reason) -> Iterator[str]:
    unknown = placeholders_in(reason.text, reason.cure) - FROM_CLAIM - TYPED
    if unknown:
        yield f"unknown placeholders {sorted(unknown)}"
    if not reason.kinds:
        yield "covers no kind of right"
    if reason.side is Side.SEND_BACK:
        yield "a reason is for upholding or rejecting; mark one for sending back with needs_info"
    if reason.side is Side.UPHELD and (reason.ground is None or reason.refile or reason.needs_info):
        yield "an upheld reason has a ground, and neither refile nor needs_info"
    if reason.side is Side.REJECTED and (reason.ground is not None or reason.severity != "none"):
        yield "a rejected reason has no ground and no severity"
    if not reason.cure:
        yield "has no cure text"


def _defence_problems(book: Book) -> Iterator[str]:
    """A defence leads to reasons that exist, keep a listing visible and fit one of its kinds; none is left without."""
    for each in book.defences.values():
        for code in each.reasons:
            reason = book.reasons.get(code)
            if reason is None or reason.side is not Side.REJECTED:
                yield f"{each.code}: {code!r} is no reason for keeping a listing"
            elif not set(each.kinds) & set(reason.kinds):
                yield f"{each.code}: {code!r} is for other kinds of right"
        if not each.helps:
            yield f"{each.code}: says nothing about the proof that helps"
    last = list(book.defences.values())[-1]
    if last.code != "other" or set(last.kinds) < {kind for each in book.defences.values() for kind in each.kinds}:
        yield "the last defence is 'other', for every kind that any defence is for"


def _checklist_problems(book: Book) -> Iterator[str]:
    """Each question can lead on, each end has a reason of its side that fits, and a removal always gets one."""
    sides = {Lead.ON: (Side.UPHELD,), Lead.KEEP: (Side.REJECTED,), Lead.ASK: (Side.REJECTED, Side.SEND_BACK)}
    for each in book.checklists.values():
        yield from (f"{each.code}: {kind!r} is no kind of right" for kind in set(each.kinds) - set(RightKind))
        for question in each.questions:
            if all(answer.leads is not Lead.ON for answer in question.answers):
                yield f"{each.code}.{question.key}: no answer leads on"
            for answer in question.answers:
                reason = book.reasons.get(answer.reason)
                if reason is None and (answer.reason or answer.leads is not Lead.ON or question is each.questions[-1]):
                    yield f"{each.code}.{question.key}.{answer.value}: {answer.reason!r} is no reason"
                elif reason and (reason.side not in sides[answer.leads] or not set(each.kinds) & set(reason.kinds)):
                    yield f"{each.code}.{question.key}.{answer.value}: {answer.reason} does not fit"
                elif reason and answer.leads is Lead.ASK and not reason.needs_info:
                    yield f"{each.code}.{question.key}.{answer.value}: {answer.reason} asks for nothing"


def placeholders_in(*texts: str) -> frozenset[str]:
    return frozenset(name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None)
