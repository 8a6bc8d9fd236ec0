"""From the checked answer to the deed that the law calls for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from docket.actors import Actor
from docket.models import Entry
from notices import actions
from notices.actions import CounterPaper
from notices.answer_drafting import Draft
from notices.cases import Case
from notices.filing import Sworn
from notices.forms.answering import CheckForm
from notices.ways import Way, of_claim
from policy.types import CounterName
from rights.models import Evidence

ANSWERS = ("counter", "appeal_takedown", "seller_answers")


@dataclass(frozen=True)
class Answer:
    """Everything from the three screens."""

    way: Way
    draft: Draft
    form: CheckForm
    files: Sequence[Evidence]
    ordinary: bool


def send(by: Actor, user: User, answer: Answer, seen: Mapping[int, int]) -> None:
    """Take the step: an answer before the decision, a legal paper, or an appeal."""
    way, draft = answer.way, answer.draft
    claims = draft.covers(way)
    if way.hearing:
        actions.seller_answers(
            by=by, claims=claims, answer=draft.explanation, defence=draft.defence, evidence=answer.files
        )
    elif way.signed and not answer.ordinary:
        actions.counter(by=by, claims=claims, paper=paper(user, answer), after=seen)
    else:
        said = {"grounds": draft.explanation, "defence": draft.defence}
        actions.appeal(by=by, claims=claims, **said, evidence=answer.files, after=seen)


def paper(user: User, answer: Answer) -> CounterPaper:
    signed = answer.form.cleaned_data
    return CounterPaper(
        defence=answer.draft.defence,
        explanation=answer.draft.explanation,
        declarations=[Sworn(each.code, each.version) for each in answer.form.sworn],
        signer=signed.get("signer", ""),
        address=signed.get("address", ""),
        phone=signed.get("phone", ""),
        email=user.email,
        evidence=answer.files,
    )


def owner_sees(way: Way, *, ordinary: bool) -> list[str]:
    """What the owner gets of this answer, said before it is sent."""
    if way.hearing or not way.signed:
        private = [_("Not your words, your files, your address or your phone number.")]
        told = [] if way.hearing else [_(each) for each in way.path.passed_on]
        return [*told, *private]
    if ordinary:
        return [_("That you asked us to look again."), _("Not your words, your files, your address or phone number.")]
    return [_(each) for each in way.path.passed_on]


def last_answer(case: Case) -> Entry | None:
    ids = [claim.pk for claim in case.claims]
    answers = Entry.objects.filter(subject_type="claim", subject_id__in=ids, step__in=ANSWERS)
    return answers.order_by("-id").first()


def is_paper(case: Case) -> bool:
    """Whether this case's legal paper is called a counter-notice."""
    return of_claim(case.claims[0]).kind == CounterName.COUNTER_NOTICE
