"""What the two sides of a mandate type: asking, granting, answering."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import addresses
from accounts.models import Membership, Organisation, User
from docket import clock
from rights import territories
from rights.models import IPRight, Mandate
from rights.typed import CountriesField, DayField, FilesField, LineField, ProseField, offer, ticks
from rights.words import identity

A_YEAR = timedelta(days=365)
NUMBER = re.compile(r"org_[0-9a-z]{26}")
ALL, SOME = "all", "some"


class MandateForm(forms.Form):
    """What every mandate says, whoever begins it: which rights, where, from when to when, and the paper behind it."""

    scope = forms.ChoiceField(
        label=gettext_lazy("For which rights?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose for which rights.")},
    )
    where = forms.ChoiceField(
        label=gettext_lazy("For listings sold where?"),
        widget=forms.RadioSelect,
        choices=[(ALL, gettext_lazy("Everywhere")), (SOME, gettext_lazy("Only in some countries"))],
        initial=ALL,
    )
    territories = CountriesField(label=gettext_lazy("In which countries?"), required=False)
    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody ends it. Both sides are reminded 30, 7 and 1 days before."),
    )
    letter = FilesField(
        label=gettext_lazy("Letter of authority"),
        required=False,
        help_text=gettext_lazy("The signed paper, as PDF or picture, up to 25 MB."),
    )
    note = ProseField(
        label=gettext_lazy("A word to the other side"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, renews: Mandate | None = None, **kwargs: Any) -> None:
        self.renews = renews
        today = clock.today()
        preset: dict[str, Any] = {"scope": ALL, "where": ALL, "starts_on": today, "ends_on": today + A_YEAR}
        kwargs["initial"] = {**preset, **renewed(renews), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    @property
    def countries(self) -> list[dict[str, Any]]:
        return ticks(self["territories"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("where") == SOME and not data.get("territories") and "territories" not in self.errors:
            self.add_error("territories", _("Tick at least one country, or choose “Everywhere”."))
        self._look_at_days(data)
        return data

    def _look_at_days(self, data: dict[str, Any]) -> None:
        starts, ends, today = data.get("starts_on"), data.get("ends_on"), clock.today()
        if ends and ends < today:
            self.add_error("ends_on", _("This day has passed already."))
        elif starts and ends and ends < starts:
            self.add_error("ends_on", _("It cannot end before its first day."))
        if starts and starts > today + A_YEAR:
            self.add_error("starts_on", _("Choose a first day within the next year."))

    def facts(self) -> dict[str, Any]:
        """The fields of the mandate itself."""
        data = self.cleaned_data
        return {
            "all_rights": data["scope"] == ALL,
            "territories": territories.expanded(data["territories"]) if data["where"] == SOME else [],
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "note": data["note"],
            "renews": self.renews,
        }


def renewed(mandate: Mandate | None) -> dict[str, Any]:
    """What a renewal takes over: the same scope, from the day after the last."""
    if mandate is None:
        return {}
    follows = mandate.ends_on + timedelta(days=1) if mandate.ends_on else clock.today()
    starts = max(follows, clock.today())
    return {
        "scope": ALL if mandate.all_rights else SOME,
        "rights": [right.public_id for right in mandate.rights.all()],
        "where": SOME if mandate.territories else ALL,
        "territories": territories.collapsed(mandate.territories),
        "starts_on": starts,
        "ends_on": starts + A_YEAR if mandate.ends_on else None,
    }


class ProposalForm(MandateForm):
    """An agent asks. The owner is named by an address; nobody is told whether it is known here."""

    owner_name = LineField(
        label=gettext_lazy("Name of the rights owner"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of the company or person that owns the rights.")},
    )
    owner_email = LineField(
        label=gettext_lazy("Email address of somebody who may sign for the owner"),
        max_length=254,
        help_text=gettext_lazy("We write to this address. The owner reads exactly what you ask for and answers there."),
        error_messages={"required": gettext_lazy("Enter the address to which we should write.")},
    )
    field_order = ["owner_name", "owner_email"]

    def __init__(self, *args: Any, agent: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent
        named = [right.title for right in self.renews.rights.all()] if self.renews else []
        some = _("The same as before: %(titles)s") % {"titles": ", ".join(named)} if named else ""
        choices = [
            (ALL, _("All rights of the owner, also those added later")),
            (SOME, some or _("Only some: the owner chooses them when answering")),
        ]
        offer(self, "scope", choices)
        if self.renews is not None:  # we know the owner, and so does the agent
            del self.fields["owner_name"], self.fields["owner_email"]

    def clean_owner_email(self) -> str:
        address = addresses.normal(self.cleaned_data["owner_email"])
        if Membership.objects.filter(organisation=self.agent, user__email=address).exists():
            raise ValidationError(_("This is an address of your own organisation."), code="own-address")
        return address

    @property
    def rights(self) -> list[IPRight]:
        same = self.renews is not None and self.cleaned_data["scope"] == SOME
        return list(self.renews.rights.all()) if same and self.renews else []

    def facts(self) -> dict[str, Any]:
        if self.renews is not None:
            known = {"owner": self.renews.owner, "owner_name": "", "owner_email": ""}
        else:
            address = self.cleaned_data["owner_email"]
            known = {
                "owner": owner_at(address, self.agent),
                "owner_name": self.cleaned_data["owner_name"],
                "owner_email": address,
            }
        return {**super().facts(), **known, "agent": self.agent}


def owners_at(address: str) -> list[Organisation]:
    """The rights owners among whose members is the person with this address."""
    person = {"memberships__user__email": address, "memberships__user__is_active": True}  # one join for both
    return list(Organisation.objects.filter(kind=Organisation.Kind.OWNER, **person).order_by("pk"))


def owner_at(address: str, agent: Organisation) -> Organisation | None:
    """The owner behind an address, if there is exactly one; otherwise whoever answers says for whom."""
    found = [owner for owner in owners_at(address) if owner != agent]
    return found[0] if len(found) == 1 else None


class RightsField(forms.MultipleChoiceField):
    """Some of an owner's rights."""

    widget = forms.CheckboxSelectMultiple


