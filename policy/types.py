"""The nouns of the rule book, as frozen values. The YAML files spell the same names as these fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policy.house_rules import Checklist, Ladder, Limits, Patience, Sampling, Thresholds, Tiers, Webhooks
from policy.routing import Routing
from policy.team import Team


class RightKind(StrEnum):
    """What a claim or a right may be about."""

    TRADEMARK = "trademark"
    COUNTERFEIT = "counterfeit"
    COPYRIGHT = "copyright"
    PATENT = "patent"
    DESIGN = "design"
    UTILITY_MODEL = "utility_model"
    GEOGRAPHICAL_INDICATION = "geographical_indication"
    TRADE_SECRET = "trade_secret"  # noqa: S105  a kind of right, not a password
    OTHER_IP = "other_ip"


class Nature(StrEnum):
    """Where a regime gets its force from."""

    SAFE_HARBOUR = "statutory_safe_harbour"
    DUTY = "statutory_duty"
    PLATFORM = "platform_policy"


class Verification(StrEnum):
    """How sure we are: read in the official text, in a secondary source, or from general knowledge only."""

    READ = "V"
    SECONDARY = "S"
    KNOWLEDGE = "K"


class DeadlineKind(StrEnum):
    """The five shapes a time limit takes."""

    MAX = "max"  # do it by then
    WINDOW = "window"  # not before, and not after
    WAIT = "wait"  # let it run out, then act
    FILING = "filing"  # a party may act until then
    UNTIMED = "untimed"  # promptly, no number given


class Unit(StrEnum):
    """What is being counted."""

    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    CALENDAR_MONTH = "calendar_month"


class PutBack(StrEnum):
    """How a listing comes back once the seller has contested."""

    WINDOW = "window"  # the clock restores it unless a suit is reported
    WAIT = "wait_then_lift"  # the clock restores it after a wait unless a suit or complaint is reported
    REVIEW = "review"  # a person decides, no clock


class CounterName(StrEnum):
    """What the seller's contesting is called."""

    COUNTER_NOTICE = "counter_notice"
    DECLARATION = "declaration"
    ANSWER = "answer"
    APPEAL = "appeal"


class Disclosed(StrEnum):
    """Whether one party learns who another is."""

    YES = "yes"
    IF_NECESSARY = "if_necessary"
    OPTIONAL = "optional"
    NO = "no"


class Act(StrEnum):
    """The acts for which a person signs declarations."""

    NOTICE = "notice"
    COUNTER = "counter"
    APPEAL = "appeal"


class Side(StrEnum):
    """The outcomes a reason may be given for."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    SEND_BACK = "send_back"


class Ground(StrEnum):
    """What a restriction rests on (DSA Art. 17(3)(d) and (e))."""

    LAW = "law"
    TERMS = "terms"


@dataclass(frozen=True, kw_only=True)
class ElementKind:
    """An entry of the element library: what a form can ask for."""

    label: str
    type: str
    minimum: int = 0


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing a notice or a counter-notice has to contain."""

    key: str
    required: bool
    ref: str
    core: bool = False  # must be there before we owe the sender help with the rest (17 USC 512(c)(3)(B)(ii))
    label: str = field(default="", metadata={"filled": True})
    type: str = field(default="", metadata={"filled": True})


