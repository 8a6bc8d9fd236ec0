"""What was removed is watched for: remembered when the marketplace confirms, found again, reported or dismissed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket import outbox, verify
from docket.errors import NotAllowed
from docket.models import Entry
from listings.models import Listing, ListingImage
from monitoring import actions, figures, looking, telling, watching
from monitoring.models import Fingerprint, Mark, Shape, Sighting, Watch
from notices import actions as notices
from notices.models import Claim, Draft, Notice
from rights.actions import allow
from rights.actions import mandate as mandates
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in

pytestmark = pytest.mark.django_db
PHOTO, OTHER_PHOTO = "a" * 64, "b" * 64


def hear(step: str, subscriber: Any, subject: str = "restriction") -> None:
    """What the outbox would bring."""
    for entry in Entry.objects.filter(subject_type=subject, step=step).order_by("pk"):
        subscriber(entry)


def with_picture(listing: Listing, sha256: str = PHOTO) -> Listing:
    ListingImage.objects.create(listing=listing, file=f"listings/{sha256}", sha256=sha256)
    return listing


def removed(*listings: Listing, **how: Any) -> list[Claim]:
    """Reported, upheld, hidden, and confirmed by the marketplace."""
    filing = cast.filing(list(listings) or [with_picture(cast.listing())], claim_type="copyright", **how)
    claims = stories.taken_up(stories.claims_of(notices.submit(by=cast.mara().actor, filing=filing)))
    notices.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    stories.carried_out()
    hear("confirm", watching.remember)
    return stories.again(claims)


def relisted(number: int = 7730001, *, picture: str = "", **fields: Any) -> Listing:
    """A new offer, looked at as the periodic job would."""
    listing = cast.listing(number, **{"seller": cast.yara(), **fields})
    if picture:
        with_picture(listing, picture)
    looking.compare([listing.pk])
    return listing


def hits() -> list[Sighting]:
    return list(Sighting.objects.filter(state="new").order_by("pk"))


def owner_of(person: cast.Person) -> Any:
    assert person.organisation is not None
    return person.organisation


# ---- remembering


def test_a_removal_is_remembered_only_when_it_is_confirmed() -> None:
    claims = stories.upheld()
    assert not Fingerprint.objects.exists()
    stories.carried_out()
    hear("confirm", watching.remember)
    hear("confirm", watching.remember)
    kept = Fingerprint.objects.get()
    assert (kept.claim, kept.title, kept.seller) == (claims[0], "LINDE table lamp brass", claims[0].seller)
    assert kept.watch.state == "watching" and Mark.objects.filter(fingerprint=kept).count() >= 12


def test_a_removal_that_was_undone_is_forgotten_with_its_sightings() -> None:
    claims = removed()
    relisted(picture=PHOTO)
    assert len(hits()) == 1
    notices.retract(by=cast.mara().actor, claims=claims)
    hear("lift", watching.forget)
    assert hits() == [] and Fingerprint.objects.get().ended_at is not None
    assert Sighting.objects.get().state == "ended"
    relisted(7730002, picture=PHOTO)
    assert hits() == []


# ---- finding


def test_the_same_picture_in_another_shop_is_seen() -> None:
    claims = removed()
    listing = relisted(title="Nice light", picture=PHOTO)
    (hit,) = hits()
    assert (hit.listing, hit.fingerprint.claim, hit.same_seller) == (listing, claims[0], False)
    assert hit.why == ["picture"] and hit.score == 0.8


def test_nearly_the_same_title_is_seen_and_another_offer_is_not() -> None:
    removed()
    relisted(7730001, title="Linde table lamp - BRASS!")
    relisted(7730002, title="Speckled mug, set of four")
    assert [hit.listing.external_id for hit in hits()] == ["L-7730001"]


def test_what_was_there_before_the_removal_is_no_comeback() -> None:
    before = cast.listing(7730001, seller=cast.yara())
    removed()
    Fingerprint.objects.update(since=before.changed_in + 1)  # one transaction later than the offer
    looking.compare([before.pk])
    assert hits() == []


def test_the_removed_listing_itself_and_the_owners_shop_do_not_count() -> None:
    claims = removed()
    looking.compare([claims[0].listing_id])
    shop = cast.shop_of(cast.nils())
    own = cast.listing(7730009, seller=cast.nils())
    shop.organisation = cast.mara().organisation
    shop.save()
    looking.compare([own.pk])
    assert hits() == []


def test_an_authorised_seller_is_no_relist() -> None:
    (claim,) = removed()
    shop = cast.shop_of(cast.yara())
    allow(by=cast.mara().actor, right=claim.notice.right, sellers={shop.external_id: shop.name})
    relisted(picture=PHOTO)
    assert hits() == []


def test_one_offer_is_shown_once_to_an_owner_however_many_it_is_like() -> None:
    listings = [with_picture(cast.listing(7730100 + n, title=f"LINDE table lamp brass {n}")) for n in range(3)]
    removed(*listings)
    relisted(picture=PHOTO)
    looking.compare([Listing.objects.get(external_id="L-7730001").pk])
    assert len(hits()) == 1


def test_a_changed_offer_that_is_not_alike_any_more_ends_and_may_come_again() -> None:
    removed()
    listing = relisted()
    (hit,) = hits()
    listing.title = "Speckled mug"
    listing.save()
    looking.compare([listing.pk])
    hit.refresh_from_db()
    assert hit.state == "ended"
    listing.title = "LINDE table lamp brass"
    listing.save()
    looking.compare([listing.pk])
    hit.refresh_from_db()
    assert hit.state == "new"
    listing.state = "gone"
    listing.save()
    looking.compare([listing.pk])
    hit.refresh_from_db()
    assert hit.state == "ended"
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_a_weak_likeness_is_decided_by_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    removed(with_picture(cast.listing(title="LINDE table lamp, brass foot")))
    shapes = {PHOTO: 0xFF00FF00FF00FF00, OTHER_PHOTO: 0xFF00FF00FF00FF01, "c" * 64: 0x00FF00FF00FF00FF}
    monkeypatch.setattr(watching, "drawn", shapes.get)
    alike = relisted(7730001, title="table lamp of LINDE in brass", seller=cast.nils(), picture=OTHER_PHOTO)
    unlike = relisted(7730002, title="table lamp of LINDE in brass", seller=cast.nils(), picture="c" * 64)
    assert hits() == [] and Sighting.objects.filter(state="suspected").count() == 2
    hear("suspect", watching.look_at_pictures, "sighting")
    hear("suspect", watching.look_at_pictures, "sighting")
    assert [hit.listing for hit in hits()] == [alike] and "alike" in hits()[0].why
    assert Sighting.objects.get(listing=unlike).state == "unlike"
    assert Shape.objects.count() == 3
    assert "table lamp of LINDE" not in read(signed_in(cast.mara()), "/watch/").replace(alike.title, "", 1)


def test_the_work_does_not_grow_with_the_offers() -> None:
    removed()
    counts = []
    for start, n in ((7731000, 2), (7732000, 40)):
        ids = [listing.pk for listing in cast.listings(n, start=start, seller=cast.yara())]
        with CaptureQueriesContext(connection) as queries:
            looking.compare(ids)
        counts.append(len(queries))
    assert counts[0] == counts[1] and len(hits()) == 42


# ---- what the owner does


def test_the_owner_sees_old_and_new_and_why() -> None:
    removed()
    relisted(picture=PHOTO)
    client = signed_in(cast.mara())
    words = read(client, "/watch/")
    assert "LINDE table lamp brass" in words and "Cedar" in words and "the same picture" in words
    assert "1 offer looks like one you had removed" in read(client, "/home/")
    words = read(client, f"/watch/hits/{hits()[0].public_id}/")
    for part in ("Removed on", "Seen on", "the same picture", "nearly the same title", "CR-03", "Report it"):
        assert part in words, part


def test_one_click_makes_a_linked_notice_and_the_reviewer_sees_the_old_decision() -> None:
    claims = removed()
    listing = relisted(picture=PHOTO)
    client, hit = signed_in(cast.mara()), hits()[0]
    answer = client.post(f"/watch/hits/{hit.public_id}/report/")
    assert answer.status_code == 303 and answer["Location"].endswith("/sign/")
    assert client.post(f"/watch/hits/{hit.public_id}/report/")["Location"] == answer["Location"]
    draft = Draft.objects.get()
    page = read(client, answer["Location"])
    assert claims[0].notice.reference in page and "the same picture" in page
    form = {name: "on" for name in client.get(answer["Location"]).context["form"].fields if name.startswith("decl")}
    oath = client.get(answer["Location"]).content.decode()
    form |= dict(re.findall(r'name="(version_\w+)" value="(\d+)"', oath))
    sent = client.post(answer["Location"], {**form, "signature_name": "Mara Linde", "version": draft.version})
    assert sent.status_code == 303, sent.content.decode()
    notice = Notice.objects.latest("pk")
    assert notice.follows == claims[0] and [c.listing for c in notice.claims.all()] == [listing]
    while outbox.deliver():
        pass
    hit.refresh_from_db()
    assert (hit.state, hit.claim) == ("reported", notice.claims.get())
    desk = signed_in(cast.amina()).get(f"/review/{notice.reference}/").content.decode()
    assert "Linked to" in desk and claims[0].notice.reference in desk and "decided CR-03" in desk
    assert "Reported" in read(client, f"/watch/hits/{hit.public_id}/")
    assert hits() == []


def test_an_ordinary_notice_about_the_offer_is_not_taken_for_a_linked_one() -> None:
    removed()
    listing = relisted()
    notices.submit(by=cast.mara().actor, filing=cast.filing([listing], claim_type="copyright"))
    while outbox.deliver():
        pass
    assert [hit.state for hit in Sighting.objects.all()] == ["new"]


def test_a_sighting_is_dismissed_with_a_reason_and_does_not_come_back() -> None:
    removed()
    listing = relisted()
    client, hit = signed_in(cast.mara()), hits()[0]
    page = f"/watch/hits/{hit.public_id}/"
    assert client.post(page, {"kind": "", "words": ""}).status_code == 400
    assert client.post(page, {"kind": "genuine", "words": "", "seen": "9"}).status_code == 412
    assert client.post(page, {"kind": "genuine", "words": "Our outlet.", "seen": hit.version}).status_code == 303
    hit.refresh_from_db()
    assert hit.state == "dismissed" and "Our outlet." in hit.dismissed_because
    looking.compare([listing.pk])
    assert hits() == []
    assert "Our outlet." in read(client, page)


def test_watching_a_right_is_stopped_and_taken_up_again() -> None:
    removed()
    relisted()
    client, watch = signed_in(cast.mara()), Watch.objects.get()
    assert client.post(f"/watch/{watch.public_id}/stop/").status_code == 303
    assert hits() == [] and "Not watched" in read(client, "/watch/")
    relisted(7730002)
    assert hits() == []
    assert client.post(f"/watch/{watch.public_id}/resume/").status_code == 303
    relisted(7730003)
    assert len(hits()) == 1


def test_nobody_else_sees_or_does_any_of_it() -> None:
    removed()
    relisted()
    hit, watch = hits()[0], Watch.objects.get()
    for stranger in (cast.hansen(), cast.nils(), cast.yara(), cast.amina(), cast.paul()):
        client = signed_in(stranger)
        for path in (f"hits/{hit.public_id}/", f"hits/{hit.public_id}/report/", f"{watch.public_id}/stop/"):
            assert client.post(f"/watch/{path}").status_code == 404
        with pytest.raises(NotAllowed):
            actions.dismiss(by=stranger.actor, sighting=hit, because="no")
    assert "LINDE" not in read(signed_in(cast.hansen()), "/watch/")
    hit.refresh_from_db()
    assert hit.state == "new" and not Draft.objects.exists()


def test_an_agent_watches_while_its_mandate_lives() -> None:
    removed()
    relisted()
    mandate = cast.mandate(cast.mara(), cast.paul())
    client, page = signed_in(cast.paul()), f"/watch/hits/{hits()[0].public_id}/"
    assert client.get(page).status_code == 200
    mandates.revoke(by=cast.mara().actor, mandate=mandate)
    assert client.get(page).status_code == 404


# ---- the letter and the figure


def test_the_owner_hears_once_a_day_and_never_twice_of_the_same() -> None:
    removed()
    relisted(7730001, picture=PHOTO)
    relisted(7730002, picture=PHOTO)
    while outbox.deliver():
        pass
    mail.outbox.clear()

    def told() -> list[Any]:
        telling.tell_owners()
        while outbox.deliver():
            pass
        return [m for m in mail.outbox if "look" in m.subject]

    assert len(told()) == 1 and "2 offers look like ones removed" in mail.outbox[-1].subject
    assert "L-7730001" in str(mail.outbox[-1].body) and "the same picture" in str(mail.outbox[-1].body)
    relisted(7730003, picture=PHOTO)
    assert len(told()) == 1
    stories.pass_days(1.1)
    assert len(told()) == 2 and "L-7730003" in str(mail.outbox[-1].body) and "L-7730001" not in mail.outbox[-1].body
    stories.pass_days(1.1)
    assert len(told()) == 2


def test_came_back_is_counted_as_defined() -> None:
    old = removed()
    watch = Watch.objects.get()
    relisted(picture=PHOTO)
    hit = hits()[0]

    def figure() -> figures.Relists:
        return figures.of([watch.pk])[watch.pk]

    assert (figure().watched, figure().mature, figure().waiting) == (1, 0, 1)
    stories.pass_days(31)
    assert (figure().mature, figure().back, figure().young) == (1, 0, 0)
    filing = cast.filing([hit.listing], claim_type="copyright", follows=old[0])
    claims = stories.taken_up(stories.claims_of(notices.submit(by=cast.mara().actor, filing=filing)))
    actions.note_report(claim=claims[0])
    assert figure().back == 0  # reported, not yet removed
    notices.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    assert (figure().back, figure().back_in_shop) == (1, 0)
    Sighting.objects.update(seen_at=old[0].fingerprint.removed_at + timedelta(days=30, seconds=1))
    assert figure().back == 0
    assert "0 of 1 came back in 30 days" in read(signed_in(cast.mara()), "/watch/")


def test_the_page_asks_the_same_for_few_and_many() -> None:
    removed()
    relisted()
    client = signed_in(cast.mara())
    client.get("/watch/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/watch/")
        counts.append(len(queries))
        looking.compare([each.pk for each in cast.listings(30, start=7733000, seller=cast.yara())])
    assert counts[0] == counts[1]
    first = client.get("/watch/")
    assert len(first.context["rows"]) == 25
    assert len(client.get("/watch/" + first.context["next_url"]).context["rows"]) == 6
