"""A policy file that says something odd stops the start, with the file and the key."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policy import load
from policy.checks import check_policy
from policy.reading import PolicyError

Break = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in load.FOLDER.rglob("*.yaml"):
        copy = tmp_path / path.relative_to(load.FOLDER)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


@pytest.fixture
def break_(folder: Path) -> Break:
    def change(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def test_the_book_as_delivered_is_sound(folder: Path) -> None:
    assert load.read(folder) == load.book()
    assert check_policy() == []


DMCA = "regimes/us-dmca-512.yaml"
CN = "regimes/cn-ecl.yaml"
BROKEN = [
    ("unknown key", DMCA, "nature:", "colour: red\nnature:", ["us-dmca-512.yaml", "'colour'"]),
    ("unknown nested key", DMCA, "core: true}", "kern: true}", ["us-dmca-512.yaml.notice[1]", "'kern'"]),
    ("missing key", DMCA, "zone: America/New_York", "", ["us-dmca-512.yaml", "'zone'"]),
    ("doubled key", DMCA, "nature:", "code: again\nnature:", ["us-dmca-512.yaml", "line", "'code'"]),
    ("not a word", DMCA, "nature: statutory_safe_harbour", "nature: divine", ["nature", "'divine'"]),
    ("NO is not Norway", "regimes/eu-dsa.yaml", '"NO"', "NO", ["jurisdictions[3]", "False"]),
    ("a number for a text", DMCA, 'version: "2"', "version: 2", ["version", "expected str"]),
    ("a text for a list", DMCA, "kinds: [copyright]", "kinds: copyright", ["kinds", "expected a list"]),
    ("unknown zone", DMCA, "America/New_York", "America/Gotham", ["America/Gotham"]),
    ("unknown declaration", DMCA, "accept_service]", "accept_all]", ["'accept_all'"]),
    ("declaration without element", DMCA, ", authority_under_perjury]", "]", ["['authority_under_perjury']"]),
    ("unknown element", DMCA, "key: signature", "key: blood", ["'blood'"]),
    ("window upside down", DMCA, "min: 10, max: 14", "min: 14, max: 10", ["'put_back'", "'min' below 'max'"]),
    ("an extension that shortens", DMCA, "extension_max: 60", "extension_max: 20", ["'appeal_filing'", "longer"]),
    (
        "a rule that asks for no skill",
        "routing.yaml",
        "needs: [technical]",
        "needs: [flying]",
        ["'flying' is no skill"],
    ),
    ("a price without currency", "routing.yaml", "    currency: EUR\n", "", ["dear", "needs its currency"]),
    ("nobody may look away", "team.yaml", "viewing_seconds: 90", "viewing_seconds: 20", ["team.yaml", "at least 60"]),
    ("nothing for guests", "limits.yaml", "notices_a_day: 3", "notices_a_day: 0", ["limits.yaml", "the law asks"]),
    ("patience without a number", "patience.yaml", "mends: 3 ", "mends: three ", ["mends", "expected int"]),
    ("a defence without such a reason", "defences.yaml", "reasons: [M-01]", "reasons: [M-99]", ["genuine", "'M-99'"]),
    ("a defence that upholds", "defences.yaml", "reasons: [M-01]", "reasons: [TM-01]", ["genuine", "'TM-01'"]),
    ("a defence of other kinds", "defences.yaml", "reasons: [M-07]", "reasons: [M-09]", ["lawful_use", "other kinds"]),
    ("a defence twice", "defences.yaml", "code: licence", "code: genuine", ["genuine", "twice"]),
    ("max without number", DMCA, "max: 5, ", "", ["'appeal_decide'", "a max limit"]),
    ("wait with max", CN, "    min: 15\n", "    min: 15\n    max: 20\n", ["'put_back'", "a wait"]),
    ("filing without number", DMCA, "max: 30, ", "", ["'appeal_filing'", "a filing limit"]),
    ("untimed with number", CN, "kind: untimed, ", "kind: untimed, max: 3, unit: hour, ", ["'decide'", "untimed"]),
    ("counted without unit", CN, "    unit: calendar_day\n", "", ["'put_back'", "needs a unit"]),
    ("unknown calendar", DMCA, "calendar: US-FED", "calendar: US-MOON", ["'US-MOON'"]),
    ("business days without calendar", DMCA, "calendar: US-FED, ", "", ["'put_back'", "need a calendar"]),
    ("unknown stop event", DMCA, ", ccb_claim_notice]", ", bad_mood]", ["'bad_mood'"]),
    ("no clock for put-back", CN, "key: put_back", "key: lift", ["no deadline 'put_back'"]),
    ("two regimes for one claim", CN, "[CN]", "[CN, GB]", ["is already covered by"]),
    ("file and code differ", CN, "code: cn-ecl", "code: cn-xyz", ["one name"]),
    ("unknown placeholder", "reasons.yaml", "{owner}", "{landlord}", ["TM-01", "landlord"]),
    ("unknown severity", "reasons.yaml", "severity: counterfeit", "severity: awful", ["TM-01", "'awful'"]),
    ("reason twice", "reasons.yaml", "code: TM-02", "code: TM-01", ["TM-01", "twice"]),
    ("upheld without ground", "reasons.yaml", "    ground: law\n", "", ["TM-01", "ground"]),
    ("unknown weight", "thresholds.yaml", "code: patent", "code: fun", ["thresholds.yaml", "'fun'"]),
    ("unknown tier", "thresholds.yaml", "tiers: [T0]", "tiers: [T9]", ["low_tier", "'T9'"]),
    ("falling ladder", "ladder.yaml", "points: 24, measure", "points: 10, measure", ["rungs"]),
    ("unknown suspend reason", "ladder.yaml", "[A-01, A-02]", "[A-01, A-99]", ["'A-99'"]),
    ("stray top key", "calendars.yaml", "calendars:", "extra: 1\ncalendars:", ["'extra'"]),
    ("broken YAML", "ladder.yaml", "version:", "version: [", ["ladder.yaml"]),
]


@pytest.mark.parametrize(("what", "name", "old", "new", "told"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_file_is_refused_with_its_place(
    folder: Path, break_: Break, what: str, name: str, old: str, new: str, told: list[str]
) -> None:
    break_(name, old, new)

    with pytest.raises(PolicyError) as refusal:
        load.read(folder)

    for part in told:
        assert part in str(refusal.value)


def test_the_system_check_reports_it(folder: Path, break_: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    break_(DMCA, "nature:", "colour: red\nnature:")
    monkeypatch.setattr(load, "FOLDER", folder)

    (error,) = check_policy()

    assert error.id == "policy.E001"
    assert "colour" in error.msg


def test_a_missing_fallback_is_refused(folder: Path) -> None:
    (folder / "regimes" / "default-policy.yaml").unlink()

    with pytest.raises(PolicyError, match="fallback"):
        load.read(folder)
