"""The custody of a file: each thing that happens to it is an entry on its own chain, and a refusal leaves none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from docket import verify
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from rights.actions import evidence as deeds
from rights.models import Evidence
from tests import cast

pytestmark = pytest.mark.django_db


def story(evidence: Evidence) -> list[tuple[str, str, str]]:
    return [(entry.step, entry.source, entry.target) for entry in evidence.entries()]


def whole() -> bool:
    return not [*verify.broken_chains(), *verify.mismatched_states()]


def test_taking_in_and_each_read_are_entries_with_the_hash() -> None:
    file = cast.evidence()
    deeds.show(by=cast.mara().actor, evidence=file, rendition="original", why="own file")
    deeds.show(by=cast.amina().actor, evidence=file, rendition="original", why="review")
    assert story(file) == [("take_in", "", "kept"), ("show", "kept", "kept"), ("show", "kept", "kept")]
    took, own, review = file.entries()
    assert {took.facts["sha256"], own.facts["sha256"], review.facts["sha256"]} == {file.sha256}
    assert (took.actor_id, took.organisation_id) == (cast.mara().user.pk, file.organisation_id)
    assert review.actor_id == cast.amina().user.pk and review.facts["why"] == "review"
    assert whole()


@pytest.mark.parametrize("stranger", [cast.hansen, cast.nils, cast.paul, cast.jon])
def test_a_file_is_not_shown_to_others_and_nothing_is_written(stranger: object) -> None:
    file = cast.evidence()
    with pytest.raises(NotAllowed), transaction.atomic():
        deeds.show(by=stranger().actor, evidence=file, rendition="original", why="curious")  # type: ignore[operator]
    assert story(file) == [("take_in", "", "kept")]


def test_what_the_law_passes_on_is_never_the_original() -> None:
    file = cast.evidence()
    with pytest.raises(NotAllowed), transaction.atomic():
        deeds.show(by=cast.nils().actor, evidence=file, rendition="original", why="case", passed_on=True)
    assert file.entries().count() == 1


def test_a_rejected_file_is_opened_by_nobody() -> None:
    file = cast.evidence()
    deeds.reject(evidence=file, scanner="test", finding="Eicar-Test-Signature")
    for reader in (cast.mara(), cast.amina(), cast.tomas()):
        with pytest.raises(NotOpen), transaction.atomic():
            deeds.show(by=reader.actor, evidence=file, rendition="original", why="curious")
    assert story(file)[-1] == ("reject", "kept", "rejected")
    assert whole()


def test_a_clean_file_stays_clean_when_it_is_read() -> None:
    file = cast.evidence()
    deeds.pass_scan(evidence=file, scanner="test")
    deeds.show(by=cast.mara().actor, evidence=file, rendition="original", why="own file")
    file.refresh_from_db()
    assert (file.state, file.version) == ("clean", 3)
    assert whole()


def test_changing_the_story_of_a_file_is_found() -> None:
    file = cast.evidence()
    deeds.show(by=cast.amina().actor, evidence=file, rendition="original", why="review")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE docket_entry DISABLE TRIGGER docket_keep")
        cursor.execute("UPDATE docket_entry SET actor_id = 1 WHERE subject_type = 'evidence' AND step = 'show'")
        cursor.execute("ALTER TABLE docket_entry ENABLE TRIGGER docket_keep")
    assert any(fault.startswith(f"evidence {file.pk}") for fault in verify.broken_chains("evidence"))


def test_taking_a_file_in_costs_the_same_number_of_queries_each_time() -> None:
    mara = cast.mara().actor

    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            deeds.store(by=mara, upload=SimpleUploadedFile(name, b"words"))
        return len(asked)

    first = cost("1.txt")
    for n in range(5):
        cast.evidence(name=f"x{n}.txt")
    assert cost("2.txt") == first <= 8


def test_a_read_costs_few_queries_however_long_the_story(
    client: object, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    file, amina = cast.evidence(), cast.amina()
    for _ in range(10):
        deeds.show(by=amina.actor, evidence=file, rendition="original", why="review")
    with django_assert_max_num_queries(6):
        deeds.show(by=amina.actor, evidence=file, rendition="original", why="review")
    assert Entry.objects.filter(subject_type="evidence").count() == 12
