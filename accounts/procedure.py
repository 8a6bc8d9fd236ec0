"""The procedures of organisations and invitations: who belongs to whom, and how that came about."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import SAME, START, Procedure, Told, guard, register, step


@guard
def vouched_for(organisation: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Somebody joins by an invitation, or because the marketplace knows their address, or as the founder."""
    return facts.get("vouched") in {"invitation", "marketplace", "founding"}


@guard
def an_administrator_remains(organisation: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """An organisation keeps at least one administrator: make a colleague administrator first."""
    return bool(facts.get("administrators_left"))


@guard
def in_time(invitation: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This invitation has ended. Ask for a new one."""
    return bool(facts.get("in_time"))


@guard
def not_too_often(invitation: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This invitation was sent five times. Withdraw it and invite the person anew, or use another address."""
    return bool(invitation.sent < 5)


ORGANISATION = register(
    Procedure(
        subject="organisation",
        title="Organisations",
        states={"open": "People and keys may act for it."},
        final=frozenset(),
        binds=False,
        steps=(
            step(
                "found",
                frm=START,
                to="open",
                by="person system",
                says="Somebody sets an organisation up, or it is taken over from what was known before.",
            ),
            step(
                "admit",
                frm="open",
                to=SAME,
                by="person system",
                only_if=[vouched_for],
                told=[Told("administrators", "member_joined")],
                says="A person joins, with a role.",
            ),
            step(
                "change_role",
                frm="open",
                to=SAME,
                by="org_admin",
                only_if=[an_administrator_remains],
                told=[Told("member", "role_changed")],
                says="An administrator gives a member another role.",
            ),
            step(
                "remove",
                frm="open",
                to=SAME,
                by="org_admin",
                only_if=[an_administrator_remains],
                told=[Told("member", "member_removed")],
                says="An administrator removes a member, who is out with the next click.",
            ),
            step(
                "leave",
                frm="open",
                to=SAME,
                by="org_member",
                only_if=[an_administrator_remains],
                told=[Told("administrators", "member_left")],
                says="A member leaves.",
            ),
            step(
                "amend",
                frm="open",
                to=SAME,
                by="org_signer",
                says="Somebody who may sign for it corrects its name, country or contact.",
            ),
            step(
                "settle",
                frm="open",
                to=SAME,
                by="org_member",
                says="A guest sets a password: what was filed without an account is kept in one.",
            ),
            step(
                "ask_to_sign",
                frm="open",
                to=SAME,
                by="org_member",
                told=[Told("member", "asked_to_sign")],
                says="Somebody who only prepares asks a colleague to look at a draft and sign it.",
            ),
        ),
    )
)

INVITATION = register(
    Procedure(
        subject="invitation",
        title="Invitations",
        states={
            "open": "The link in the mail works.",
            "accepted": "The person has joined.",
            "declined": "The person does not want to join.",
            "withdrawn": "An administrator took it back.",
            "expired": "Nobody used it in time.",
        },
        final=frozenset({"accepted", "declined", "withdrawn", "expired"}),
        binds=False,
        steps=(
            step(
                "invite",
                frm=START,
                to="open",
                by="org_admin",
                told=[Told("invited", "invitation")],
                says="An administrator invites somebody by mail to join with a role.",
            ),
            step(
                "resend",
                frm="open",
                to=SAME,
                by="org_admin",
                only_if=[not_too_often],
                told=[Told("invited", "invitation")],
                says="The mail is sent again with a new link; the link before stops working.",
            ),
            step("withdraw", frm="open", to="withdrawn", by="org_admin", says="An administrator takes it back."),
            step(
                "accept",
                frm="open",
                to="accepted",
                by="person",
                only_if=[in_time],
                says="The person to whose address it was sent joins. It works once.",
            ),
            step("decline", frm="open", to="declined", by="person", says="The person says no."),
            step("expire", frm="open", to="expired", by="clock", says="Seven days have passed since it was sent."),
        ),
    )
)
