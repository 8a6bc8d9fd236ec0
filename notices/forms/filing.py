"""The screens of the notice wizard as forms: each says what it keeps in the draft, even of input that is not right."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from notices.drafting import Work
from notices.limits import MOST_LISTINGS
from notices.models import Notice
from policy.types import Declaration
from rights import numbers, territories
from rights.mandates import owners_for
from rights.models import IPRight
from rights.typed import FilesField, LineField, ProseField, is_link, offer
from rights.words import identity

LONGEST_PASTE = 200_000
FILE_KINDS = gettext_lazy("Photos, PDF, text or saved emails (EML), up to 25 MB each, 20 files at most.")


class StepForm(forms.Form):
    """A screen of the wizard."""

    def __init__(self, work: Work, data: QueryDict | None = None, files: Any = None, **kwargs: Any) -> None:
        self.work = work
        super().__init__(data, files, initial={**self.shown(work), **kwargs.pop("initial", {})}, **kwargs)

    @classmethod
    def shown(cls, work: Work) -> dict[str, Any]:
        """What the draft already says, for the fields of this screen."""
        return dict(work.content)

    @classmethod
    def typed(cls, data: QueryDict, work: Work) -> dict[str, Any]:
        """What to keep of a post, right or wrong: nothing that was typed is lost."""
        return {name: data[name][:LONGEST_PASTE] for name in cls.base_fields if name in data}


NEW, WORK = "new", "work"
REGISTERED = ("trademark", "design", "patent", "utility_model", "geographical_indication")


class RightStep(StepForm):
    """Which right, and in what capacity. One that is not saved yet is entered here and saved on the way."""

    right = forms.ChoiceField(
        label=gettext_lazy("Your right"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the right that this notice rests on.")},
    )
    new_kind = forms.ChoiceField(label=gettext_lazy("Kind of right"), required=False)
    new_office = forms.ChoiceField(
        label=gettext_lazy("Office where it is registered"),
        choices=lambda: [("", _("choose")), *territories.offices()],
        required=False,
    )
    new_number = LineField(
        label=gettext_lazy("Registration number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("As on the register, for example 018224561."),
    )
    new_title = LineField(label=gettext_lazy("Name of the mark, design or patent"), max_length=200, required=False)
    work_title = LineField(label=gettext_lazy("Name of the work"), max_length=200, required=False)
    work_url = LineField(
        label=gettext_lazy("Link to the original"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("A person may look at it; we do not open it by machine."),
    )
    work_description = ProseField(
        label=gettext_lazy("What the work is, and what makes it yours"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    capacity = forms.ChoiceField(
        label=gettext_lazy("How are you connected to it?"), widget=forms.RadioSelect, choices=Notice.Capacity
    )

    def __init__(self, work: Work, *args: Any, **kwargs: Any) -> None:
        super().__init__(work, *args, **kwargs)
        saved = [(right.public_id, right.title) for right in work.rights]
        more = [
            (NEW, _("A registered right I have not used here before")),
            (WORK, _("A photo, text or other work that needs no registration (copyright)")),
        ]
        offer(self, "right", [*saved, *more])
        offer(self, "new_kind", [(kind, words) for kind, words in IPRight.Kind.choices if kind in REGISTERED])
        if not saved and not self.initial.get("right"):
            self.initial["right"] = NEW
        self.hints = {right.public_id: hint(right, work) for right in work.rights}
        self.owners = owners_for(work.organisation)
        if len(self.owners) > 1:
            choices = [(owner.public_id, owner.name) for owner in self.owners]
            self.fields["owner"] = forms.ChoiceField(label=_("Who owns it?"), choices=choices, required=False)

    @classmethod
    def shown(cls, work: Work) -> dict[str, Any]:
        content = work.content
        about = {f"work_{name}": value for name, value in content["work"].items()}
        fresh = {f"new_{name}": value for name, value in content["new"].items()}
        capacity = content["capacity"] or ("agent" if work.organisation.kind == "agent" else "owner")
        return {**content, **about, **fresh, "capacity": capacity}

    @classmethod
    def typed(cls, data: QueryDict, work: Work) -> dict[str, Any]:
        kept = {name: data[name][:80] for name in ("right", "capacity", "owner") if name in data}
        about = {name: data.get(f"work_{name}", "")[:4000] for name in ("title", "url", "description")}
        fresh = {name: data.get(f"new_{name}", "")[:200] for name in ("kind", "office", "number", "title")}
        return kept | {"work": about if any(about.values()) else {}, "new": fresh if any(fresh.values()) else {}}

    def clean_work_url(self) -> str:
        url: str = self.cleaned_data["work_url"]
        if url and not is_link(url):
            raise ValidationError(_("Enter a link that begins with https://"), code="invalid-url")
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("right") == WORK and not data.get("work_title") and "work_title" not in self.errors:
            self.add_error("work_title", _("Say which work was copied."))
        if data.get("right") == NEW:
            self._demand_what_a_new_right_needs(data)
        chosen = next((right for right in self.work.rights if right.public_id == data.get("right")), None)
        owner = chosen.organisation if chosen else self.entered_for
        if (chosen or data.get("right") == NEW) and data.get("capacity") == "owner" and owner != self.work.organisation:
            words = _("%(name)s owns this right: choose that you act for the owner.")
            self.add_error("capacity", words % {"name": owner.name})
        return data

    def _demand_what_a_new_right_needs(self, data: dict[str, Any]) -> None:
        data["new_office"] = data.get("new_office") or numbers.office_of(data.get("new_number", ""))
        if not data.get("new_number") and "new_number" not in self.errors:
            self.add_error("new_number", _("Enter the registration number, for example 018224561."))
        elif not data["new_office"] and "new_office" not in self.errors:
            self.add_error("new_office", _("Choose the office where it is registered."))
        if not data.get("new_title") and "new_title" not in self.errors:
            self.add_error("new_title", _("Enter the name of the mark, design or patent."))

    @property
    def entered_for(self) -> Organisation:
        """For whom a right is entered here: the chosen owner, else the first for whom this organisation may."""
        chosen = self.cleaned_data.get("owner")
        return next((each for each in self.owners if each.public_id == chosen), self.owners[0])

    def entered(self) -> IPRight:
        """The right as it was typed here, not saved yet."""
        data = self.cleaned_data
        office = data["new_office"]
        return IPRight(
            organisation=self.entered_for,
            kind=data["new_kind"] or REGISTERED[0],
            title=data["new_title"],
            office=office,
            number=data["new_number"],
            territories=territories.held_by_office(office),
            connection={"agent": "mandate", "licensee": "licensee"}.get(data.get("capacity", ""), "owner"),
        )


def hint(right: Any, work: Work) -> str:
    """word mark EM 018224561 · Studio Linde GmbH · in force to 2039."""
    owner = right.organisation.name if right.organisation != work.organisation else ""
    until = _("in force to %(year)s") % {"year": right.valid_until.year} if right.valid_until else ""
    return " · ".join(filter(None, [identity(right), owner, until]))


CLAIM_WORDS: Mapping[str, Any] = {
    "counterfeit": gettext_lazy("Counterfeit: fake goods with our mark"),
    "trademark": gettext_lazy("Our mark is used in the text or pictures of other goods"),
    "copyright": gettext_lazy("Our photo, text or other work was copied"),
    "patent": gettext_lazy("The product uses our patent without permission"),
    "design": gettext_lazy("The product copies our design"),
}


class ClaimStep(StepForm):
    """What is wrong with the listings: only what the chosen right can carry."""

    claim_type = forms.ChoiceField(
        label=gettext_lazy("What is wrong with these listings?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong with these listings.")},
    )

    def __init__(self, work: Work, *args: Any, **kwargs: Any) -> None:
        super().__init__(work, *args, **kwargs)
        offer(self, "claim_type", [(kind, CLAIM_WORDS[kind]) for kind in work.claim_types])
        if len(work.claim_types) == 1:
            self.initial["claim_type"] = work.claim_types[0]


class ListingsStep(StepForm):
    """The paste box."""

    paste = ProseField(
        label=gettext_lazy("Paste links or listing numbers"),
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false", "dir": "ltr"}),
        help_text=gettext_lazy(
            "One per line, up to 1,000. You can paste a column from a spreadsheet. Text around a link is passed over."
        ),
        error_messages={"required": gettext_lazy("Paste at least one listing.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "paste" in data and "paste" not in self.errors:
            self._look_at_result()
        return data

    def _look_at_result(self) -> None:
        checked = self.work.checked
        if not checked.lines:
            self.add_error("paste", _("We found no link and no listing number in this text."))
        elif not checked.ready:
            first = next((each for each in checked.lines if each.tone == "stop"), checked.lines[0])
            words = _("No listing is ready to report. Line %(line)s: %(result)s.")
            self.add_error("paste", words % {"line": first.number, "result": first.result})
        elif len(checked.ready) > MOST_LISTINGS:
            words = _("These are %(count)s listings; one notice can name up to %(most)s.")
            self.add_error("paste", words % {"count": len(checked.ready), "most": MOST_LISTINGS})


class ExpressStep(ListingsStep):
    """The first screen of the express way: kind of claim, listings and reason together."""

    claim_type = forms.ChoiceField(label=gettext_lazy("What is wrong with these listings?"), widget=forms.RadioSelect)
    explanation = ProseField(
        label=gettext_lazy("Why are they not allowed?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["claim_type", "paste", "explanation"]

    def __init__(self, work: Work, *args: Any, **kwargs: Any) -> None:
        super().__init__(work, *args, **kwargs)
        offer(self, "claim_type", [(kind, CLAIM_WORDS[kind]) for kind in work.claim_types])


class EvidenceStep(StepForm):
    """Reasons for all listings, and files. What is said about one listing alone has a page of its own."""

    explanation = ProseField(
        label=gettext_lazy("Why are these listings not allowed?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One text for all of them, in your own words. Any language is fine."),
    )
    attachments = FilesField(label=gettext_lazy("Add files"), required=False, help_text=FILE_KINDS)

    @classmethod
    def typed(cls, data: QueryDict, work: Work) -> dict[str, Any]:
        return {"explanation": data["explanation"][:LONGEST_PASTE]} if "explanation" in data else {}


class SignForm(forms.Form):
    """The legal acts: each statement, and the name. Nothing of this is ever filled in beforehand."""

    def __init__(
        self,
        asked: list[Declaration],
        user: User,
        *args: Any,
        must_sign: bool = True,
        allowed_shops: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if allowed_shops:
            self.fields["confirm_allowed_sellers"] = forms.BooleanField(
                label=_("I know that these shops are on our list of authorised sellers, and I still report them."),
                error_messages={"required": _("Confirm that you mean to report authorised sellers.")},
            )
        for declaration in asked:
            self.fields[f"declaration_{declaration.code}"] = forms.BooleanField(label=declaration.text, required=False)
        self.fields["signature_name"] = LineField(
            label=_("Type your full name to sign"),
            max_length=200,
            required=must_sign,
            help_text=_("As in your account: %(name)s. This counts as your signature.") % {"name": user.name},
            error_messages={"required": _("Type your full name to sign.")},
        )

    def clean_signature_name(self) -> str:
        name: str = self.cleaned_data["signature_name"]
        if name and folded(name) != folded(self.user.name):
            words = _("Sign with the name of your account, %(name)s.") % {"name": self.user.name}
            raise ValidationError(words, code="signature-mismatch")
        return name


def folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
