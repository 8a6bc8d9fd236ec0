"""The workspace: right and listing side by side, and the decision."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from notices import colleagues, macros, precedents, queues, reasoning, steps, undoing, weighing
from notices.checks_strip import out_of_reach
from notices.forms.reviewing import NoteForm, PassUpForm, SkipForm, VerdictForm
from notices.models import Claim
from notices.precedents import Precedent
from notices.procedure import STATES, UNDECIDED
from notices.rehearsing import Preview
from notices.views.reviewers import ahead, answering, company, papers
from notices.views.reviewers.bench import Outcome, first_reason, reasons_for
from notices.views.reviewers.desk import Desk, open_desk
from notices.views.reviewers.queue import clock_of
from notices.views.reviewers.record import standing_before
from notices.views.reviewers.talking import talks_of
from notices.views.reviewers.undoing import toast
from notices.words import of
from policy import reasons, weighty
from policy.house_rules import Weight

Form = VerdictForm


@require_GET
@staff_only(*REVIEWERS)
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """The case for reading; whoever holds it may decide."""
    listing, queue = request.GET.get("listing", ""), request.GET.get("queue", "")
    desk = open_desk(actor_of(request), reference, ordinal=listing, queue=queue)
    return page(request, desk, fresh_form(desk))


@require_POST
@staff_only(*REVIEWERS)
def words(request: HttpRequest, reference: str) -> HttpResponse:
    """The reason field and its text anew after a choice (htmx); words that were typed are left alone."""
    listing = request.POST.get("listing", "")
    desk = open_desk(actor_of(request), reference, ordinal=listing)
    if not desk.outcomes:  # decided meanwhile: leave the page as it is, committing will say so
        return HttpResponse(status=204)
    typed = request.POST.dict()
    form = refilled(desk, typed, only_untouched=True, changed=request.headers.get("HX-Trigger-Name", ""))
    reserved = None
    if typed.get("outcome") and desk.mine and ("everywhere" in typed or len(desk.same) == 1):
        # This case ends with the decision: the next one will be wanted.
        reserved = queues.reserve(by=desk.by, queue=desk.queue, away=colleagues.away(), but=desk.notice.pk)
    moved = form.initial.get("outcome") if form.initial.get("outcome") != typed.get("outcome") else ""
    context = {"form": form, "desk": desk, "keys": keys_of(desk), "moved": moved, **record(desk, form)}
    return ahead.announced(render(request, "notices/reviewers/words.html", context), reserved)


def page(
    request: HttpRequest,
    desk: Desk,
    form: Form,
    *,
    status: int = 200,
    trouble: dict[str, Any] | None = None,
    letters: list[Preview] | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The whole workspace; `trouble` says what happened meanwhile and keeps what was typed."""
    found = precedents.of(desk.claim)
    words_ready = list(macros.offered(desk.notice.claim_type))
    context = {
        "desk": desk,
        "form": form,
        "keys": keys_of(desk),
        "due": clock_of(desk.dossier, desk.now) if desk.dossier else None,
        "rows": [(c, of(c.state, "reviewer"), out_of_reach(c)) for c in papers.window(desk)["listed"]],
        "standing": company.standing(desk),
        "meaning": STATES[desk.claim.state],
        "weighs": weighs(desk, form, found),
        "skip": SkipForm(),
        "passing": passing(desk),
        "undecided": UNDECIDED,
        "note_form": NoteForm(auto_id="note_%s"),
        "trouble": trouble,
        "letters": letters,
        "now": desk.now,
        "has_errors": bool(form.errors),
        "notice": desk.notice,
        "precedents": found,
        "macros": words_ready if desk.outcomes else (),
        **record(desk, form),
        **toast(request),
        **talks_of(desk.notice),
        "answers": [each for each in words_ready if each.macro.use != "reason"],
        **papers.of(desk, now_too=request.GET.get("now", first_view(desk)) == "1"),
        **company.shown(desk),
        **(more or {}),
    }
    return render(request, "notices/reviewers/review.html", context, status=status)


def passing(desk: Desk, data: QueryDict | None = None, typed: str = "") -> PassUpForm | None:
    """The form that passes this case up, or back; None where neither can be."""
    steps_open = steps.open_to(desk.claim, desk.by)
    back = "hand_down" in steps_open
    if not back and "escalate" not in steps_open:
        return None
    begin = {"why": typed, "listing": desk.claim.ordinal, "versions": seen(desk.same)}
    return PassUpForm(data, back=back, initial=begin)


def keys_of(desk: Desk) -> dict[str, str]:
    return {o.value: o.key for o in desk.outcomes}


def record(desk: Desk, form: Form) -> dict[str, Any]:
    """How seller and filer stood before; only once the merits were looked at, so that it does not colour them."""
    typed = form.data if form.is_bound else form.initial
    return {"record": standing_before(desk.claim) if answering.answered(desk.claim, typed) else None}


