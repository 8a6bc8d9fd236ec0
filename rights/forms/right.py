"""What owners type about a right: only what its kind asks for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from docket import clock
from rights import nice, territories
from rights.files.recognising import IMAGES
from rights.kinds import Kind
from rights.models import IPRight
from rights.typed import CountriesField, DayField, FilesField, LineField, ProseField, is_link, ticks

ALL, SOME = "all", "some"
PICTURES = "png jpg jpeg webp gif"
# Columns of the right that a form fills; a kind that does not ask for one leaves it empty.
COLUMNS: Mapping[str, Any] = {
    "title": "",
    "office": "",
    "number": "",
    "territories": [],
    "nice_classes": [],
    "registered_on": None,
    "valid_until": None,
    "description": "",
    "work_kind": "",
    "author": "",
    "url": "",
    "connection": "",
    "connection_words": "",
}
MISSING: Mapping[str, Any] = {
    "title": gettext_lazy("Enter the name of the mark, work, patent or design."),
    "office": gettext_lazy("Choose the office where it is registered."),
    "number": gettext_lazy("Enter the registration number, for example 018224561."),
    "work_kind": gettext_lazy("Choose what kind of work it is."),
    "description": gettext_lazy("Say what the work is and where the original can be seen."),
    "connection": gettext_lazy("Say how you are connected to it."),
    "image": gettext_lazy("Add the picture."),
}


class RightForm(forms.Form):
    """One right of one kind."""

    title = LineField(max_length=200, required=False)
    work_kind = forms.ChoiceField(
        label=gettext_lazy("What kind of work is it?"),
        choices=lambda: [(kind, capfirst(str(words))) for kind, words in IPRight.Work.choices],
        widget=forms.RadioSelect,
        required=False,
    )
    author = LineField(label=gettext_lazy("Who made it?"), max_length=200, required=False)
    url = LineField(
        label=gettext_lazy("Link to the original"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("A person may look at it; we do not open it by machine."),
    )
    image = FilesField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput,
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 25 MB. Reviewers see it beside the listings."),
    )
    views = FilesField(
        label=gettext_lazy("More pictures"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 25 MB each. New ones replace those that are there."),
    )
    office = forms.ChoiceField(
        label=gettext_lazy("Office where it is registered"),
        choices=lambda: [("", _("choose")), *territories.offices()],
        required=False,
    )
    number = LineField(
        label=gettext_lazy("Registration number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As on the register."),
    )
    where = forms.ChoiceField(label=gettext_lazy("Where does it hold?"), widget=forms.RadioSelect, required=False)
    territories = CountriesField(label=gettext_lazy("In which countries?"), required=False)
    registered_on = DayField(label=gettext_lazy("Registered on"), required=False)
    valid_until = DayField(
        label=gettext_lazy("In force until"),
        required=False,
        help_text=gettext_lazy("We remind you 60, 14 and 1 days before."),
    )
    nice_classes = LineField(
        label=gettext_lazy("Classes of goods and services"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Nice classes by their numbers, for example 11, 20."),
    )
    description = ProseField(
        label=gettext_lazy("What is it?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    connection = forms.ChoiceField(
        label=gettext_lazy("How are you connected to it?"),
        choices=IPRight.Connection,
        widget=forms.RadioSelect,
        required=False,
    )
    connection_words = LineField(
        label=gettext_lazy("Anything we should know about that"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example the name of the group, or the date of the licence."),
    )
    proofs = FilesField(
        label=gettext_lazy("Proof, for example the certificate"),
        required=False,
        help_text=gettext_lazy(
            "Photos, PDF, text or saved emails, up to 25 MB each. Only you and our reviewers see them."
        ),
    )

    answer = ProseField(
        label=gettext_lazy("Your answer to the reviewer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only our reviewers read it."),
    )

    def __init__(
        self,
        kind: Kind,
        *args: Any,
        owners: list[Organisation] | None = None,
        has_image: bool = False,
        agent: bool = False,
        answers: bool = False,
        **kwargs: Any,
    ) -> None:
        self.kind, self.has_image = kind, has_image
        kwargs["initial"] = {"where": ALL, **({"connection": "mandate"} if agent else {}), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        names = (*(["answer"] if answers else []), *kind.fields)
        self.fields = {name: self.fields[name] for name in names}
        for name, label in kind.labels.items():
            self.fields[name].label = label
        for name, hint in kind.hints.items():
            self.fields[name].help_text = hint
        if "where" in self.fields:
            everywhere = _("Wherever the office's rights hold") if kind.registered else _("Everywhere")
            self.fields["where"].choices = [(ALL, everywhere), (SOME, _("Only in some countries"))]  # type: ignore[attr-defined]
        if owners and len(owners) > 1:
            choices = [(owner.public_id, owner.name) for owner in owners]
            self.fields = {"owner": forms.ChoiceField(label=_("Who owns it?"), choices=choices), **self.fields}

    @property
    def countries(self) -> list[dict[str, Any]]:
        return ticks(self["territories"])

    @property
    def optional(self) -> dict[str, bool]:
        """Fields that may stay empty; pages mark them."""
        filled = self.kind.required - ({"image"} if self.has_image else set())
        return {name: name not in filled | {"where", "owner"} for name in self.fields}

    def pictures_only(self, name: str) -> bool:
        """Whether files of this field must be pictures; the original of a work may be anything."""
        return name == "views" or (name == "image" and self.kind.kind != "copyright")

    def clean_nice_classes(self) -> list[int]:
        words = self.cleaned_data["nice_classes"].replace(",", " ").replace(";", " ").split()
        numbers = [int(word) for word in words if word.isascii() and word.isdigit()]
        if len(numbers) != len(words) or not set(numbers) <= nice.HEADINGS.keys():
            raise ValidationError(_("Classes are numbers from 1 to 45, for example 11, 20."))
        return sorted(set(numbers))

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if url and not is_link(url):
            raise ValidationError(_("Enter a link that begins with https://"), code="invalid-url")
        return url

    def clean_image(self) -> Any:
        files = self.cleaned_data["image"]
        if len(files) > 1:
            raise ValidationError(_("One picture; further ones go below or to the proofs."))
        return self._pictures(files) if self.pictures_only("image") else files

    def clean_views(self) -> Any:
        return self._pictures(self.cleaned_data["views"])

    def _pictures(self, files: Any) -> Any:
        """By name here, so that it can be said at once; by content when they are stored."""
        for file in files:
            if not str(file.name).lower().endswith(tuple(f".{ending}" for ending in PICTURES.split())):
                raise ValidationError(_("%(name)s is no picture: PNG, JPEG, WebP or GIF.") % {"name": file.name})
        return files

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in sorted(self.kind.required - self.errors.keys()):
            if not data.get(name) and not (name == "image" and self.has_image):
                self.add_error(name, MISSING[name])
        self._look_at_days(data)
        if "territories" in self.fields and "territories" not in self.errors:
            self._settle_where(data)
        return data

    def _look_at_days(self, data: Mapping[str, Any]) -> None:
        today = clock.today()
        registered, until = data.get("registered_on"), data.get("valid_until")
        if registered and registered > today:
            self.add_error("registered_on", _("This day is in the future."))
        if until and until < today:
            self.add_error("valid_until", _("This right has ended. Renew it first, then enter the new day."))
        if registered and until and until < registered:
            self.add_error("valid_until", _("It cannot end before it began."))

    def _settle_where(self, data: dict[str, Any]) -> None:
        """Where a right holds: as its office says, or as ticked. Some offices' rights name their countries."""
        office = data.get("office", "") if self.kind.registered else ""
        if data.get("where") == SOME and not data.get("territories"):
            self.add_error("territories", _("Tick at least one country."))
        elif data.get("where") != SOME:
            data["territories"] = territories.held_by_office(office)
            if office and not data["territories"]:
                words = _("A right of this office names its countries: choose “Only in some countries” and tick them.")
                self.add_error("where", words)

    def facts(self) -> dict[str, Any]:
        """The columns of the right itself, without files."""
        said = {name: self.cleaned_data.get(name) or empty for name, empty in COLUMNS.items()}
        edition = nice.EDITION if said["nice_classes"] else ""
        return {"kind": self.kind.kind, "form": self.kind.form, **said, "nice_edition": edition}


def initial_of(right: IPRight) -> dict[str, Any]:
    """A right as its own form shows it."""
    as_office = right.territories == territories.held_by_office(right.office)
    return {
        **{name: getattr(right, name) for name in COLUMNS},
        "where": ALL if as_office or not right.territories else SOME,
        "nice_classes": ", ".join(str(number) for number in right.nice_classes),
    }


def is_picture(media_type: str) -> bool:
    return media_type in IMAGES.values()
