"""The vault: each kind with its own form, pictures kept and served inert, the list found through and cut by key."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Membership
from notices import actions as notices
from rights import actions, kinds
from rights.actions import mandate as mandates
from rights.files import previews
from rights.models import Evidence, IPRight
from tests import cast

pytestmark = pytest.mark.django_db
FACTS = {
    "title": "Halo",
    "office": "EM",
    "number": "018224561",
    "where": "all",
    "connection": "owner",
    "description": "A lamp with a round shade.",
    "work_kind": "photo",
}


def drawn(name: str = "mark.png") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (60, 40), "#b5883c").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), "image/png")


@pytest.fixture
def as_mara(client: Client) -> Client:
    client.force_login(cast.mara().user)
    return client


@pytest.mark.parametrize("kind", kinds.ALL, ids=lambda kind: kind.key)
def test_each_kind_has_its_own_form_and_is_shown_and_changed_again(as_mara: Client, kind: kinds.Kind) -> None:
    address = f"/rights/new/{kind.key}/"
    assert as_mara.get(address).status_code == 200
    assert as_mara.post(address, {}).status_code == 400 and not IPRight.objects.exists()
    sent: dict[str, Any] = {name: FACTS[name] for name in FACTS if name in kind.fields}
    answer = as_mara.post(address, sent | ({"image": drawn()} if "image" in kind.required else {}))
    right = IPRight.objects.get()
    assert answer.status_code == 303 and (right.kind, right.form, right.title) == (kind.kind, kind.form, "Halo")
    page = as_mara.get(f"/rights/{right.public_id}/").content.decode()
    assert "Halo" in page and "Ready to use" in page
    assert ("mark.png" in page and right.image.sha256 in page) if right.image else "SHA-256" not in page
    again = as_mara.post(f"/rights/{right.public_id}/edit/", sent | {"title": "Halo 2", "version": "1"})
    right.refresh_from_db()
    assert again.status_code == 303 and right.title == "Halo 2" and bool(right.image) == ("image" in kind.required)


def test_an_unknown_kind_is_no_page(as_mara: Client) -> None:
    assert as_mara.get("/rights/new/nonsense/").status_code == 404


def test_numbers_are_hinted_at_for_each_office_and_never_barred(as_mara: Client) -> None:
    page = as_mara.get("/rights/new/patent/").content.decode()
    assert "European Patent Office" in page and "EP 3 123 456 B1" in page
    odd = FACTS | {"office": "EP", "number": "one", "where": "some", "territories": ["DE", "FR"]}
    page = as_mara.post("/rights/new/patent/", odd, follow=True).content.decode()
    assert "does not look like other numbers" in page and IPRight.objects.get().territories == ["DE", "FR"]


@pytest.mark.parametrize("name", ["mark.pdf", "mark.png"])
def test_what_is_no_picture_is_named_by_its_name_or_its_content(as_mara: Client, name: str) -> None:
    file = SimpleUploadedFile(name, b"%PDF-1.7 x")
    answer = as_mara.post("/rights/new/figurative-mark/", FACTS | {"image": file})
    page = answer.content.decode()
    assert answer.status_code == 400 and name in page and not IPRight.objects.exists()
    assert 'value="Halo"' in page and "choose your files again" in page


def test_the_picture_is_served_inert_to_whoever_may_use_the_right_and_to_nobody_else(client: Client) -> None:
    mara, paul = cast.mara(), cast.paul()
    granted = cast.mandate(mara, paul)
    client.force_login(paul.user)
    facts = FACTS | {"owner": mara.organisation.public_id, "connection": "mandate", "image": drawn()}
    client.post("/rights/new/figurative-mark/", facts)
    right = IPRight.objects.select_related("image").get()
    picture = f"/rights/{right.public_id}/picture/shared/"
    assert client.get(picture).status_code == 404  # its preview is not made yet
    previews.prepare(right.image.entries().first())
    for reader in (mara, paul):
        client.force_login(reader.user)
        shown = client.get(picture)
        assert shown.status_code == 200 and "sandbox" in shown["Content-Security-Policy"]
        assert shown["X-Content-Type-Options"] == "nosniff"
    # The owner sees the picture; the agent's file itself stays the agent's.
    client.force_login(mara.user)
    assert client.get(f"/evidence/{right.image.public_id}/").status_code == 404
    reads = right.image.entries().filter(step="show").count()
    mandates.revoke(by=mara.actor, mandate=granted)
    for stranger in (paul, cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        assert client.get(picture).status_code == 404
    assert right.image.entries().filter(step="show").count() == reads


def test_the_list_is_found_through_by_name_number_kind_and_state(as_mara: Client) -> None:
    cast.right(title="LÍNDE", number="018224561")
    cast.right(title="Halo", kind="design", number="008812345-0001")
    soon = cast.right(title="KESTREL", office="US", number="5118220")
    IPRight.objects.filter(pk=soon.pk).update(valid_until=date.today())

    def shown(query: str) -> set[str]:
        return {card["right"].title for card in as_mara.get(f"/rights/?{query}").context["cards"]}

    assert shown("") == {"LÍNDE", "Halo", "KESTREL"}
    assert shown("q=linde") == {"LÍNDE"} and shown("q=EU 18 224 561") == {"LÍNDE"}
    assert shown("kind=design") == {"Halo"} and shown("state=ending") == {"KESTREL"} == shown("state=needs")
    assert shown("state=checked&q=nothing") == set() and shown("kind=nonsense") == {"LÍNDE", "Halo", "KESTREL"}
    assert "No right fits" in as_mara.get("/rights/?q=nothing").content.decode()


def test_the_list_is_cut_by_key_and_costs_the_same_for_many(as_mara: Client) -> None:
    cast.right()
    as_mara.get("/rights/")
    with CaptureQueriesContext(connection) as few:
        as_mara.get("/rights/")
    for n in range(30):
        cast.right(title=f"MARK {n}")
    with CaptureQueriesContext(connection) as many:
        first = as_mara.get("/rights/")
    assert len(many) == len(few)
    second = as_mara.get("/rights/" + first.context["next_url"])
    titles = [card["right"].title for page in (first, second) for card in page.context["cards"]]
    assert len(titles) == len(set(titles)) == 31 and not second.context["next_url"]


def test_the_page_of_a_right_shows_what_rests_on_it_in_as_many_queries(as_mara: Client) -> None:
    right = cast.right()
    actions.allow(by=cast.mara().actor, right=right, sellers={"S-1": "Brass & Co"})
    page = f"/rights/{right.public_id}/"

    def filed(number: int) -> str:
        return notices.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(number)])).reference

    one = filed(7719001)
    as_mara.get(page)
    with CaptureQueriesContext(connection) as few:
        text = as_mara.get(page).content.decode()
    assert one in text and "Brass &amp; Co" in text and "You added authorised sellers" in text
    more = [filed(7719002 + n) for n in range(5)]
    with CaptureQueriesContext(connection) as many:
        text = as_mara.get(page).content.decode()
    assert len(many) == len(few)
    assert more[-1] in text and one not in text and f"/notices/?right={right.public_id}" in text


def test_whoever_may_not_use_a_right_any_more_finds_nothing(client: Client) -> None:
    mara, paul = cast.mara(), cast.paul()
    right = cast.right()
    over = cast.mandate(mara, paul, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    gone = cast.person("lena@linde.example", "Lena Vogt", mara.organisation)
    Membership.objects.filter(user=gone.user).delete()
    version, kept = right.version, Evidence.objects.count()
    for stranger in (paul, gone, cast.hansen(), cast.nils(), cast.jon()):
        client.force_login(stranger.user)
        for path in ("", "edit/", "sellers/", "report/", "picture/shared/"):
            assert client.get(f"/rights/{right.public_id}/{path}").status_code == 404, (stranger.user, path)
        for path in ("edit/", "withdraw/", "sellers/"):
            facts = FACTS | {"proofs": drawn(), "shops": "S-1", "version": str(version)}
            assert client.post(f"/rights/{right.public_id}/{path}", facts).status_code == 404
        assert client.post(f"/review/rights/{right.public_id}/verify/").status_code in {403, 404}
        listed = client.get("/rights/")
        assert listed.status_code == 404 or not listed.context["cards"]
    right.refresh_from_db()
    assert (right.title, right.state, right.version) == ("LINDE", "verified", version)
    assert Evidence.objects.count() == kept and over.ends_on == date(2020, 12, 31)


def test_a_change_on_what_has_changed_meanwhile_is_shown_again_with_what_was_typed(as_mara: Client) -> None:
    right = cast.right()
    answer = as_mara.post(f"/rights/{right.public_id}/edit/", FACTS | {"version": "1"})
    page = answer.content.decode()
    right.refresh_from_db()
    assert answer.status_code == 412 and 'value="Halo"' in page and "meanwhile" in page
    assert (right.title, right.state) == ("LINDE", "verified")
    assert f'name="version" value="{right.version}"' in page


def test_who_only_prepares_enters_and_changes_nothing_and_keeps_what_was_typed(client: Client) -> None:
    right, lena = cast.right(), cast.person("lena@linde.example", "Lena Vogt", cast.mara().organisation)
    Membership.objects.filter(user=lena.user).update(role="preparer")
    client.force_login(lena.user)
    for address in ("/rights/new/patent/", f"/rights/{right.public_id}/edit/"):
        answer = client.post(address, FACTS)
        page = answer.content.decode()
        assert answer.status_code == 400 and "colleague who may sign" in page and 'value="Halo"' in page, address
    assert "colleague who may sign" in client.get(f"/rights/{right.public_id}/edit/").content.decode()
    assert "/edit/" not in client.get(f"/rights/{right.public_id}/").content.decode()
    right.refresh_from_db()
    assert IPRight.objects.count() == 1 and (right.title, right.state) == ("LINDE", "verified")
