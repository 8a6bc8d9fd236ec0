"""What is typed about blind cases: a label, a finding, words, and a known case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notices.models import Claim, Decision
from notices.quality.comparing import ERRORS, Said
from policy import reasons
from rights.typed import LineField, ProseField

MOST_TEXT = 4000
REMOVE, HIDE, KEEP = "remove", "hide", "keep"
OUTCOMES = [(REMOVE, lazy("Remove")), (HIDE, lazy("Hide in some countries")), (KEEP, lazy("Keep: not upheld"))]
SIDES = (("upheld", lazy("When hiding")), ("rejected", lazy("When keeping visible")))


def reasons_of(claim_type: str) -> list[Any]:
    groups: list[Any] = [("", _("Choose a reason"))]
    for side, title in SIDES:
        groups.append((str(title), [(r.code, f"{r.code} {_(r.title)}") for r in reasons.for_outcome(side, claim_type)]))
    return groups


class LabelForm(forms.Form):
    """What somebody would decide; nothing is chosen beforehand."""

    outcome = forms.ChoiceField(label=lazy("What would you decide?"), widget=forms.RadioSelect, choices=OUTCOMES)
    reason = forms.ChoiceField(label=lazy("Reason"), choices=[])
    note = ProseField(label=lazy("Why, for reviewers only"), required=False, max_length=MOST_TEXT)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim_type = claim.notice.claim_type
        self.fields["reason"].choices = reasons_of(self.claim_type)  # type: ignore[attr-defined]
        self.fields["outcome"].error_messages["required"] = _("Choose a decision first.")
        self.fields["reason"].error_messages["required"] = _("Choose a reason.")
        for name, key in {"reason": "w", "note": "c"}.items():
            self.fields[name].widget.attrs["data-key"] = key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome, code = data.get("outcome"), data.get("reason")
        side = "rejected" if outcome == KEEP else "upheld"
        if outcome and code and code not in {r.code for r in reasons.for_outcome(side, self.claim_type)}:
            self.add_error("reason", _("This reason does not fit your decision. Choose one that does."))
        return data

    @property
    def said(self) -> Said:
        outcome = self.cleaned_data["outcome"]
        kept = Decision.Outcome.REJECTED if outcome == KEEP else Decision.Outcome.UPHELD
        return Said(str(kept), outcome == HIDE, self.cleaned_data["reason"])


class FindingForm(forms.Form):
    """Which of two labels was right, and what kind of error the other one was."""

    RIGHT = [("first", lazy("The first decision is right")), ("second", lazy("The second label is right"))]
    right = forms.ChoiceField(label=lazy("Which one is right?"), widget=forms.RadioSelect, choices=RIGHT)
    error = forms.ChoiceField(label=lazy("What kind of error is the other one?"), choices=[])
    words = ProseField(label=lazy("What you found"), max_length=MOST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["error"].choices = [("", _("Choose one")), *ERRORS.items()]  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Words that stand with a blind case: why it is disputed, or what follows from it."""

    words = ProseField(label=lazy("In your words"), max_length=MOST_TEXT)


class KnownForm(forms.Form):
    """A closed case, and how such a case must be decided."""

    OUTCOMES = [("upheld", lazy("Remove")), ("rejected", lazy("Keep: not upheld"))]
    reference = LineField(label=lazy("Notice"), max_length=10, help_text=lazy("Like N-7K4M2QXD."))
    listing = forms.IntegerField(label=lazy("Listing number in it"), min_value=1, max_value=99_999, initial=1)
    outcome = forms.ChoiceField(label=lazy("How it must be decided"), widget=forms.RadioSelect, choices=OUTCOMES)
    reason = forms.ChoiceField(label=lazy("Reason"), choices=[])
    why = ProseField(label=lazy("Why, for whoever gets it wrong"), max_length=MOST_TEXT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [(r.code, f"{r.code} {_(r.title)}") for r in reasons.all()]
        self.fields["reason"].choices = [("", _("Choose a reason")), *every]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"reference", "listing"} <= data.keys():
            rows = Claim.objects.with_papers().filter(notice__reference=data["reference"].upper())
            data["claim"] = rows.filter(ordinal=data["listing"]).first()
            if data["claim"] is None:
                self.add_error("reference", _("There is no such listing in such a notice."))
        return data