def first_view(desk: Desk) -> str:
    """A changed listing is looked at beside what it was; any other one beside the right."""
    return "1" if desk.claim.state == "mended" else "0"


def weighs(desk: Desk, form: Form, found: Sequence[Precedent]) -> list[str]:
    """Why a second person is, or was, asked before anything happens; empty if one may decide."""
    if desk.claim.waits_as in ("held", "reversing"):
        return weighty.in_words(weighed_before(desk))
    if not desk.outcomes or desk.claim.state not in (*UNDECIDED, "upheld", "in_court"):
        return []
    if desk.claim.state not in UNDECIDED:
        return [weighty.said(rule)] if (rule := weighty.rule_for(Weight.REVERSAL)) else []
    newest = next((each for each in found if precedents.binds(each.decision)), None)
    against = {desk.claim.pk} if newest and not newest.upheld else set()
    return weighing.why(desk.same or [desk.claim], reason=str(form["reason"].value() or ""), against=against)


def weighed_before(desk: Desk) -> list[str]:
    """The rules that were met when the second person was asked, as the docket keeps them."""
    proposed = desk.last_decision
    if desk.claim.waits_as == "reversing":
        return [str(Weight.REVERSAL)]
    codes = proposed.entry.facts.get("weighty", []) if proposed else []
    return [str(code) for code in codes] if isinstance(codes, list) else []


def fresh_form(desk: Desk, typed: Mapping[str, Any] = {}) -> Form:
    """The form with reason and words ready, and no decision chosen."""
    given = {**first_words(desk), **typed, "listing": desk.claim.ordinal, "versions": seen(desk.same)}
    return Form(initial=given, **shape(desk))


def shape(desk: Desk) -> dict[str, Any]:
    return {"claim": desk.claim, "outcomes": desk.outcomes, "others": max(len(desk.same) - 1, 0)}


def seen(claims: list[Claim]) -> str:
    """What the reviewer has seen of each claim; an older page is refused instead of overwriting."""
    return ",".join(f"{claim.pk}:{claim.version}" for claim in claims)


def first_words(desk: Desk) -> dict[str, Any]:
    """Reason and text of the usual outcome, or those of the decision that is looked at again."""
    if kept := undoing.taken_back(desk.claim, desk.by.user_id):
        text = kept["public_reason"]
        return {"reason": kept["reason_code"], "text": text, "filled": text, "note": kept["private_note"]}
    before = desk.last_decision
    for outcome in desk.outcomes:
        code = first_reason(outcome, desk.claim, before.reason_code if before else "")
        if code:
            again = before if before and before.reason_code == code else None
            text = again.public_reason if again else text_of(outcome, code, desk.claim)
            return {"reason": code, "text": text, "filled": text, "countries": desk.claim.listing.market}
    return {"countries": desk.claim.listing.market}


def text_of(outcome: Outcome | None, code: str, claim: Claim) -> str:
    """The words of a reason for this claim; a question says how to cure it as well."""
    return reasoning.written(reasons.get(code), claim, cure=bool(outcome and outcome.side == "send_back"))


def refilled(desk: Desk, typed: dict[str, Any], *, only_untouched: bool, changed: str = "") -> Form:
    """The form again with the text of the chosen reason; everything else as it was typed."""
    if changed.startswith(answering.PREFIX) or not typed.get("outcome"):
        typed = answering.settled(desk.claim, desk.outcomes, typed, changed)
    outcome = next((o for o in desk.outcomes if o.value == typed.get("outcome")), None)
    code, text = typed.get("reason", ""), str(typed.get("text", ""))
    if outcome and code not in {reason.code for reason in reasons_for(outcome, desk.notice.claim_type)}:
        code = first_reason(outcome, desk.claim)
    untouched = not text.strip() or _plain(text) == _plain(str(typed.get("filled", "")))
    if untouched or not only_untouched:
        known = {r.code for o in desk.outcomes for r in reasons_for(o, desk.notice.claim_type)}
        text = text_of(outcome, code, desk.claim) if code in known else ""
        typed = {**typed, "filled": text}
    typed = answering.settled(desk.claim, desk.outcomes, {**typed, "reason": code, "text": text}, changed)
    return fresh_form(desk, typed)


def with_macro(desk: Desk, typed: dict[str, Any]) -> Form:
    """The form again with the words of the chosen macro; everything else as it was typed."""
    version, text = macros.asked_for(str(typed.get("macro", ""))), str(typed.get("text", ""))
    if version is not None:
        untouched = _plain(text) == _plain(str(typed.get("filled", "")))
        text = macros.inserted(text, macros.written(version, desk.claim), untouched=untouched)
        typed = {**typed, "text": text, "macros": macros.more_used(str(typed.get("macros", "")), version)}
    return fresh_form(desk, typed)


def _plain(text: str) -> str:
    """Browsers send line breaks as CR LF."""
    return text.replace("\r\n", "\n").strip()
