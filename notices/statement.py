"""The statement of reasons in the order of DSA Art. 17(3): one list of rows for the page and for the PDF."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from docket.models import Entry
from docket.moments import day, moment
from notices.cases import Case
from notices.letters import context as letters
from notices.letters.deed import Deed, gather
from notices.models import Appeal, Claim, CounterNotice, Decision
from notices.ways import of_claim
from policy import regimes
from policy.types import CounterName

DECIDING = (
    "uphold",
    "confirm",
    "uphold_after_all",
    "affirm_takedown",
    "restore_on_appeal",
    "keep_hidden",
    "clear",
    "reverse",
    "restore",
    "adjudge",
)
AGAIN = frozenset({"affirm_takedown", "keep_hidden"})
RESTORED = Decision.Outcome.RESTORED


@dataclass(frozen=True)
class Line:
    """One sentence of ours, or words of a party, or an address to read more."""

    text: str
    url: str = ""
    quoted: bool = False


@dataclass(frozen=True)
class Row:
    """One of the things a statement must say."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Statement:
    """What we decided in one deed, about which listings, and why."""

    title: str
    rows: tuple[Row, ...]
    decided_at: Any


def of_case(case: Case) -> list[Statement]:
    """One statement a deed, newest first: what was decided then, as it was decided."""
    ids = [claim.pk for claim in case.claims]
    made = Entry.objects.filter(subject_type="claim", subject_id__in=ids, step__in=DECIDING).stood().order_by("-id")
    deeds: dict[object, Entry] = {}
    for entry in made:
        deeds.setdefault((entry.step, entry.facts.get("deed") or entry.pk), entry)
    gathered = (gather(entry, "seller") for entry in deeds.values())
    return [of(deed) for deed in gathered if deed is not None]


def of(deed: Deed) -> Statement:
    facts = letters.of(deed, "statement_of_reasons")
    decision = Decision.objects.filter(entry=deed.entry).order_by("pk").first()
    back = decision is not None and decision.outcome == RESTORED
    facts["since"] = hidden_since(deed.claims, up_to=deed.entry) or facts["at"]
    rows = [_what(facts, back=back), *_where_and_when(facts, back=back), _source(facts), _facts(facts, deed)]
    if deed.entry.step != "restore":
        rows.append(_ground(facts, deed))
    rows.append(_software(facts, deed))
    if not back:
        rows.append(_redress(facts, deed))
    return Statement(_title(deed.entry.step, back=back), tuple(rows), facts["at"])


def hidden_since(claims: Iterable[Claim], up_to: Entry | None = None) -> datetime | None:
    """Since when these are hidden: a later decision that only kept them hidden changes nothing."""
    made = Decision.objects.filter(claim__in=list(claims), decided_at__isnull=False).order_by("pk")
    if up_to is not None:
        made = made.filter(entry__at__lte=up_to.at)
    began: dict[int, datetime] = {}
    for decision in made:
        if decision.outcome != Decision.Outcome.UPHELD:
            began.pop(decision.claim_id, None)
        elif decision.decided_at:
            began.setdefault(decision.claim_id, decision.decided_at)
    return min(began.values(), default=None)


def _title(step: str, *, back: bool) -> str:
    if back:
        return _("We made it visible again")
    return _("We looked again: it stays hidden") if step in AGAIN else _("We decided to hide it")


def _row(name: str, *lines: Line | str | None) -> Row:
    made = (Line(line) if isinstance(line, str) else line for line in lines if line)
    return Row(name, tuple(made))


def _what(facts: dict[str, Any], *, back: bool) -> Row:
    """(a) the measure, and on what."""
    n = facts["count"]
    if back:
        done = ngettext("We show this listing again:", "We show these %(n)d listings again:", n)
    else:
        done = ngettext("We hide this listing from buyers:", "We hide these %(n)d listings from buyers:", n)
    listed = [Line(_("%(title)s (%(id)s)") % each, quoted=True) for each in facts["listings"]]
    more = ngettext("and %(n)d more", "and %(n)d more", facts["more"]) % {"n": facts["more"]} if facts["more"] else None
    return _row(_("What we did"), done % {"n": n}, *listed, more)


def _where_and_when(facts: dict[str, Any], *, back: bool) -> Iterator[Row]:
    """(a) the territory and the duration."""
    if back:
        yield _row(_("Since when"), _("Since %(moment)s.") % {"moment": moment(facts["at"])})
        return
    where = _("For buyers in %(where)s. Buyers elsewhere still see it.") % {"where": facts["where"]}
    yield _row(_("Where"), where if facts["where"] else _("For all buyers, in every country."))
    yield _row(
        _("How long"),
        _("Since %(moment)s.") % {"moment": moment(facts["since"])},
        _("There is no end date: it lasts until somebody decides otherwise."),
    )


