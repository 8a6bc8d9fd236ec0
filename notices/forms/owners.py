"""What a rights owner types about a notice that was sent: retraction, answer, appeal, court action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from docket import clock
from notices.models import Claim
from rights.files.recognising import TAKEN
from rights.typed import DayField, FilesField, LineField, ProseField, offer

ALL, MANY = "all", 20


class DeedForm(forms.Form):
    """A deed on some listings of one notice. `seen` is the version of each claim that the page showed."""

    claims = forms.MultipleChoiceField(
        label=gettext_lazy("Which listings?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one listing.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=30_000)

    def __init__(self, open_claims: Sequence[Claim], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {claim.public_id: claim for claim in open_claims}
        each = [(claim.public_id, claim.snapshot.content["title"]) for claim in open_claims]
        many = len(each) > MANY
        # One box for all of them: a form has a limit of fields, and nobody ticks a thousand boxes.
        offer(self, "claims", [*([(ALL, _("All %(n)s listings") % {"n": len(each)})] if many else []), *each])
        self.initial.setdefault("claims", [ALL] if many else list(self.by_id))
        self.initial["seen"] = " ".join(f"{claim.public_id}:{claim.version}" for claim in open_claims)
        self.hints = {claim.public_id: f"{claim.seller.name} · {claim.listing.external_id}" for claim in open_claims}

    @property
    def chosen(self) -> list[Claim]:
        names: list[str] = self.cleaned_data["claims"]
        return list(self.by_id.values()) if ALL in names else [self.by_id[name] for name in names]

    @property
    def after(self) -> dict[int, int]:
        """The versions the person had before their eyes, so that nothing happens behind them."""
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        return {self.by_id[name].pk: int(n) for name, _, n in pairs if name in self.by_id and n.isdecimal()}


class RetractForm(DeedForm):
    """Taking claims back."""

    reason = ProseField(
        label=gettext_lazy("Why do you take it back?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For our records. The seller is told that you took it back, not why."),
    )


class ReplyForm(DeedForm):
    """Answering our question."""

    answer = ProseField(
        label=gettext_lazy("Your answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write your answer.")},
    )
    attachments = FilesField(label=gettext_lazy("Add files"), required=False, help_text=TAKEN)


class SupplementForm(DeedForm):
    """Adding files while a decision is awaited."""

    attachments = FilesField(
        label=gettext_lazy("Files"),
        help_text=TAKEN,
        error_messages={"required": gettext_lazy("Choose at least one file.")},
    )


class AppealForm(DeedForm):
    """Asking another person to look again."""

    grounds = ProseField(
        label=gettext_lazy("Why should we look again?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Say what we got wrong or did not know. A person who did not decide before reads it."),
        error_messages={"required": gettext_lazy("Say why we should look again.")},
    )
    attachments = FilesField(label=gettext_lazy("Add files"), required=False, help_text=TAKEN)


class CourtForm(DeedForm):
    """Telling us about a court action, with its papers."""

    court = LineField(
        label=gettext_lazy("Court or authority"),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the court or authority.")},
    )
    case_number = LineField(
        label=gettext_lazy("Case number"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the case number.")},
    )
    filed_on = DayField(
        label=gettext_lazy("Filed on"),
        error_messages={"required": gettext_lazy("Enter the day on which it was filed.")},
    )
    attachments = FilesField(
        label=gettext_lazy("The papers you filed"),
        help_text=TAKEN,
        error_messages={"required": gettext_lazy("Add the papers that show the action, for example the complaint.")},
    )

    def clean_filed_on(self) -> Any:
        day = self.cleaned_data["filed_on"]
        if day > clock.now().date():
            raise ValidationError(_("This day is in the future."))
        return day
