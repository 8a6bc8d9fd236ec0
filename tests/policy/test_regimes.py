"""Which rules apply where, and that no form asks for more than its law allows."""

import pytest

from policy import declarations, regimes
from policy.paths import seller_path
from policy.types import CounterName, Regime

ALL_KINDS = ["trademark", "counterfeit", "copyright", "patent", "design"]
EVERY = pytest.mark.parametrize("regime", regimes.all(), ids=lambda each: each.code)


def matrix() -> list[tuple[str, str, str]]:
    rows = [
        (market, kind, "eu-dsa") for market in sorted(regimes.EU_MEMBERS | {"IS", "LI", "NO"}) for kind in ALL_KINDS
    ]
    rows += [("GB", kind, "uk-ecr") for kind in ALL_KINDS]
    rows += [("CN", kind, "cn-ecl") for kind in [*ALL_KINDS, "utility_model"]]
    rows += [(market, kind, "default-policy") for market in ("IN", "JP", "BR", "CH", "AU") for kind in ALL_KINDS]
    rows += [
        ("US", "copyright", "us-dmca-512"),
        ("US", "trademark", "us-trademark-policy"),
        ("US", "counterfeit", "us-trademark-policy"),
        ("US", "patent", "us-patent-policy"),
        ("US", "design", "us-patent-policy"),
        ("US", "utility_model", "default-policy"),
        ("DE", "geographical_indication", "eu-dsa"),
        ("GB", "geographical_indication", "default-policy"),
        ("de", "trademark", "eu-dsa"),
        ("EL", "trademark", "eu-dsa"),
        ("UK", "trademark", "uk-ecr"),
    ]
    return rows


@pytest.mark.parametrize(("market", "kind", "code"), matrix())
def test_market_and_kind_choose_the_regime(market: str, kind: str, code: str) -> None:
    assert regimes.regime_for(market=market, kind=kind).code == code


def test_the_union_has_27_members() -> None:
    assert len(regimes.EU_MEMBERS) == 27


def test_an_unknown_kind_is_refused_not_guessed() -> None:
    with pytest.raises(ValueError, match="perfume"):
        regimes.regime_for(market="DE", kind="perfume")


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(regimes.UnknownRegime):
        regimes.get("us-moon-law")


# ---- what may be asked


def test_the_eu_form_demands_nothing_beyond_article_16() -> None:
    regime = regimes.get("eu-dsa")

    assert {each.key for each in regime.notice if each.required} == {
        "reasons",
        "target_location",
        "name_email",
        "bona_fide_accuracy",
    }
    assert [each.code for each in declarations.required(regime, "notice")] == ["bona_fide_accuracy"]
    assert declarations.required(regime, "appeal") == []
    for extra in ("signature", "contact_details", "real_identity", "right_registration"):
        assert not regime.demands(extra)


def test_only_us_copyright_speaks_of_perjury() -> None:
    speaking = {
        regime.code
        for regime in regimes.all()
        for act in ("notice", "counter", "appeal")
        for each in declarations.required(regime, act)
        if each.perjury
    }

    assert speaking == {"us-dmca-512"}


def test_only_the_authority_is_sworn_under_perjury_in_a_us_notice() -> None:
    signed = declarations.required(regimes.get("us-dmca-512"), "notice")

    assert {each.code: each.perjury for each in signed} == {
        "good_faith_no_authorisation": False,
        "accuracy_statement": False,
        "authority_under_perjury": True,
    }


def test_three_elements_decide_whether_a_us_notice_can_be_cured() -> None:
    core = {each.key for each in regimes.get("us-dmca-512").notice if each.core}

    assert core == {"work_identification", "target_location", "contact_details"}


@EVERY
def test_every_declaration_exists_in_words(regime: Regime) -> None:
    for act in ("notice", "counter", "appeal"):
        for each in declarations.required(regime, act):
            assert declarations.get(each.code, each.version) is each
            assert each.text.endswith(".")
            assert len(each.short) < 60


def test_no_declaration_is_left_over() -> None:
    used = {
        each.code
        for r in regimes.all()
        for act in ("notice", "counter", "appeal")
        for each in declarations.required(r, act)
    }

    assert used == {each.code for each in declarations.all()}


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(declarations.UnknownDeclaration):
        declarations.get("accuracy_statement", "99")


@EVERY
def test_the_person_who_filed_is_never_shown_to_the_seller(regime: Regime) -> None:
    assert regime.identity.person == "no"


@EVERY
def test_a_number_without_law_is_labelled_as_ours(regime: Regime) -> None:
    for each in regime.deadlines:
        assert each.policy_default == (each.ref == "policy"), each.key


def test_only_us_patents_hear_the_seller_first() -> None:
    assert [each.code for each in regimes.all() if each.hears_seller_first] == ["us-patent-policy"]


def test_uk_filers_are_warned_of_threats_except_for_copyright() -> None:
    regime = regimes.get("uk-ecr")

    assert {kind for kind in ALL_KINDS if regime.warnings_for("notice", kind)} == set(ALL_KINDS) - {"copyright"}


# ---- the seller's path


PATHS = [
    ("us-dmca-512", "copyright", CounterName.COUNTER_NOTICE, "counter", True),
    ("cn-ecl", "trademark", CounterName.DECLARATION, "counter", True),
    ("us-trademark-policy", "counterfeit", CounterName.ANSWER, "appeal_takedown", False),
    ("us-patent-policy", "patent", CounterName.ANSWER, "appeal_takedown", False),
    ("uk-ecr", "design", CounterName.ANSWER, "appeal_takedown", False),
    ("eu-dsa", "copyright", CounterName.APPEAL, "appeal_takedown", False),
    ("default-policy", "trademark", CounterName.APPEAL, "appeal_takedown", False),
]


@pytest.mark.parametrize(("code", "kind", "name", "step", "named"), PATHS)
def test_each_regime_gives_the_seller_one_path(code: str, kind: str, name: str, step: str, named: bool) -> None:
    path = seller_path(regimes.get(code), kind)

    assert (path.kind, path.step, path.identity_passed_on) == (name, step, named)
    assert path.passed_on
    assert (path.put_back is not None) == (step == "counter")


def test_a_seller_is_told_what_a_us_counter_notice_gives_away() -> None:
    path = seller_path(regimes.get("us-dmca-512"), "copyright")

    assert {"your name", "your postal address", "your phone number"} <= set(path.passed_on)
    assert "name, address and phone" in str(path.explain)
    assert [each.code for each in path.declarations] == [
        "mistake_under_perjury",
        "jurisdiction_consent",
        "accept_service",
    ]


@pytest.mark.parametrize(("code", "kind", "name", "step", "named"), PATHS[2:])
def test_elsewhere_the_word_counter_notice_is_not_used(code: str, kind: str, name: str, step: str, named: bool) -> None:
    path = seller_path(regimes.get(code), kind)

    assert "counter" not in f"{path.title} {path.explain} {path.button}".lower()


def test_a_path_outside_the_regime_is_refused() -> None:
    with pytest.raises(ValueError, match="does not cover"):
        seller_path(regimes.get("us-dmca-512"), "trademark")
