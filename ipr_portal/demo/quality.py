"""Macros, and decisions looked at again in the demo: a known case, labels that mostly agree, two that do not."""

from collections.abc import Iterator

from ipr_portal.demo import cast
from ipr_portal.demo.stage import Moment
from notices import actions as notices
from notices.models import BlindCase, Claim, Decision, Macro
from notices.quality import actions, calibration, comparing
from notices.quality.comparing import Said

LABELS = 24  # so many that figures can be shown
OTHERWISE = (4, 11)


def moments() -> Iterator[Moment]:
    yield Moment(28.0, write_macros)
    yield Moment(26.0, choose_known)
    yield Moment(1.0, write_notes)
    yield Moment(25.0, label_some)
    yield Moment(24.5, settle_one)


MACROS = (
    ("Part of the photo is enough", "reason", "en", "The photo in {listing} is a part of {work}; a part is enough."),
    ("Which photo is yours", "question", "en", "Which of the photos in {listing} is yours? Please send the original."),
    ("Which photo is yours", "question", "de", "Welches Foto in {listing} ist Ihres? Bitte senden Sie das Original."),
)


def write_macros() -> None:
    """One person writes, another publishes; one more waits."""
    amina, tomas = cast.staff("amina"), cast.staff("tomas")
    for name, use, language, text in MACROS:
        known = Macro.objects.filter(name=name).first()
        told = {"macro": known} if known else {"name": name, "use": use}
        version = notices.begin_macro(by=amina, text=text, language=language, **told)
        notices.move_macro(by=amina, version=version, step="propose")
        if language == "en":
            notices.move_macro(by=tomas, version=version, step="publish")


def write_notes() -> None:
    """A note that tells a colleague, and a whiteboard, on the newest case that waits."""
    waiting = Claim.objects.filter(state="submitted").select_related("notice").order_by("-pk").first()
    if waiting is not None:
        amina, tomas = cast.staff("amina"), cast.staff("tomas")
        text = "@tomas, the same owner asked about this shop in spring. Do you remember how it ended?"
        notices.note(by=amina, notice=waiting.notice, text=text)
        known = "Known so far: the shop is new, the pictures are its own."
        notices.write_board(by=tomas, notice=waiting.notice, text=known, after=0)


def choose_known() -> None:
    """A senior keeps a rejected claim as a known case."""
    closed = Claim.objects.with_papers().filter(state="rejected", known=None).order_by("pk").first()
    made = closed and closed.decisions.filter(decided_at__isnull=False).first()
    if closed and made:
        actions.make_known(
            by=cast.staff("tomas"),
            claim=closed,
            outcome=made.outcome,
            reason_code=made.reason_code,
            why="The notice does not show what it says; guessing would be worse than asking.",
        )


def label_some() -> None:
    """A colleague labels what was drawn, and the calibration of the month."""
    by = cast.staff("amina")
    for n in range(LABELS):
        case = actions.start_next(by=by)
        if case is None:
            break
        actions.label(by=by, case=case, said=otherwise(case) if n in OTHERWISE else comparing.first(case))
    for case in calibration.left_for(by.user_id)[:4]:
        actions.label(by=by, case=case, said=comparing.first(case))


def otherwise(case: BlindCase) -> Said:
    """What somebody could have said instead."""
    kept = comparing.first(case).outcome == Decision.Outcome.REJECTED
    return Said("upheld", False, "TM-02") if kept else Said("rejected", False, "M-11")


def settle_one() -> None:
    by = cast.staff("tomas")
    decided = Decision.objects.filter(by=by.user_id).values("claim")
    mine = BlindCase.objects.filter(state="differing").exclude(claim__in=decided).order_by("pk").first()
    if mine is not None:
        words = "The first decision is right: the seller's shop shows the same picture twice."
        actions.settle(by=by, case=mine, second_right=False, error="false_negative", words=words)