def tick_rights(form: Any, rights: Sequence[IPRight]) -> None:
    choices = [(right.public_id, right.title) for right in rights]
    form.hints = {right.public_id: identity(right) for right in rights}
    form.fields["rights"] = RightsField(label=_("Which ones?"), choices=choices, required=False)


def scope_choices(rights: Sequence[IPRight]) -> list[tuple[str, Any]]:
    some = [(SOME, _("Only these:"))] if rights else []
    return [(ALL, _("All our rights, also those that we add later")), *some]


def chosen(form: forms.Form, rights: Iterable[IPRight]) -> list[IPRight]:
    if form.cleaned_data["scope"] == ALL:
        return []
    names = set(form.cleaned_data.get("rights", ()))
    return [right for right in rights if right.public_id in names]


class GrantForm(MandateForm):
    """An owner grants a mandate to an agent that gave it its number, or to one that it knows."""

    agent = LineField(
        label=gettext_lazy("Number of the agent"),
        max_length=200,
        help_text=gettext_lazy("The agent finds it on its page “Mandates” and gives it to you. It begins with org_."),
        error_messages={"required": gettext_lazy("Enter the agent's number.")},
    )
    field_order = ["agent", "scope", "rights"]

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.own_rights = list(IPRight.objects.filter(organisation=owner).usable().order_by("title", "pk"))
        tick_rights(self, self.own_rights)
        offer(self, "scope", scope_choices(self.own_rights))
        self.order_fields(self.field_order)
        if self.renews is not None:
            del self.fields["agent"]

    def clean_agent(self) -> Organisation:
        number = NUMBER.search(self.cleaned_data["agent"])
        agents = Organisation.objects.exclude(kind=Organisation.Kind.SELLER).exclude(pk=self.owner.pk)
        found = agents.filter(public_id=number[0]).first() if number else None
        if found is None:
            raise ValidationError(_("No agent has this number. Please ask your agent for it."), code="unknown")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == SOME and not data.get("rights"):
            self.add_error("rights", _("Tick at least one right."))
        return data

    @property
    def rights(self) -> list[IPRight]:
        return chosen(self, self.own_rights)

    def facts(self) -> dict[str, Any]:
        agent = self.renews.agent if self.renews is not None else self.cleaned_data["agent"]
        return {**super().facts(), "owner": self.owner, "agent": agent}


class AnswerForm(forms.Form):
    """The owner's yes: for all rights, or for fewer than were asked for."""

    scope = forms.ChoiceField(label=gettext_lazy("For which rights do you grant it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, mandate: Mandate, owner: Organisation | None, **kwargs: Any) -> None:
        asked = list(mandate.rights.all())
        kwargs["initial"] = {"scope": SOME if asked else ALL, "rights": [right.public_id for right in asked]}
        super().__init__(*args, **kwargs)
        self.own_rights = list(IPRight.objects.filter(organisation=owner).usable()) if owner else []
        tick_rights(self, self.own_rights)
        offer(self, "scope", scope_choices(self.own_rights))
        # All rights of an owner that has none here is more than "only some": then it is for a person to say so.
        self.must_choose = bool(self.own_rights) or not mandate.all_rights
        if not mandate.all_rights and not asked:
            self.initial["scope"] = SOME if self.own_rights else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == SOME and not data.get("rights"):
            self.add_error("rights", _("Tick at least one right."))
        return data

    @property
    def rights(self) -> list[IPRight]:
        return chosen(self, self.own_rights)


class NewOwnerForm(forms.Form):
    """Somebody who answers by mail and is not here yet: who they are."""

    company = LineField(
        label=gettext_lazy("Name of the company or person that owns the rights"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of the owner.")},
    )
    name = LineField(
        label=gettext_lazy("Your own name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter your name.")},
    )
    may_sign = forms.BooleanField(
        label=gettext_lazy("I may sign for this owner."),
        error_messages={"required": gettext_lazy("Only somebody who may sign for the owner can grant it.")},
    )


def shut(address: str) -> bool:
    """Whether an account with this address was closed: no mail opens it again."""
    return User.objects.filter(email=address, is_active=False).exists()


def person_at(address: str) -> User | None:
    """Whoever signs in with this address."""
    return User.objects.filter(email=address, is_active=True).first()
