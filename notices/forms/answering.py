"""The seller's answer on three screens: why, proof, check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import Claim
from notices.ways import Way
from policy import defences
from policy.types import Declaration
from rights.typed import FilesField, LineField, ManyFiles, ProseField, offer

MOST_TICKS = 25  # with more listings than this, an answer covers all of them
LONGEST = 8000


class WhyForm(forms.Form):
    """One reason, of those that fit this kind of claim; and which listings, where there are several."""

    defence = forms.ChoiceField(
        label=gettext_lazy("Choose the one that fits best"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why your listing is allowed.")},
    )

    def __init__(self, *args: Any, claim_type: str, claims: Sequence[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = defences.for_claim(claim_type)
        offer(self, "defence", [(each.code, _(each.label)) for each in fitting])
        self.hints = {each.code: _(each.hint) for each in fitting}
        if 1 < len(claims) <= MOST_TICKS:
            self.fields["claims"] = forms.MultipleChoiceField(
                label=_("For which listings do you answer?"),
                choices=[(c.public_id, str(c.snapshot.content.get("title") or c.listing.title)) for c in claims],
                widget=forms.CheckboxSelectMultiple,
                initial=[c.public_id for c in claims],
                error_messages={"required": _("Tick at least one listing.")},
            )


class ProofForm(forms.Form):
    """The seller's own words and files."""

    explanation = ProseField(
        label=gettext_lazy("Tell us in your own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Short is fine, and any language is fine."),
        error_messages={"required": gettext_lazy("Tell us in a few words why your listing is allowed.")},
    )
    proof = FilesField(
        label=gettext_lazy("Add proof"),
        required=False,
        widget=ManyFiles(attrs={"accept": "image/*,.pdf,.txt,.eml"}),  # on a phone this offers the camera, too
        help_text=gettext_lazy("Photos, PDF or saved emails, up to 25 MB each. You can photograph an invoice."),
    )

    def __init__(self, *args: Any, needs_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_files = needs_files

    def demand_files(self, kept: int) -> None:
        if self.needs_files and not kept and not self.has_error("proof"):
            self.add_error("proof", _("This law asks for proof: add at least one file."))


class CheckForm(forms.Form):
    """What must be declared and signed; for an ordinary answer almost nothing."""

    def __init__(self, *args: Any, way: Way, ordinary: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sworn = way.declarations(ordinary=ordinary)
        self.fields |= {name_of(each): declared(each) for each in self.sworn}
        if way.signed and not ordinary:
            self.fields |= signature(way)

    @property
    def declared(self) -> list[forms.BoundField]:
        return [self[name_of(each)] for each in self.sworn]

    @property
    def signed(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("sworn-")]


def name_of(declaration: Declaration) -> str:
    """The wording is part of the name: what was ticked is what was shown."""
    return f"sworn-{declaration.code}-{declaration.version}"


def declared(declaration: Declaration) -> forms.BooleanField:
    missing = _("Tick “%(what)s”, or go back to the case.") % {"what": _(declaration.short)}
    return forms.BooleanField(label=_(declaration.text), error_messages={"required": missing})


def signature(way: Way) -> dict[str, forms.Field]:
    """Who signs. Only what this law asks for."""
    fields: dict[str, forms.Field] = {
        "signer": LineField(
            label=_("Type your full name to sign"),
            max_length=200,
            error_messages={"required": _("Add your name, so that we know who answers.")},
        ),
        "address": LineField(
            label=_("Your postal address"),
            max_length=400,
            error_messages={"required": _("Add your postal address. This law asks for it.")},
        ),
    }
    if "contact_details" in way.elements:
        fields["phone"] = LineField(
            label=_("Your phone number"),
            max_length=40,
            error_messages={"required": _("Add your phone number. This law asks for it.")},
        )
    return fields
