"""What people do in the stories, one function a deed, all through the portal's own actions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from accounts.models import Organisation
from docket import clock
from docket.actors import Actor
from ipr_portal.demo import cast, pictures, vault
from listings.models import Listing
from notices import actions, precedents, queues
from notices.actions import CounterPaper, Verdict
from notices.filing import Sworn, declarations_for
from notices.models import Claim, Note, Notice
from policy import reasons, regimes
from policy.types import Act, Side
from rights.models import Evidence

Claims = Sequence[Claim]


def notifier(notice: Notice) -> Actor:
    return cast.acting(notice.filer)


def seller(claims: Claims) -> Actor:
    return cast.acting(shop_of(claims))


def shop_of(claims: Claims) -> Organisation:
    shop = claims[0].seller.organisation
    if shop is None:
        raise LookupError(f"nobody signs in for {claims[0].seller}")
    return shop


def of_one_shop(claims: Claims) -> list[list[Claim]]:
    """Grouped by shop: each shop gets one letter with its own reasons."""
    shops: dict[int, list[Claim]] = {}
    for claim in claims:
        shops.setdefault(claim.seller_id, []).append(claim)
    return list(shops.values())


UNLIKE = "Looked at on its own: it differs from the earlier ones in what the public reason says."


def verdict(claims: Claims, said: Mapping[str, Any]) -> Verdict:
    """The reason's text with the facts of these claims filled in."""
    notice, right = claims[0].notice, claims[0].notice.right
    title = notice.subject_title
    facts = {
        "listing": ", ".join(claim.listing.title for claim in claims),
        "owner": notice.owner.name,
        "right": title,
        "mark": title,
        "work": title,
        "office": right.office if right else "",
        "number": right.number if right else "",
        "territory": ", ".join(sorted({claim.listing.market for claim in claims})),
        **said.get("facts", {}),
    }
    reason = reasons.get(said["reason"])
    places = tuple(said.get("where", ["*"]))
    ground = reason.ground or "terms"
    note = UNLIKE if precedents.against(claims, upheld=reason.side is Side.UPHELD, reason=reason.code) else ""
    return Verdict(reason.code, reasons.render(reason, facts), said.get("private", note), places, str(ground))


def uphold(claims: Claims, said: Mapping[str, Any]) -> None:
    """Decided by one; where it weighs, Tomás looks as well and agrees."""
    by = reviewer(claims, said, "review")
    for group in of_one_shop(claims):
        taken = actions.decide(by=by, claims=group, outcome="uphold", verdict=verdict(group, said))
        if taken[0].step == "hold":
            actions.confirm(by=cast.staff("tomas"), claims=group)


def hold(claims: Claims, said: Mapping[str, Any]) -> None:
    by = reviewer(claims, said, "review")
    for group in of_one_shop(claims):
        actions.hold(by=by, claims=group, verdict=verdict(group, said))


