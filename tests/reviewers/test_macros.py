"""Macros: written by one person, published by another, filled in for a case, and kept with what was sent."""

import pytest
from django.test import Client

from docket.errors import NotAllowed
from docket.models import Entry
from notices import actions, macros, reasoning
from notices.models import Macro, MacroUse, MacroVersion, Message, Notice
from tests import cast
from tests.reviewers.conftest import SignIn
from tests.reviewers.moves import decide, states, take_up

pytestmark = pytest.mark.django_db
WORDS = "The listing {listing} shows the mark {mark} on {goods}."


def published(text: str = WORDS, **how: str) -> MacroVersion:
    """Amina writes it, Tomás publishes it."""
    told = {"name": "Mark on goods", "use": "reason", "language": "en"} | how
    version = actions.begin_macro(by=cast.amina().actor, text=text, **told)
    actions.move_macro(by=cast.amina().actor, version=version, step="propose")
    actions.move_macro(by=cast.tomas().actor, version=version, step="publish")
    return MacroVersion.objects.get(pk=version.pk)


def test_whoever_wrote_on_it_does_not_publish_it() -> None:
    version = actions.begin_macro(by=cast.amina().actor, text=WORDS, language="en", name="Mark", use="reason")
    actions.change_macro(by=cast.tomas().actor, version=version, text=f"{WORDS} Please look.")
    actions.move_macro(by=cast.amina().actor, version=version, step="propose")
    for person in (cast.amina(), cast.tomas()):  # he changed it
        with pytest.raises(NotAllowed):
            actions.move_macro(by=person.actor, version=version, step="publish")
    assert MacroVersion.objects.get().state == "proposed" and not macros.offered("counterfeit")
    bo = cast.person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")
    actions.move_macro(by=bo.actor, version=version, step="publish")
    assert [v.text for v in macros.offered("counterfeit")] == [f"{WORDS} Please look."]


def test_a_new_version_takes_the_place_of_the_old_one_in_its_language_only() -> None:
    first = published()
    german = published("Das Angebot {listing}.", name="Angebot", language="de")
    again = actions.begin_macro(by=cast.amina().actor, macro=first.macro, text="Shorter.", language="en")
    with pytest.raises(NotAllowed):
        actions.begin_macro(by=cast.tomas().actor, macro=first.macro, text="Mine.", language="en")
    actions.move_macro(by=cast.amina().actor, version=again, step="propose")
    assert set(macros.offered("patent")) == {first, german}
    actions.move_macro(by=cast.tomas().actor, version=again, step="publish")
    first.refresh_from_db()
    assert first.state == "retired" and set(macros.offered("patent")) == {again, german}


@pytest.mark.parametrize("text", ["{price}", "{listing.title}", "{mark!r}", "{mark:>99}", "an { alone", "{}"])
def test_what_cannot_be_filled_in_is_refused(text: str, sign_in: SignIn) -> None:
    assert macros.faults(text)
    with pytest.raises(NotAllowed):
        actions.begin_macro(by=cast.amina().actor, text=text, language="en", name="Odd", use="reason")
    assert not Macro.objects.exists()
    answer = sign_in(cast.amina()).post(
        "/review/macros/new/", {"name": "Odd", "text": text, "use": "reason", "language": "en"}
    )
    assert answer.status_code == 422 and not Macro.objects.exists()


def typed(client: Client, notice: Notice, version: MacroVersion, **more: str) -> str:
    page = decide(client, notice, macro=str(version.pk), insert="1", **more)
    assert page.status_code == 200
    return page.content.decode()


def test_a_macro_is_inserted_without_scripts_filled_in_and_kept_with_the_decision(
    notice: Notice, sign_in: SignIn
) -> None:
    version, client = published(), sign_in(cast.amina())
    take_up(cast.amina(), notice)
    page = typed(client, notice, version, text="Mine before.")
    assert "Mine before." in page and "shows the mark LINDE on [which goods]." in page
    assert f'name="macros" value="{version.pk}"' in page
    left = decide(client, notice, text="It shows LINDE on [which goods].", macros=str(version.pk))
    assert left.status_code == 422 and states(notice) == ["submitted", "submitted"] and not MacroUse.objects.exists()
    assert decide(client, notice, text="It shows LINDE on lamps.", macros=str(version.pk)).status_code == 303
    entry = Entry.objects.get(subject_type="claim", step="uphold")
    assert entry.facts["macros"] == [f"{version.macro.public_id}/en/1"]
    assert MacroUse.objects.get().entry == entry
    assert ">1<" in client.get("/review/macros/").content.decode().split("Mark on goods")[1]


def test_words_in_braces_that_were_copied_are_never_sent(notice: Notice, sign_in: SignIn) -> None:
    client = sign_in(cast.amina())
    take_up(cast.amina(), notice)
    assert reasoning.blanks("Look at {listing}.") == ["{listing}"]
    assert decide(client, notice, text="Look at {listing}.").status_code == 422
    asked = {"to": "owner", "text": "Which of {listing}?", "key": "6f1c0f3e-6f0f-4c59-9f39-b1b6a1a2c3d4"}
    assert client.post(f"/review/{notice.reference}/talk/", asked).status_code == 400
    assert states(notice) == ["submitted", "submitted"] and not Message.objects.exists()


def test_an_answer_to_a_party_begins_with_a_macro_too(notice: Notice, sign_in: SignIn) -> None:
    version, client = published("Thank you for writing about {right}.", use="answer"), sign_in(cast.amina())
    path, form = f"/review/{notice.reference}/talk/", {"to": "owner", "key": "6f1c0f3e-6f0f-4c59-9f39-b1b6a1a2c3d4"}
    page = client.post(path, form | {"text": "", "macro": str(version.pk), "insert": "1"}).content.decode()
    assert "Thank you for writing about LINDE." in page and not Message.objects.exists()
    sent = client.post(path, form | {"text": "Thank you for writing about LINDE.", "macros": str(version.pk)})
    assert sent.status_code == 303
    assert MacroUse.objects.get().entry == Message.objects.get().entry


def test_the_pages_of_macros(sign_in: SignIn) -> None:
    amina, tomas = sign_in(cast.amina()), sign_in(cast.tomas())
    form = {"name": "Tiny part", "use": "reason", "language": "en", "text": "Only a part of {work}."}
    path = amina.post("/review/macros/new/", form)["Location"]
    assert amina.post("/review/macros/new/", form).status_code == 409
    version = MacroVersion.objects.get()
    move = f"{path}{version.pk}"
    assert amina.post(f"{move}/propose/").status_code == 303
    assert "Tiny part" in tomas.get("/review/macros/").content.decode()
    assert amina.post(f"{move}/publish/").status_code == 409  # hers
    assert tomas.post(f"{move}/publish/", {"seen": "1"}).status_code == 409  # an older page
    assert tomas.post(f"{move}/publish/", {"seen": "2"}).status_code == 303
    assert tomas.post(path, {"language": "en", "text": "A part of {work} only."}).status_code == 303
    page = tomas.get(path).content.decode()
    assert "<ins>" in page and "<del" in page
    assert "Tiny part" in tomas.get("/review/macros/?q=part+of&use=reason").content.decode()
    assert "No macro matches" in tomas.get("/review/macros/?q=nothing").content.decode()
    for person in (cast.mara(), cast.nils(), cast.jon()):
        assert sign_in(person).get(path).status_code == sign_in(person).post(f"{move}/retire/").status_code == 404