@dataclass(frozen=True, kw_only=True)
class Tolling:
    """Time that does not count, up to a limit."""

    reason: str
    max: int
    unit: Unit
    calendar: str
    ref: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One time limit: what starts it, how it is counted, what stops it, and where it is written."""

    key: str
    kind: DeadlineKind
    trigger: str
    ref: str
    verification: Verification
    min: int | None = None
    max: int | None = None
    unit: Unit | None = None
    calendar: str = ""
    rolls: bool = False  # a last day that is no working day moves to the next one
    blocked_by: tuple[str, ...] = ()
    text: str = ""
    policy_default: bool = False  # our own choice, not law: pages must say so
    extension_max: int | None = None
    tolling: Tolling | None = None
    regime: str = field(default="", metadata={"filled": True})
    zone: str = field(default="", metadata={"filled": True})
    rule_version: str = field(default="", metadata={"filled": True})


@dataclass(frozen=True, kw_only=True)
class StopEvent:
    """Something the owner reports that keeps a listing hidden."""

    key: str
    label: str
    ref: str
    verification: Verification


@dataclass(frozen=True, kw_only=True)
class Counter:
    """How the seller contests, and what the other side gets to see of it."""

    allowed: bool
    name: CounterName
    put_back: PutBack
    elements: tuple[Element, ...]
    passed_on: tuple[str, ...]
    identity_passed_on: bool
    filing: str = ""  # key of the deadline by which to file; empty: the law sets none
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signed:
    """The declarations each act demands, by code."""

    notice: tuple[str, ...]
    counter: tuple[str, ...]
    appeal: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sla:
    """Our own targets where the law gives no number."""

    policy_default: bool
    decide_hours: int | None = None
    appeal_hours: int | None = None


@dataclass(frozen=True, kw_only=True)
class Communication:
    """Who is told what, and when."""

    to: str
    when: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A warning shown before an act; `record` means we keep that it was shown."""

    code: str
    act: Act
    kinds: tuple[RightKind, ...]
    text: str
    ref: str
    record: bool = True


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What the seller may see of the people behind a notice."""

    owner: Disclosed
    agent: Disclosed
    person: Disclosed
    forwards_notice: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Regime:
    """One body of rules: a statute's procedure, or our own where there is none."""

    code: str
    version: str
    title: str
    jurisdictions: tuple[str, ...]
    kinds: tuple[RightKind, ...]
    nature: Nature
    verification: Verification
    refs: tuple[str, ...]
    zone: str
    notice_rule: str
    notice: tuple[Element, ...]
    counter: Counter
    deadlines: tuple[Deadline, ...]
    declarations: Signed
    identity: Identity
    sla: Sla
    told: tuple[Communication, ...]
    link: str = ""  # where its text can be read
    hears_seller_first: bool = False
    weighty: bool = False
    stop_events: tuple[StopEvent, ...] = ()
    warnings: tuple[Warned, ...] = ()
    records: tuple[str, ...] = ()
    sanctions: tuple[str, ...] = ()

    def deadline(self, key: str) -> Deadline | None:
        return next((each for each in self.deadlines if each.key == key), None)

    def element(self, key: str) -> Element | None:
        return next((each for each in self.notice if each.key == key), None)

    def demands(self, key: str) -> bool:
        """Whether a notice must contain this element."""
        element = self.element(key)
        return element is not None and element.required

    def warnings_for(self, act: str, kind: str) -> tuple[Warned, ...]:
        return tuple(each for each in self.warnings if each.act == act and kind in each.kinds)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """A statement a person signs, in the words of one version."""

    code: str
    version: str
    short: str
    text: str
    perjury: bool = False


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a claim was upheld or rejected, and what would cure it."""

    code: str
    version: str
    side: Side
    group: str
    kinds: tuple[RightKind, ...]
    title: str
    text: str
    cure: str
    refile: bool
    needs_info: bool = False
    severity: str = "none"
    ground: Ground | None = None
    points: int = field(default=0, metadata={"filled": True})


@dataclass(frozen=True, kw_only=True)
class Defence:
    """Why a listing may be allowed, in the seller's words, with the proof that helps and the reasons it points to."""

    code: str
    version: str
    kinds: tuple[RightKind, ...]
    label: str
    hint: str
    helps: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Infringed:
    """A kind of right as a statement in the DSA's structure names it; `union_`: as registered by the Union's office."""

    keyword: str
    law: str
    why: str
    other: str = ""  # where the database has no keyword of its own
    url: str = ""
    union_law: str = ""
    union_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Dsa:
    """The words of statements in the structure of the DSA's transparency database."""

    version: str
    kinds: Mapping[RightKind, Infringed]
    terms: str
    facts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which days are working days somewhere, and how far the data can be trusted."""

    label: str
    source: str  # country | market, in the words of the holidays library
    name: str
    published_until: int  # later years are the library's guess
    note: str
    subdivision: str = ""


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything in the policy folder, read once."""

    elements: Mapping[str, ElementKind]
    regimes: Mapping[str, Regime]
    declarations: Mapping[tuple[str, str], Declaration]
    reasons: Mapping[str, Reason]
    defences: Mapping[str, Defence]
    dsa: Dsa
    checklists: Mapping[str, Checklist]
    calendars: Mapping[str, Calendar]
    ladder: Ladder
    thresholds: Thresholds
    sampling: Sampling
    patience: Patience
    tiers: Tiers
    limits: Limits
    routing: Routing
    team: Team
    webhooks: Webhooks
