"""What an owner does with a notice that was sent: answer, add files, appeal, show court action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from docket.actors import Actor
from notices import actions, steps
from notices.forms.owners import AppealForm, CourtForm, DeedForm, ReplyForm, SupplementForm
from notices.models import Claim, Notice
from notices.views.owners.access import actor_of, claims_of, login_required, notice_of, see, sent_in
from notices.views.owners.outcomes import next_dates
from rights import uploads
from rights.models import Evidence


@dataclass(frozen=True)
class Deed:
    """One kind of deed: its step, its form, its words, and how it is done."""

    step: str
    form: type[DeedForm]
    title: Any
    button: Any
    done: Any
    do: Callable[[Actor, DeedForm, Sequence[Evidence]], object]
    says: Any = ""
    timed: bool = False  # whether a clock of the filer's ends it


GO_ON = Deed(
    step="resume",
    timed=True,
    form=DeedForm,
    title=_("Go on with it"),
    button=_("Go on with it"),
    done=_("It goes on where it stood. We write to you from now on."),
    says=_("The mandate of the agent who sent this notice ended. If you go on, you speak for yourself from now on."),
    do=lambda by, form, files: actions.resume(by=by, claims=form.chosen, after=form.after),
)
REPLY = Deed(
    step="complete",
    timed=True,
    form=ReplyForm,
    title=_("Answer our question"),
    button=_("Send your answer"),
    done=_("We have your answer. A reviewer goes on with your notice; its place in the list did not move."),
    do=lambda by, form, files: actions.complete(
        by=by, claims=form.chosen, answer=form.cleaned_data["answer"], evidence=files, after=form.after
    ),
)
SUPPLEMENT = Deed(
    step="supplement",
    form=SupplementForm,
    title=_("Add evidence"),
    button=_("Add these files"),
    done=_("The reviewer sees your files. What you signed, and its receipt, stay as they were."),
    says=_("You can add files until the decision. To say something, use “Talk to a person”."),
    do=lambda by, form, files: actions.supplement(by=by, claims=form.chosen, evidence=files, after=form.after),
)
APPEAL = Deed(
    step="appeal_rejection",
    timed=True,
    form=AppealForm,
    title=_("Ask for another look"),
    button=_("Ask for another look"),
    done=_("A different person looks again and tells you the result with the reasons."),
    says=_("This is free. The decision stands until another person has looked. You can ask once a listing."),
    do=lambda by, form, files: actions.appeal(
        by=by, claims=form.chosen, grounds=form.cleaned_data["grounds"], evidence=files, after=form.after
    ),
)
COURT = Deed(
    step="file_suit",
    timed=True,
    form=CourtForm,
    title=_("Tell us about court action"),
    button=_("Send it"),
    done=_("We have it: the listing stays hidden until the court or authority has decided."),
    says=_(
        "The listing stays hidden if you show us, before the day it returns, that you have asked a court or authority"
        " to stop the seller. The seller is told of it."
    ),
    do=lambda by, form, files: actions.file_suit(
        by=by,
        claims=form.chosen,
        court=form.cleaned_data["court"],
        case_number=form.cleaned_data["case_number"],
        filed_on=form.cleaned_data["filed_on"],
        evidence=files,
        after=form.after,
    ),
)


def open_for(request: HttpRequest, notice: Notice, step: str) -> list[Claim]:
    """The listings for which this step is open to the person who asks."""
    actor = actor_of(request)
    return [claim for claim in claims_of(notice) if step in steps.open_to(claim, actor)]


def not_open(request: HttpRequest, notice: Notice) -> HttpResponse:
    messages.info(request, _("This is not open for this notice now."))
    return see("notice", notice.reference)


def page_of(deed: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of a deed: the listings it is open for, its form, and the way back when there are none."""

    @login_required
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        notice = notice_of(request, reference)
        open_claims = open_for(request, notice, deed.step)
        if not open_claims:
            return not_open(request, notice)
        form = deed.form(open_claims, *sent_in(request))
        if request.method == "POST" and form.is_valid():
            files = kept(request, form, notice)
            if form.is_valid():
                deed.do(actor_of(request), form, files)
                messages.success(request, deed.done)
                return see("notice", notice.reference)
        return show(request, notice, deed, form)

    return view


def kept(request: HttpRequest, form: DeedForm, notice: Notice) -> list[Evidence]:
    if "attachments" not in form.fields:
        return []
    already = notice.evidence.count() if isinstance(form, SupplementForm) else 0
    return uploads.keep(form, "attachments", by=actor_of(request), already=already)


def first_end(notice: Notice, form: DeedForm) -> datetime | None:
    """Until when it can be done for the listing whose clock ends first."""
    ends = next_dates(notice)
    return min((ends[state] for state in {c.state for c in form.by_id.values()} & set(ends)), default=None)


def show(request: HttpRequest, notice: Notice, deed: Deed, form: DeedForm) -> HttpResponse:
    questions = {claim.question for claim in form.by_id.values() if claim.question}
    fields = [form[name] for name in form.fields if name not in {"claims", "seen"}]
    context = {
        "notice": notice,
        "deed": deed,
        "form": form,
        "fields": fields,
        "questions": sorted(questions) if deed is REPLY else [],
        "until": first_end(notice, form) if deed.timed else None,
    }
    return render(request, "notices/owners/deed.html", context, status=400 if form.errors else 200)


reply, supplement, appeal, court, go_on = (page_of(deed) for deed in (REPLY, SUPPLEMENT, APPEAL, COURT, GO_ON))
