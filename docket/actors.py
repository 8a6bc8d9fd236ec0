"""Who does a deed: always named, never implied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, partner system or clock, acting in one role, for one organisation where there is one."""

    role: str
    user_id: int | None = None
    organisation_id: int | None = None
    key_id: int | None = None
    request_id: str = ""
    may_sign: bool = True  # not those who only prepare what a colleague signs
    undo_seconds: int = 0  # how long what this person does is held back where its step can be undone


CLOCK = Actor("clock")
SYSTEM = Actor("system")

PARTIES = {"notifier", "seller", "owner", "agent"}  # owner and agent are sides that a notifier takes before a mandate
STAFF = {"reviewer", "senior", "operations", "admin"}
OTHERS = {"clock", "system", "marketplace"}
# Somebody who acts for nobody but themselves, and how a person stands before an organisation.
PEOPLE = {"person", "org_member", "org_signer", "org_admin"}
ROLES = frozenset(PARTIES | STAFF | OTHERS | PEOPLE)
