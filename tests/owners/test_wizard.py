"""The story of a notice, screen by screen, with everything that can go wrong on the way."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from notices import actions
from notices.models import Claim, Draft, Notice
from rights.actions import mandate as mandates
from rights.models import IPRight
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
EXPLANATION = "These lamps carry our mark; we did not make them."


@pytest.fixture
def as_mara(client):
    client.force_login(cast.mara().user)
    return client


@pytest.fixture
def client_of_hansen():
    client = Client()
    client.force_login(cast.hansen().user)
    return client


def begin(client, right):
    """The first screen; returns the address of the draft."""
    answer = client.post("/notices/new/", {"right": right.public_id, "capacity": "owner"})
    assert answer.status_code == 303
    return answer["Location"].removesuffix("claim/")


def filled(client, right, paste="L-7712093", claim_type="counterfeit", explanation=EXPLANATION):
    """A draft that only lacks the signature."""
    draft = begin(client, right)
    assert client.post(draft + "claim/", {"claim_type": claim_type})["Location"] == draft + "listings/"
    client.post(draft + "listings/", {"paste": paste, "check": "1"})
    assert client.post(draft + "listings/", {"paste": paste})["Location"] == draft + "evidence/"
    assert client.post(draft + "evidence/", {"explanation": explanation})["Location"] == draft + "sign/"
    return draft


def oath(client, draft, name="Mara Linde"):
    """Every statement the page shows, in the version it shows, and the name."""
    page = client.get(draft + "sign/").content.decode()
    versions = dict(re.findall(r'name="version_(\w+)" value="(\w+)"', page))
    assert versions
    ticks = {f"declaration_{code}": "on" for code in versions}
    return ticks | {f"version_{code}": version for code, version in versions.items()} | {"signature_name": name}


def test_from_the_first_screen_to_the_receipt(as_mara):
    right, listing = cast.right(), cast.listing(market="US")
    assert as_mara.get("/notices/new/").status_code == 200 and not Draft.objects.exists()
    draft = begin(as_mara, right)
    assert as_mara.get(draft)["Location"] == draft + "claim/"
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit"})
    paste = "https://fairmark.example/l/7712093\nL-9999999\nhttps://othershop.example/x/99\nL-7712093"
    assert as_mara.post(draft + "listings/", {"paste": paste, "check": "1"})["Location"].endswith("#result")
    page = as_mara.get(draft + "listings/").content.decode()
    for words in ("LINDE table lamp brass", "Ready", "No such listing", "Not on Fairmark", "Same as line 1"):
        assert words in page
    assert "1 listing ready, 3 lines left out" in page and "Continue with 1 listing" in page
    as_mara.post(draft + "listings/", {"paste": paste})
    proof = SimpleUploadedFile("photo.txt", b"what we bought")
    added = {"explanation": EXPLANATION, "attachments": proof, "add": "1"}
    assert as_mara.post(draft + "evidence/", added).status_code == 303
    page = as_mara.get(draft + "evidence/").content.decode()
    assert Draft.objects.get().evidence.get().sha256 in page and EXPLANATION in page
    as_mara.post(draft + "evidence/", {"explanation": EXPLANATION})
    page = as_mara.get(draft + "sign/").content.decode()
    for words in ("Studio Linde GmbH", "LINDE table lamp brass", "Who sees what", EXPLANATION, "1 file"):
        assert words in page
    answer = as_mara.post(draft + "sign/", oath(as_mara, draft))
    notice = Notice.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/notices/{notice.reference}/sent/"
    claim = notice.claims.get()
    assert (claim.state, claim.listing, notice.explanation) == ("submitted", listing, EXPLANATION)
    assert notice.evidence.count() == 1 and notice.signature_name == "Mara Linde" and notice.right == right
    receipt = as_mara.get(answer["Location"]).content.decode()
    assert notice.reference in receipt and notice.receipt in receipt
    assert as_mara.get(draft + "right/")["Location"] == answer["Location"]


def test_every_screen_keeps_what_was_typed_and_back_works(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right())
    for step, words in (("right", "LINDE"), ("claim", "counterfeit"), ("listings", "L-7712093"), ("evidence", "lamps")):
        assert words in as_mara.get(f"{draft}{step}/").content.decode()


def test_a_double_click_makes_one_notice(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right())
    form = oath(as_mara, draft)
    first, second = (as_mara.post(draft + "sign/", form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Notice.objects.count() == Claim.objects.count() == 1


def test_a_missing_statement_is_named_and_the_typed_name_stays(as_mara):
    cast.listing(market="US")
    draft = filled(as_mara, cast.right())
    form = {key: value for key, value in oath(as_mara, draft).items() if not key.startswith("declaration_")}
    answer = as_mara.post(draft + "sign/", form)
    page = answer.content.decode()
    assert answer.status_code == 400 and "Confirm this statement" in page and 'value="Mara Linde"' in page
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["", "\u200b", "Someone Else", "a\u0301\u0301"])
def test_a_missing_or_foreign_name_is_refused(as_mara, name):
    cast.listing(market="US")
    draft = filled(as_mara, cast.right(), claim_type="trademark")
    answer = as_mara.post(draft + "sign/", oath(as_mara, draft, name))
    assert answer.status_code == 400 and not Notice.objects.exists()


def test_a_name_that_would_be_shown_backwards_is_refused(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right())
    assert as_mara.post(draft + "sign/", oath(as_mara, draft, "Mara\u202eLinde")).status_code == 400
    assert not Notice.objects.exists()


def test_statements_in_old_words_are_shown_again(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right())
    form = oath(as_mara, draft)
    form = {key: "0" if key.startswith("version_") else value for key, value in form.items()}
    answer = as_mara.post(draft + "sign/", form)
    assert answer.status_code == 409 and "new words" in answer.content.decode()
    assert 'value="0"' not in answer.content.decode() and not Notice.objects.exists()


def test_the_statements_are_exactly_those_of_the_rules_that_govern_the_listings(as_mara):
    cast.listing(7712093, market="DE")
    draft = filled(as_mara, cast.right())
    assert [key for key in oath(as_mara, draft) if key.startswith("declaration_")] == ["declaration_bona_fide_accuracy"]
    # The EU's form may not demand a signature.
    assert as_mara.post(draft + "sign/", oath(as_mara, draft, "")).status_code == 303


def test_no_listing_means_no_notice(as_mara):
    draft = begin(as_mara, cast.right())
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit"})
    for paste, words in (
        ("", "Paste at least one listing"),
        ("hello", "no link and no listing number"),
        ("https://othershop.example/1", "Not on Fairmark"),
        ("javascript:alert(1)", "Not a link we can use"),
        ("L-9999999", "No such listing"),
    ):
        answer = as_mara.post(draft + "listings/", {"paste": paste})
        assert answer.status_code == 400 and words in answer.content.decode()
    assert as_mara.get(draft + "sign/")["Location"] == draft + "listings/"
    assert as_mara.post(draft + "sign/", {"signature_name": "Mara Linde"})["Location"] == draft + "listings/"
    assert not Notice.objects.exists()


def test_gone_and_own_listings_are_left_out(as_mara):
    right = cast.right()
    cast.listing(7712001, state="gone")
    cast.listing(7712002, seller=cast.mara())
    cast.listing(7712003)
    draft = filled(as_mara, right, paste="L-7712001 L-7712002 L-7712003")
    page = as_mara.get(draft + "listings/").content.decode()
    assert "Already gone" in page and "A listing of your own shop" in page
    as_mara.post(draft + "sign/", oath(as_mara, draft))
    assert [claim.listing.external_id for claim in Claim.objects.all()] == ["L-7712003"]


def test_a_listing_reported_before_is_named(as_mara):
    cast.listing()
    right = cast.right()
    draft = filled(as_mara, right)
    as_mara.post(draft + "sign/", oath(as_mara, draft))
    again = filled(as_mara, right)
    assert Notice.objects.get().reference in as_mara.get(again + "listings/").content.decode()


def test_a_listing_removed_already_is_named_to_its_owner_and_to_others(as_mara, client_of_hansen):
    lamp, right = cast.listing(), cast.right()
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([lamp], right=right))
    claims = stories.taken_up(stories.claims_of(notice))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.WRONG)
    draft = filled(as_mara, right)
    page = as_mara.get(draft + "listings/").content.decode()
    assert "Removed on your notice" in page and notice.reference in page
    draft = filled(client_of_hansen, cast.right(cast.hansen(), title="HANSEN"))
    page = client_of_hansen.get(draft + "listings/").content.decode()
    assert "Already removed" in page and notice.reference not in page and "1 listing ready" in page


def test_lines_without_a_link_are_counted_and_shown(as_mara):
    cast.listing()
    draft = begin(as_mara, cast.right())
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit"})
    as_mara.post(draft + "listings/", {"paste": "Our finds\n\nL-7712093\nthe brass lamp", "check": "1"})
    page = as_mara.get(draft + "listings/").content.decode()
    assert "1 listing ready, 2 lines left out" in page and page.count("No link or number in it") == 2
    assert "Our finds" in page and "the brass lamp" in page


def test_remove_takes_one_line_out(as_mara):
    cast.listing()
    draft = begin(as_mara, cast.right())
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit"})
    paste = "L-7712093\nhttps://othershop.example/1"
    as_mara.post(draft + "listings/", {"paste": paste, "remove": "2 https://othershop.example/1"})
    assert Draft.objects.get().content["paste"] == "L-7712093"


def test_two_tabs_never_overwrite_each_other_unseen(as_mara):
    draft = begin(as_mara, cast.right())
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit", "version": "1"})
    answer = as_mara.post(draft + "claim/", {"claim_type": "trademark", "version": "1"})
    assert answer.status_code == 409 and "changed somewhere else" in answer.content.decode()
    assert Draft.objects.get().content["claim_type"] == "counterfeit"


def test_autosave_keeps_half_typed_text_and_reports_conflicts(as_mara):
    draft = begin(as_mara, cast.right())
    as_mara.post(draft + "claim/", {"claim_type": "counterfeit"})
    version = Draft.objects.get().version
    json = {"headers": {"Accept": "application/json"}}
    answer = as_mara.post(draft + "listings/", {"paste": "half a li", "version": version}, **json)
    assert answer.json() == {"version": version + 1}
    assert as_mara.post(draft + "listings/", {"paste": "other", "version": version}, **json).status_code == 409
    assert Draft.objects.get().content["paste"] == "half a li"


def test_nothing_but_a_persons_own_hand_signs(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right())
    assert "data-autosave" not in as_mara.get(draft + "sign/").content.decode()
    as_mara.post(draft + "sign/", oath(as_mara, draft), headers={"Accept": "application/json"})
    assert not Notice.objects.exists()


def test_drafts_of_others_do_not_exist(client):
    client.force_login(cast.mara().user)
    draft = begin(client, cast.right())
    for stranger in (cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        for step in ("", "right/", "claim/", "listings/", "evidence/", "sign/"):
            assert client.get(draft + step).status_code == 404
        assert client.post(draft + "claim/", {"claim_type": "trademark"}).status_code == 404
        assert client.post(draft + "discard/").status_code == 404
    assert Draft.objects.get().content.get("claim_type", "") == ""


def test_a_right_of_somebody_else_cannot_be_chosen(as_mara):
    foreign = cast.right(cast.hansen(), title="HANSEN")
    answer = as_mara.post("/notices/new/", {"right": foreign.public_id, "capacity": "owner"})
    assert answer.status_code == 400 and "HANSEN" not in answer.content.decode()


def test_a_work_needs_no_registration(as_mara):
    cast.listing(market="DE")
    work = {"right": "work", "capacity": "owner", "work_title": "Aurora photos", "work_url": "javascript:alert(1)"}
    answer = as_mara.post("/notices/new/", work)
    assert answer.status_code == 400 and "Aurora photos" in answer.content.decode()
    draft = Draft.objects.get()
    no_address = work | {"work_url": "https://[linde"}
    assert as_mara.post(f"/notices/drafts/{draft.public_id}/right/", no_address).status_code == 400
    as_mara.post(f"/notices/drafts/{draft.public_id}/right/", work | {"work_url": "https://linde.example/aurora"})
    base = f"/notices/drafts/{draft.public_id}/"
    as_mara.post(base + "claim/", {"claim_type": "copyright"})
    as_mara.post(base + "listings/", {"paste": "L-7712093"})
    as_mara.post(base + "evidence/", {"explanation": "Our photo."})
    assert as_mara.post(base + "sign/", oath(as_mara, base)).status_code == 303
    assert Notice.objects.get().work["title"] == "Aurora photos"


def test_an_agent_signs_as_agent_under_a_mandate(client):
    mara, paul = cast.mara(), cast.paul()
    right = cast.right(mara)
    cast.listing()
    client.force_login(paul.user)
    answer = client.post("/notices/new/", {"right": right.public_id, "capacity": "agent"})
    assert answer.status_code == 400  # no mandate yet
    cast.mandate(mara, paul)
    assert client.post("/notices/new/", {"right": right.public_id, "capacity": "owner"}).status_code == 400
    base = f"/notices/drafts/{Draft.objects.first().public_id}/"
    client.post(base + "right/", {"right": right.public_id, "capacity": "agent"})
    client.post(base + "claim/", {"claim_type": "counterfeit"})
    client.post(base + "listings/", {"paste": "L-7712093"})
    client.post(base + "evidence/", {"explanation": EXPLANATION})
    assert client.post(base + "sign/", oath(client, base, "Paul Okafor")).status_code == 303
    notice = Notice.objects.get()
    assert (notice.filer, notice.owner, notice.capacity) == (paul.organisation, mara.organisation, "agent")


def test_a_mandate_that_ended_closes_the_draft(client):
    mara, paul = cast.mara(), cast.paul()
    cast.listing()
    mandate = cast.mandate(mara, paul)
    right = cast.right(mara)
    client.force_login(paul.user)
    client.post("/notices/new/", {"right": right.public_id, "capacity": "agent"})
    base = f"/notices/drafts/{Draft.objects.get().public_id}/"
    client.post(base + "claim/", {"claim_type": "counterfeit"})
    client.post(base + "listings/", {"paste": "L-7712093"})
    mandates.revoke(by=mara.actor, mandate=mandate)
    assert client.post(base + "sign/", {"signature_name": "Paul Okafor"})["Location"] == base + "right/"
    assert not Notice.objects.exists()


def test_the_express_way_takes_two_screens(as_mara):
    right = cast.right()
    cast.listing()
    url = f"/rights/{right.public_id}/report/"
    assert as_mara.get(url).status_code == 200
    typed = {"paste": "L-7712093", "claim_type": "counterfeit", "explanation": EXPLANATION}
    answer = as_mara.post(url, typed)
    assert answer.status_code == 303 and answer["Location"].endswith("/sign/")
    draft = answer["Location"].removesuffix("sign/")
    assert as_mara.post(draft + "sign/", oath(as_mara, draft))["Location"].endswith("/sent/")
    # The second time nothing is asked that is known.
    page = as_mara.get(url).content.decode()
    assert EXPLANATION in page and re.search(r'value="counterfeit"[^>]* checked', page)
    answer = as_mara.post(url, typed | {"paste": "L-7712093\nhttps://othershop.example/1"})
    assert answer["Location"].endswith("/listings/")
    assert as_mara.post(url, typed | {"paste": ""}).status_code == 400


def test_own_words_for_some_listings(as_mara):
    one, two = cast.listing(7712001), cast.listing(7712002)
    draft = filled(as_mara, cast.right(), paste="L-7712001\nL-7712002")
    as_mara.post(draft + "listing/", {"listing": two.external_id, "explanation": "This one copies our label."})
    assert "for 1 of 2 listings" in as_mara.get(draft + "sign/").content.decode()
    as_mara.post(draft + "sign/", oath(as_mara, draft))
    assert [c.explanation for c in Claim.objects.all()] == ["", "This one copies our label."]
    assert one.claims.exists()


def test_hostile_text_is_stored_and_shown_as_text(as_mara):
    cast.listing()
    draft = filled(as_mara, cast.right(), explanation="<script>alert(1)</script> {{7*7}} ${7*7}")
    page = as_mara.get(draft + "sign/").content.decode()
    assert "<script>alert(1)" not in page and "{{7*7}}" in page


def test_a_session_that_ended_files_nothing_and_keeps_the_draft(as_mara, client):
    cast.listing()
    draft = filled(as_mara, cast.right())
    form = oath(as_mara, draft)
    as_mara.logout()
    answer = as_mara.post(draft + "sign/", form)
    assert answer.status_code == 302 and "/sign-in/" in answer["Location"]
    assert Draft.objects.exists() and not Notice.objects.exists()


def test_contact_details_that_a_law_asks_for_can_be_added_on_the_way(as_mara):
    company = cast.mara().organisation
    company.address = company.phone = ""
    company.save()
    cast.listing(market="US")
    right = cast.right(kind="copyright", office="US", number="VA0002123456", description="Photo", title="Aurora")
    draft = filled(as_mara, right, claim_type="copyright")
    page = as_mara.get(draft + "sign/").content.decode()
    assert "Still needed" in page and "/settings/organisation/?next=" in page
    assert as_mara.post(draft + "sign/", oath(as_mara, draft)).status_code == 400
    details = {"name": company.name, "country": "DE", "email": "ip@studio.example", "phone": "+49 30 1"}
    details |= {"address": "Lampenweg 1", "next": draft + "sign/"}
    page = "/settings/organisation/"
    assert as_mara.post(page, details)["Location"] == draft + "sign/"
    assert as_mara.post(page, details | {"next": "https://evil.example/"})["Location"] == page
    assert as_mara.post(draft + "sign/", oath(as_mara, draft)).status_code == 303


NEW = {"right": "new", "capacity": "owner", "new_kind": "trademark", "new_number": "018224561", "new_title": "LINDE"}


def test_a_right_that_is_not_saved_yet_is_saved_on_the_first_screen(as_mara):
    cast.mara()
    page = as_mara.get("/notices/new/").content.decode()
    assert re.search(r'value="new"[^>]* checked', page)  # nothing is saved yet, so this is the way
    assert as_mara.post("/notices/new/", NEW | {"new_number": ""}).status_code == 400
    assert not IPRight.objects.exists()
    draft = f"/notices/drafts/{Draft.objects.get().public_id}/"
    assert "LINDE" in as_mara.get(draft + "right/").content.decode()
    answer = as_mara.post(draft + "right/", NEW | {"new_office": "EM"})
    assert answer["Location"] == draft + "claim/"
    right = IPRight.objects.get()
    assert (right.title, right.office, right.number, right.territories) == ("LINDE", "EM", "018224561", ["EU"])
    assert right.state == "submitted" and [entry.step for entry in right.entries()] == ["register"]
    assert (
        Draft.objects.get().content["right"] == right.public_id
        and "counterfeit" in as_mara.get(draft + "claim/").content.decode()
    )
    # Sent again, nothing is saved twice.
    as_mara.post("/notices/new/", NEW | {"new_office": "EM"})
    assert IPRight.objects.count() == 1


def test_a_number_may_name_its_office_and_an_odd_one_is_doubted_and_never_barred(as_mara):
    assert as_mara.post("/notices/new/", NEW).status_code == 400  # no office, and the number tells none
    answer = as_mara.post("/notices/new/", NEW | {"new_number": "UK12"}, follow=True)
    assert IPRight.objects.get().office == "GB" and "does not look like other numbers" in answer.content.decode()


def test_an_agent_enters_a_right_for_the_owner_who_lets_it(client):
    mara, paul = cast.mara(), cast.paul()
    cast.mandate(mara, paul)
    client.force_login(paul.user)
    new = NEW | {"new_office": "EM", "owner": mara.organisation.public_id}
    assert client.post("/notices/new/", new).status_code == 400 and not IPRight.objects.exists()
    assert client.post("/notices/new/", new | {"capacity": "agent"}).status_code == 303
    assert IPRight.objects.get().organisation == mara.organisation


def test_change_links_lead_straight_back_to_the_check_page(as_mara):
    cast.listing()
    right = cast.right()
    draft = filled(as_mara, right)
    page = as_mara.get(draft + "sign/").content.decode()
    for step in ("right", "claim", "listings", "evidence"):
        assert f"{draft}{step}/?to=sign" in page
    assert 'name="to" value="sign"' in as_mara.get(draft + "claim/?to=sign").content.decode()
    for step, said in (
        ("right", {"right": right.public_id, "capacity": "owner"}),
        ("claim", {"claim_type": "trademark"}),
        ("listings", {"paste": "L-7712093"}),
        ("evidence", {"explanation": EXPLANATION}),
    ):
        assert as_mara.post(draft + step + "/", said | {"to": "sign"})["Location"] == draft + "sign/"
    assert as_mara.post(draft + "claim/", {"claim_type": "trademark"})["Location"] == draft + "listings/"


def test_both_texts_stand_side_by_side_and_one_is_kept(client):
    mara, lena = cast.mara(), cast.person("lena@linde.example", "Lena Linde", cast.mara().organisation)
    cast.listing()
    client.force_login(mara.user)
    draft = filled(client, cast.right(), explanation="What Mara wrote first.")
    version = Draft.objects.get().version
    client.force_login(lena.user)
    client.post(draft + "evidence/", {"explanation": "What Lena wrote.", "version": version})
    client.force_login(mara.user)
    answer = client.post(draft + "evidence/", {"explanation": "What Mara wrote.", "version": version})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Lena Linde saved another text", "What Lena wrote.", "What Mara wrote.", "Keep mine", "Take theirs"):
        assert words in page
    assert Draft.objects.get().content["explanation"] == "What Lena wrote."
    newer = re.search(r'name="version" value="(\d+)"', page)[1]
    client.post(draft + "evidence/", {"explanation": "What Mara wrote.", "version": newer})
    assert Draft.objects.get().content["explanation"] == "What Mara wrote."
    client.force_login(lena.user)
    assert "saved by Mara Linde" in client.get("/home/").content.decode()


def test_a_colleague_can_be_asked_to_sign(client):
    mara, lena = cast.mara(), cast.person("lena@linde.example", "Lena Linde", cast.mara().organisation)
    cast.listing()
    client.force_login(mara.user)
    draft = filled(client, cast.right())
    assert f"{draft}ask/" in client.get(draft + "sign/").content.decode()
    page = client.get(draft + "ask/").content.decode()
    key = re.search(r'value="([^"]+)"[^>]*>\s*<span>Lena Linde', page)[1]
    assert client.post(draft + "ask/", {"colleague": key})["Location"] == "/home/"
    assert mara.organisation.entries().filter(step="ask_to_sign").get().facts["member"] == lena.user.pk
    client.force_login(lena.user)
    assert client.post(draft + "sign/", oath(client, draft, "Lena Linde")).status_code == 303
    assert Notice.objects.get().signature_name == "Lena Linde"


def test_the_check_page_says_what_is_fine_and_what_is_doubtful(as_mara):
    cast.listing(7712001, market="GB")
    cast.listing(7712002, market="DE", seller=cast.yara())
    draft = filled(as_mara, cast.right(), paste="L-7712001 L-7712002", explanation="Fake.")
    page = as_mara.get(draft + "sign/").content.decode()
    for words in (
        "Your explanation is very short", "You say that the goods are fake and show nothing", "things are fine",
        "<bdi>Nordic Mugs</bdi></h3>", "<bdi>Cedar &amp; Sons</bdi></h3>", "Asked for by: UK notice",
        "Asked for by: EU notice",
        "can count as a threat to sue", 'name="warned" value="unjustified_threats"',
    ):  # fmt: skip
        assert words in page, words
    as_mara.post(draft + "sign/", oath(as_mara, draft) | {"warned": ["unjustified_threats", "made_up"]})
    assert Claim.objects.first().entries().get().facts["warned"] == ["unjustified_threats"]
