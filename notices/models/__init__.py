"""The nouns of the procedure."""

from notices.models.answer_draft import AnswerDraft
from notices.models.answers import Appeal, CounterNotice, CourtAction
from notices.models.bulk import Import, ImportGroup, ImportHeading, ImportRow
from notices.models.case_link import CaseLink
from notices.models.catchwords import Catchwords
from notices.models.claim import Claim, ClaimQuerySet
from notices.models.decision import Decision
from notices.models.dossier import Dossier
from notices.models.draft import Draft
from notices.models.macro import Macro, MacroUse, MacroVersion
from notices.models.mending import Mending
from notices.models.note import Note, Whiteboard, WhiteboardText
from notices.models.notice import Notice, Statement
from notices.models.quality import BlindCase, Draw, KnownCase, Label, Lot, Stratum
from notices.models.region import Region
from notices.models.saved_view import SavedView
from notices.models.team import HandOver, Presence, Reviewer
from notices.models.thread import Message, Reading, Thread
from notices.models.timer import Timer
from notices.models.undo import Undo

__all__ = [
    "AnswerDraft",
    "Appeal",
    "BlindCase",
    "CaseLink",
    "Catchwords",
    "Claim",
    "ClaimQuerySet",
    "CounterNotice",
    "CourtAction",
    "Decision",
    "Dossier",
    "Draft",
    "Draw",
    "HandOver",
    "Import",
    "ImportGroup",
    "ImportHeading",
    "ImportRow",
    "KnownCase",
    "Label",
    "Lot",
    "Macro",
    "MacroUse",
    "MacroVersion",
    "Mending",
    "Message",
    "Note",
    "Notice",
    "Presence",
    "Reading",
    "Region",
    "Reviewer",
    "SavedView",
    "Statement",
    "Stratum",
    "Thread",
    "Timer",
    "Undo",
    "Whiteboard",
    "WhiteboardText",
]