def confirm(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.confirm(by=reviewer(claims, said, "second_look"), claims=claims)


def reject(claims: Claims, said: Mapping[str, Any]) -> None:
    by = reviewer(claims, said, "review")
    for group in of_one_shop(claims):
        actions.reject(by=by, claims=group, verdict=verdict(group, said))


def escalate(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.escalate(by=reviewer(claims, said, "review"), claims=claims, why=said["text"])


def send_back(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.send_back(by=reviewer(claims, said, "review"), claims=claims, question=said["text"])


def complete(claims: Claims, said: Mapping[str, Any]) -> None:
    notice = claims[0].notice
    file = paper(notice.filer, "Test purchase", said["text"])
    actions.complete(by=notifier(notice), claims=claims, answer=said["text"], evidence=[file])


def hear_seller(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.hear_seller(by=reviewer(claims, said, "review"), claims=claims)


def answer(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.seller_answers(by=seller(claims), claims=claims, answer=said["text"], defence=said["defence"])


def counter(claims: Claims, said: Mapping[str, Any]) -> None:
    shop = shop_of(claims)
    person = cast.person_of(shop)
    asked = declarations_for([regimes.get(claim.regime) for claim in claims], Act.COUNTER)
    signed = CounterPaper(
        defence=said["defence"],
        explanation=said["text"],
        declarations=[Sworn(each.code, each.version) for each in asked],
        signer=person.name,
        address=shop.address,
        phone=shop.phone,
        email=person.email,
        evidence=[paper(shop, "Workshop record", said["text"])],
    )
    actions.counter(by=seller(claims), claims=claims, paper=signed)


def appeal(claims: Claims, said: Mapping[str, Any]) -> None:
    by = notifier(claims[0].notice) if claims[0].state == "rejected" else seller(claims)
    actions.appeal(by=by, claims=claims, grounds=said["text"])


def mend(claims: Claims, said: Mapping[str, Any]) -> None:
    """The shop changes the title on the marketplace, which tells us, and then asks us to look."""
    for listing in {claim.listing for claim in claims}:
        Listing.objects.filter(pk=listing.pk).update(title=said["title"], version=listing.version + 1)
    actions.mend(by=seller(claims), claims=claims, words=said["text"])


def clear(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.clear(by=reviewer(claims, said, "mended"), claims=claims, verdict=verdict(claims, said))


def keep_hidden(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.keep_hidden(by=reviewer(claims, said, "mended"), claims=claims, verdict=verdict(claims, said))


def accept(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.accept(by=seller(claims), claims=claims)


def more_time(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.more_time(by=seller(claims), claims=claims)


def decide_appeal(claims: Claims, said: Mapping[str, Any]) -> None:
    by = reviewer(claims, said, "appeals")
    actions.decide_appeal(by=by, claims=claims, keep_it=said["keep"], verdict=verdict(claims, said))


def file_suit(claims: Claims, said: Mapping[str, Any]) -> None:
    notice = claims[0].notice
    file = paper(notice.filer, "Complaint filed", said["court"])
    day = claims[0].counter_notices.latest("id").received_at.date()
    actions.file_suit(
        by=notifier(notice),
        claims=claims,
        court=said["court"],
        case_number=said["number"],
        filed_on=day,
        evidence=[file],
    )


def adjudge(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.adjudge(by=reviewer(claims, said, "court"), claims=claims, verdict=verdict(claims, said))


def reverse(claims: Claims, said: Mapping[str, Any]) -> None:
    """Proposed by one; agreed to by another, unless the story leaves the proposal waiting."""
    actions.propose_reversal(by=cast.staff(said["by"]), claims=claims, verdict=verdict(claims, said))
    if "and" in said:
        actions.reverse(by=cast.staff(said["and"]), claims=claims)


def retract(claims: Claims, said: Mapping[str, Any]) -> None:
    actions.retract(by=notifier(claims[0].notice), claims=claims, reason=said["text"])


def note(claims: Claims, said: Mapping[str, Any]) -> None:
    made = actions.note(by=cast.staff(said.get("by", "amina")), notice=claims[0].notice, text=said["text"])
    Note.objects.filter(pk=made.pk).update(at=clock.now())


def reviewer(claims: Claims, said: Mapping[str, Any], queue: str) -> Actor:
    """The member of staff named in the story, with the case in hand."""
    by = cast.staff(said.get("by", "bo"))
    queues.take_up(by=by, notice=claims[0].notice, queue=queue)
    return by


def paper(organisation: Organisation, title: str, text: str) -> Evidence:
    words = text.split()
    lines = [" ".join(words[start : start + 7]) for start in range(0, min(len(words), 42), 7)]
    name = f"{title.lower().replace(' ', '-')}.png"
    return vault.evidence(organisation, pictures.of_paper(title, tuple(lines)), name)


DEEDS: Mapping[str, Callable[[Claims, Mapping[str, Any]], None]] = {
    each.__name__: each
    for each in (
        uphold, hold, confirm, reject, escalate, send_back, complete, hear_seller, answer, counter, appeal,
        decide_appeal, mend, clear, keep_hidden, accept, more_time,
        file_suit, adjudge, reverse, retract, note,
    )
}  # fmt: skip
