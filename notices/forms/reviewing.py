"""What a reviewer types: a decision with its reason, a skip with its cause, a note."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notices import macros, notes, reasoning
from notices.actions import Verdict
from notices.models import Claim
from notices.procedure import UNDECIDED
from policy import checklists, reasons
from policy.house_rules import Lead, Question
from rights import territories
from rights.typed import LineField, ProseField

if TYPE_CHECKING:
    from notices.views.reviewers.bench import Outcome

MOST_TEXT = 4000
GROUPS = {"upheld": lazy("When hiding"), "rejected": lazy("When keeping visible or asking")}


class VerdictForm(forms.Form):
    """One decision on one or on all undecided listings; nothing is chosen beforehand."""

    outcome = forms.ChoiceField(label=lazy("Your decision"), widget=forms.RadioSelect, choices=[])
    countries = LineField(label=lazy("Countries"), required=False, max_length=400)
    reason = forms.ChoiceField(label=lazy("Reason"), required=False, choices=[])
    text = ProseField(label=lazy("Words that go out"), required=False, max_length=MOST_TEXT)
    everywhere = forms.BooleanField(required=False)
    note = ProseField(label=lazy("Private note"), required=False, max_length=MOST_TEXT)
    listing = forms.CharField(widget=forms.HiddenInput, required=False)
    versions = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)
    filled = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_TEXT)
    macros = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)  # versions it began with

    answers: Mapping[str, str] = {}

    def __init__(self, *args: Any, claim: Claim, outcomes: "list[Outcome]", others: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim, self.by_value = claim, {outcome.value: outcome for outcome in outcomes}
        self.checklist = checklists.for_claim(claim.notice.claim_type) if claim.state in UNDECIDED else None
        for n, question in enumerate(self.checklist.questions if self.checklist else (), 1):
            self.fields[f"q_{question.key}"] = question_field(question, n)
        self.fields["outcome"].choices = [(o.value, o.title) for o in outcomes]  # type: ignore[attr-defined]
        self.fields["outcome"].error_messages["required"] = _("Choose a decision first.")
        self.fields["reason"].choices = grouped(outcomes, claim.notice.claim_type)  # type: ignore[attr-defined]
        self.fields["text"].error_messages["max_length"] = _("Use %(most)d characters or fewer.") % {"most": MOST_TEXT}
        for name, key in {"reason": "w", "text": "c", "everywhere": "A"}.items():
            self.fields[name].widget.attrs["data-key"] = key
        self.fields["text"].widget.attrs["rows"] = 4
        label = _("Also the other %(n)d undecided listings") if others > 1 else _("Also the other undecided listing")
        self.fields["everywhere"].label = label % {"n": others} if others > 1 else label
        if not others:
            del self.fields["everywhere"]
        if "hide" not in self.by_value:
            del self.fields["countries"]

    def clean_countries(self) -> list[str]:
        good, bad = territories.read(self.cleaned_data["countries"])
        if bad:
            raise ValidationError(_("%(codes)s: not a country. Use codes of two letters.") % {"codes": ", ".join(bad)})
        return members(good)

    def clean_versions(self) -> dict[int, int]:
        """Claim → the newest entry that the reviewer had seen, written 12:3,13:4."""
        return seen_versions(self.cleaned_data["versions"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome = self.by_value.get(data.get("outcome", ""))
        if outcome is not None and self.checklist is not None:
            self._check_answers(outcome, data)
        if outcome is not None and outcome.side:
            self._check_words(outcome, data)
        if outcome is not None and outcome.value == "hide" and not data.get("countries") and "countries" in data:
            self.add_error("countries", _("Name at least one country, for example DE, AT."))
        return data

    def _check_answers(self, outcome: "Outcome", data: dict[str, Any]) -> None:
        """Choosing a decision affirms what it rests on; an answer that leads elsewhere is pointed at."""
        lead = {"upheld": Lead.ON, "rejected": Lead.KEEP, "send_back": Lead.ASK}.get(outcome.side)
        if lead is None or self.checklist is None:
            return
        given = {q.key: data[f"q_{q.key}"] for q in self.checklist.questions if data.get(f"q_{q.key}")}
        if key := checklists.contradiction(self.checklist, lead, given):
            fault = _("This answer does not lead to “%(outcome)s”. Change it, or the decision.")
            self.add_error(f"q_{key}", fault % {"outcome": outcome.title})
        self.answers = checklists.agreeing(self.checklist, lead, data.get("reason", ""), given)

    def _check_words(self, outcome: "Outcome", data: dict[str, Any]) -> None:
        code = data.get("reason", "")
        fitting = {reason.code for reason in reasons.for_outcome(outcome.side, self.claim.notice.claim_type)}
        if not code and "reason" not in self.errors:
            self.add_error("reason", _("Choose a reason."))
        elif code and code not in fitting:
            fault = _("This reason does not fit “%(outcome)s”. Choose one that does, and fill in its text.")
            self.add_error("reason", fault % {"outcome": outcome.title})
        text = data.get("text", "")
        if not text and "text" not in self.errors:
            self.add_error("text", _("Write the words that go out, or fill in the text of the reason."))
        if empty := reasoning.blanks(text):
            self.add_error("text", _("Replace what stands in brackets: %(blanks)s") % {"blanks": ", ".join(empty)})

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("q_")]

    @property
    def chosen(self) -> "Outcome":
        return self.by_value[self.cleaned_data["outcome"]]

    def verdict(self, *, many: bool) -> Verdict:
        """What was decided; words that named one listing are made fit for several."""
        data = self.cleaned_data
        code, text = data["reason"], data["text"]
        reason = reasons.get(code) if code else None
        return Verdict(
            reason_code=code,
            public_reason=reasoning.for_many(text, self.claim) if many else text,
            private_note=data["note"],
            territories=tuple(data["countries"]) if self.chosen.value == "hide" else ("*",),
            ground=str(reason.ground) if reason and reason.ground else "terms",
            answers=self.answers,
            macros=tuple(macros.read_used(data["macros"])),
        )


def seen_versions(text: str) -> dict[int, int]:
    """Claim → version, written 12:3,13:4."""
    pairs = [pair.split(":") for pair in text.split(",") if pair]
    if not all(len(pair) == 2 and all(part.isdecimal() and len(part) < 19 for part in pair) for pair in pairs):
        raise ValidationError(_("Please open the case again."))
    return {int(pk): int(version) for pk, version in pairs}


def question_field(question: Question, n: int) -> forms.ChoiceField:
    """One question as a short menu; its number is its key."""
    choices = [("", "–"), *((answer.value, gettext(answer.says)) for answer in question.answers)]
    widget = forms.Select(attrs={"data-key": str(n)})
    return forms.ChoiceField(label=gettext(question.asks), choices=choices, required=False, widget=widget)


class SkipForm(forms.Form):
    """Why a case is passed over; leads read these."""

    WHY = [
        ("", lazy("Choose why")),
        ("party", lazy("I know one of the parties")),
        ("expert", lazy("It needs somebody who knows this field")),
        ("language", lazy("I do not read the language")),
        ("break", lazy("I need a break from this kind")),
        ("other", lazy("Another reason")),
    ]
    why = forms.ChoiceField(
        label=lazy("Why do you skip it?"), choices=WHY, widget=forms.Select(attrs={"data-key": "s"})
    )

    @property
    def words(self) -> str:
        return str(dict(self.WHY)[self.cleaned_data["why"]])


class PassUpForm(forms.Form):
    """Why a case goes to a senior reviewer, or comes back from one; only colleagues read it."""

    why = ProseField(
        max_length=MOST_TEXT - 100,  # a few words of ours go before it
        error_messages={"required": lazy("Say why: whoever takes it next must know.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    listing = forms.CharField(widget=forms.HiddenInput, required=False)
    versions = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40_000)

    def __init__(self, *args: Any, back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "pass_%s", **kwargs})
        asks = _("What should be done?") if back else _("What should they decide, and why?")
        self.fields["why"].label = asks

    def clean_versions(self) -> dict[int, int]:
        return seen_versions(self.cleaned_data["versions"])


class NoteForm(forms.Form):
    """A private note on a notice."""

    text = ProseField(
        label=lazy("New note, for reviewers only"),
        help_text=lazy("@ and a name, like @amina, tells a colleague."),
        error_messages={"required": lazy("The note is empty.")},
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "data-key": "m"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := notes.mentioned(text)[1]:
            names = ", ".join(f"@{name}" for name in unknown)
            raise ValidationError(_("No colleague is called %(names)s.") % {"names": names})
        return text


def grouped(outcomes: "list[Outcome]", claim_type: str) -> list[Any]:
    """The reasons of every side that these outcomes need. Those for asking are among those for rejecting."""
    sides = list(dict.fromkeys({"send_back": "rejected"}.get(o.side, o.side) for o in outcomes if o.side))
    groups: list[Any] = [("", _("Choose a reason"))]
    for side in sides:
        found = reasons.for_outcome(side, claim_type)
        groups.append((str(GROUPS[side]), [(r.code, f"{r.code} {_(r.title)}") for r in found]))
    return groups


def members(codes: list[str]) -> list[str]:
    """ "EU" spelled out, because the marketplace hides country by country."""
    from policy.regimes import EU_MEMBERS

    spelled = [c for code in codes for c in (sorted(EU_MEMBERS) if code == "EU" else [code])]
    return list(dict.fromkeys(spelled))