def _source(facts: dict[str, Any]) -> Row:
    """(b) whether it was a notice or our own doing; the notifier only where the law lets us say it."""
    told = {"owner": facts["owner"], "moment": day(facts["received_at"])}
    agent = _("%(agent)s sent it for the owner.") % facts if facts["agent"] else None
    contact = _("You can reach the owner at %(contact)s.") % facts if facts["contact"] else None
    return _row(
        _("What started it"),
        _("A notice of %(owner)s, which reached us on %(moment)s. We did not act on our own initiative.") % told,
        agent,
        contact,
    )


def _quoted(who: str, words: str) -> tuple[Line, ...]:
    return (Line(who), Line(words, quoted=True)) if words else ()


def _facts(facts: dict[str, Any], deed: Deed) -> Row:
    """(b) the facts and circumstances."""
    if deed.entry.step == "restore":
        over = _("You answered, the wait that the law sets is over, and nothing stopped the return.")
        return _row(_("The facts"), facts["says"], *_quoted(_("The notice says:"), facts["explanation"]), over)
    notice = _quoted(_("The notice says:"), facts["explanation"])
    ours = _quoted(_("Our reasons:"), facts["public_reason"])
    return _row(_("The facts"), facts["says"], *notice, *ours)


def _ground(facts: dict[str, Any], deed: Deed) -> Row:
    """(d) or (e): the law or our terms, and why."""
    if facts["law"]:
        ground = _("The law: we believe that the listing is not allowed.")
    else:
        ground = _("Our terms: every seller agrees to respect the rights of others.")
    if deed.entry.target == "restored":
        ground = ""
    reason = None
    if facts["reason_title"]:
        told = {"code": facts["reason_code"], "title": facts["reason_title"]}
        reason = Line(_("%(code)s: %(title)s") % told, reverse("policy", args=[facts["reason_code"]]))
    rules = [Line(_(regime.title), regime.link) for regime in deed.regimes]
    return _row(_("What it rests on"), ground, reason, *rules)


def _software(facts: dict[str, Any], deed: Deed) -> Row:
    """(c) automated means, in finding and in deciding."""
    found = _("Finding it: the notice named the listing. No software of ours found it.")
    if deed.entry.step == "restore":
        return _row(_("Software"), found, _("Deciding: the date came and nothing stood against the return."))
    person = _("Deciding: a person decided.")
    return _row(_("Software"), found, _("Deciding: software took part.") if facts["automated"] else person)


def _redress(facts: dict[str, Any], deed: Deed) -> Row:
    """(f) what the seller can do, each with its last day."""
    several = len(facts["ways"]) > 1
    lines: list[Line | str | None] = []
    done, left = _answered(deed)
    lines += done
    for way in facts["ways"] if left else []:
        if several:
            titles = ", ".join(each["title"] for each in way["only_for"])
            lines.append(Line(_("For %(listings)s:") % {"listings": titles}))
        lines += [str(way["title"]), str(way["explain"]), *_last_day(way)]
    lines.append(_("What would help: %(cure)s") % facts if facts["cure"] else None)
    if any(regime.code == "eu-dsa" for regime in deed.regimes):
        lines.append(_("In the European Union you can also go to a certified out-of-court dispute body."))
    lines.append(_("You can go to a court at any time."))
    return _row(_("What you can do"), *lines)


def _answered(deed: Deed) -> tuple[list[str], bool]:
    """What was done after this decision instead of what could be, and whether any listing is left unanswered."""
    ids = {claim.pk for claim in deed.claims}
    appeals = Appeal.objects.filter(claim__in=ids, side="takedown", entry__gt=deed.entry.pk).order_by("entry")
    papers = CounterNotice.objects.filter(claim__in=ids, entry__gt=deed.entry.pk).order_by("entry")
    sent = _("You sent a declaration on %(moment)s.")
    if of_claim(deed.claims[0]).kind == CounterName.COUNTER_NOTICE:
        sent = _("You sent a counter-notice on %(moment)s.")
    told = ((_("You asked us to look again on %(moment)s."), appeals), (sent, papers))
    lines: list[str] = []
    answered: set[int] = set()
    for words, made in told:
        found = list(made.values_list("claim_id", "entry__at"))
        answered.update(claim for claim, _at in found)
        lines += [words % {"moment": said} for said in dict.fromkeys(moment(at) for _claim, at in found)]
    return lines, bool(ids - answered)


def _last_day(way: dict[str, Any]) -> Sequence[str]:
    if way["until"]:
        until = _("Until %(moment)s.") % {"moment": moment(way["until"])}
        return [until] if way["by_law"] else [until, _("This limit is our own rule, not a law.")]
    if way["appeal_until"]:
        other = _("Or ask us to look again, without the legal paper, until %(moment)s.")
        return [_("The law sets no last day for this."), other % {"moment": moment(way["appeal_until"])}]
    return []


def governing(case: Case) -> list[str]:
    return [_(regimes.get(code).title) for code in dict.fromkeys(claim.regime for claim in case.claims)]
