"""What each letter is about, and whether its reader may do without it. A new letter is one line here (CONTRIBUTING)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    """A kind of news, in the words of the settings page. Legal ones cannot be switched off."""

    title: Any
    says: Any
    legal: bool = False
    members: bool = False  # only who files with an account hears of it
    staff: bool = False  # only staff hear of it


TOPICS: dict[str, Topic] = {
    "case": Topic(
        _("Decisions, questions and deadlines"),
        _("What was decided and why, what we ask, and until when you can act. The law wants you to have it."),
        legal=True,
    ),
    "receipts": Topic(_("Receipts"), _("That we have what you sent. Each also stands on its page.")),
    "progress": Topic(_("In between"), _("What moved in a case that asks nothing of you.")),
    "messages": Topic(_("Messages of reviewers"), _("What a reviewer writes to you about a notice or a case.")),
    "rights": Topic(_("Rights"), _("A right was confirmed, or its time has passed."), members=True),
    "watch": Topic(
        _("Offers that come back"), _("An offer looks like one that was removed; once a day at most."), members=True
    ),
    "imports": Topic(_("Imports"), _("A file was checked, or its notices were sent."), members=True),
    "systems": Topic(
        _("Webhooks"), _("An endpoint of yours takes nothing, or was switched off because of that."), members=True
    ),
    "work": Topic(_("Cases of colleagues"), _("A case was given to you, or a colleague asks for yours."), staff=True),
    "people": Topic(_("People"), _("Who joined, left, has another role, or asks you to sign."), members=True),
}

# Letter (its folder in templates/letters/) → topic.
LETTERS: dict[str, str] = {
    "accepted": "receipts",
    "answer_received": "receipts",
    "appeal_decided": "case",
    "appeal_notice": "progress",
    "appeal_receipt": "receipts",
    "asked_first": "case",
    "asked_to_sign": "people",
    "case_asked": "work",
    "case_given": "work",
    "case_kept": "work",
    "cleared": "case",
    "counter_notice": "case",
    "counter_receipt": "receipts",
    "dropped": "case",
    "file_rejected": "case",
    "forwarded": "case",
    "goes_on": "case",
    "import_finished": "imports",
    "import_sent": "imports",
    "in_court": "case",
    "information_requested": "case",
    "kept_hidden": "case",
    "labels_differ": "messages",
    "lapsed": "case",
    "mandate_declined": "case",
    "mandate_ended": "case",
    "mandate_ending": "case",
    "mandate_granted": "case",
    "mandate_key": "case",
    "mandate_proposed": "case",
    "mandate_sent": "case",
    "member_joined": "people",
    "member_left": "people",
    "member_removed": "people",
    "mention": "messages",
    "mend_receipt": "receipts",
    "message": "messages",
    "more_time": "case",
    "on_hold": "case",
    "outcome": "case",
    "receipt": "case",
    "rejected": "case",
    "relist": "watch",
    "removed_for_good": "case",
    "restored": "case",
    "retract_receipt": "receipts",
    "retracted": "case",
    "right_asked": "case",
    "right_ending": "rights",
    "right_expired": "rights",
    "right_refused": "case",
    "right_verified": "rights",
    "role_changed": "people",
    "statement_of_reasons": "case",
    "suit_receipt": "receipts",
    "webhook_disabled": "systems",
    "webhook_failing": "systems",
}

# Mails that are no letters of a case: they open something, or bring the others together. They go out always.
ALWAYS = ("account/", "case_link", "digest")


def optional(letter: str) -> bool:
    """Whether the reader may have it later or not at all. What we do not know is not left out."""
    topic = TOPICS.get(LETTERS.get(letter, ""))
    return topic is not None and not topic.legal


def faults(letters: Iterable[str]) -> list[str]:
    """What does not fit between the folders and the table above, in words."""
    names = {name for name in letters if not name.startswith(ALWAYS)}
    found = [f"The letter {name} has no topic: add a line for it." for name in sorted(names - LETTERS.keys())]
    found += [f"{name} has a topic and is no letter." for name in sorted(LETTERS.keys() - names)]
    unknown = [(name, topic) for name, topic in LETTERS.items() if topic not in TOPICS]
    return found + [f"{name} is about {topic}, which is no topic." for name, topic in unknown]
