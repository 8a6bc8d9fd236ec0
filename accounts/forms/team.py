"""What an administrator types about the people of an organisation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entrance import AddressField
from accounts.models import Membership, Organisation

ROLES = [
    (Membership.Role.MEMBER, _("Member")),
    (Membership.Role.PREPARER, _("Preparer")),
    (Membership.Role.ADMIN, _("Administrator")),
]
HINTS = {
    "notifier": {
        "member": _("Files notices, signs them and answers."),
        "preparer": _("Writes drafts and asks a colleague to sign them."),
        "admin": _("As a member, and looks after people, keys and mandates."),
    },
    "seller": {
        "member": _("Reads cases and answers them."),
        "preparer": _("Reads cases and prepares answers that a colleague signs."),
        "admin": _("As a member, and looks after people and keys."),
    },
}


def hints_for(organisation: Organisation) -> dict[str, Any]:
    """What each role may do here, in words."""
    return HINTS[organisation.role]


class RoleForm(forms.Form):
    """Which role somebody has."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = AddressField(label=_("Email address"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    field_order = ("email", "role")
