"""The nouns of our own rules: points and rungs, and when a second person is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What can make a claim too heavy for one reviewer."""

    REGIME = "regime"
    PATENT = "patent"
    UNREGISTERED_DESIGN = "unregistered_design"
    MANY_LISTINGS = "many_listings"
    FIRST_TIME_FILER = "first_time_filer"
    COMPETING_CLAIMS = "competing_claims"
    FILER_RECORD = "filer_record"
    LOW_TIER = "low_tier"
    DEVIATION = "deviation"
    ACCOUNT_MEASURE = "account_measure"
    REVERSAL = "reversal"


@dataclass(frozen=True, kw_only=True)
class Severity:
    """How many points a finding brings, and for how long."""

    points: int
    days: int
    capped: bool = True


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of the ladder."""

    points: int
    measure: str
    days: int | None = None
    needs_second_person: bool = False
    hearing_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilerStanding:
    """What a filer's record leads to; a floor bites when even the upper end of the Wilson interval is below it."""

    fast_lane_precision: float
    fast_lane_decided: int
    second_review_below: float
    suspend_below: float
    suspend_reasons: tuple[str, ...]
    warning_first: bool


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """What repeated findings lead to, for sellers and for filers."""

    version: str
    first_minor_is_education: bool
    minor_up_to: int
    merge_days: int
    cap_per_day: int
    quiz_credit: int
    repeat_events: int
    repeat_days: int
    appeal_pauses_next_rung: bool
    severities: Mapping[str, Severity]
    rungs: tuple[Rung, ...]
    filers: FilerStanding


@dataclass(frozen=True, kw_only=True)
class Tier:
    """How much a filer may send, and what it takes to be here. No number means no limit."""

    code: str
    title: str
    listings_a_notice: int
    notices_a_day: int | None = None
    confirmed_right: bool = False
    decided: int = 0
    precision: float = 0.0
    contract: bool = False


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """The tiers of filers from the lowest up, and which decisions count for them."""

    version: str
    window_days: int
    least_decided: int
    left_out: tuple[str, ...]
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, kw_only=True)
class WeightyRule:
    """One ground on which a second person must agree; `more_than` counts the listings of the notice."""

    code: Weight
    enabled: bool
    says: str
    more_than: int | None = None
    decided_below: int | None = None  # claims of this filer decided so far
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long and how often a seller may come back to a case."""

    version: str
    mends: int
    link_days: int
    link_days_without_limit: int
    power_hours: int
    draft_days: int


@dataclass(frozen=True, kw_only=True)
class Batch:
    """How many like claims one decision may cover, and which share of them is looked at by itself."""

    most: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """When one reviewer is not enough, and who is too near to a party."""

    version: str
    party_months: int
    batch: Batch
    weighty: tuple[WeightyRule, ...]


@dataclass(frozen=True, kw_only=True)
class SamplingRule:
    """How thickly one sort of decision is sampled; what is not named fits everything."""

    one_in: int
    outcome: str = ""
    kind: str = ""
    automated: bool | None = None

    def fits(self, outcome: str, kind: str, automated: bool) -> bool:
        return self.outcome in ("", outcome) and self.kind in ("", kind) and self.automated in (None, automated)


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How many decisions are looked at again, and how the figures are made."""

    version: str
    one_in: int
    rules: tuple[SamplingRule, ...]
    first_decisions: int
    known_one_in: int
    calibration: int
    window_days: int
    least_labels: int
    least_people: int
    hold_minutes: int
    kappa_good: float
    kappa_low: float
    weights: Mapping[str, int]

    def one_in_for(self, outcome: str, kind: str, automated: bool) -> int:
        fitting = (rule.one_in for rule in self.rules if rule.fits(outcome, kind, automated))
        return next(fitting, self.one_in)


@dataclass(frozen=True, kw_only=True)
class GuestLimits:
    """What somebody may file without an account."""

    notices_a_day: int
    listings_a_notice: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much may be filed by whom."""

    version: str
    guests: GuestLimits


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """How often, how long and how much partners' systems are told."""

    version: str
    endpoints: int
    retry_seconds: tuple[int, ...]
    kept_days: int
    mail_after_hours: tuple[int, ...]
    disable_after_days: int
    overlap_hours: int
    longest_overlap_hours: int
    challenges_an_hour: int
    tests_an_hour: int


class Lead(StrEnum):
    """Where an answer leads: on to the next question and at last to a removal, or to another end."""

    ON = "on"
    KEEP = "keep"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to a question, where it leads, and the reason that it chooses."""

    value: str
    says: str
    leads: Lead
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to look at before deciding."""

    key: str
    asks: str
    answers: tuple[Answer, ...]

    def answer(self, value: str) -> Answer | None:
        return next((each for each in self.answers if each.value == value), None)


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """What is asked about claims of these kinds, in this order."""

    code: str
    version: str
    kinds: tuple[str, ...]  # of RightKind; crosschecks looks
    questions: tuple[Question, ...]
