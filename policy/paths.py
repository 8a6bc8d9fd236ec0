"""What a seller can do against a decision, in words, and what the other side gets to see of it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policy import declarations
from policy.types import Act, CounterName, Deadline, Declaration, Regime, RightKind

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class SellerPath:
    """One way to contest: its name, the step it takes, its words and its consequences."""

    kind: CounterName
    step: str  # the claim's step: counter, or appeal_takedown
    act: Act  # for the declarations
    title: Words
    explain: Words
    button: Words
    passed_on: tuple[str, ...]
    identity_passed_on: bool
    filing: Deadline | None  # None: the law sets no last day
    put_back: Deadline | None  # None: a person decides, no clock
    declarations: tuple[Declaration, ...]


_WORDS: dict[CounterName, tuple[Words, Words, Words]] = {
    CounterName.COUNTER_NOTICE: (
        _("Send a counter-notice"),
        _(
            "A counter-notice is a legal document. The owner will get your name, address and phone number. They may go"
            " to court. If they do not tell us that they did, your listing comes back after 10 to 14 working days."
        ),
        _("Go on with a counter-notice"),
    ),
    CounterName.DECLARATION: (
        _("Send a declaration"),
        _(
            "You declare that your listing does not infringe the right, with first evidence. We pass your declaration"
            " on to the owner. If we hear of no complaint or court case within 15 days after it reached the owner, your"
            " listing comes back."
        ),
        _("Send my declaration"),
    ),
    CounterName.ANSWER: (
        _("Say why the listing is allowed"),
        _(
            "A person who did not make the first decision reads your answer and decides again. Your listing stays"
            " hidden until then."
        ),
        _("Send my answer"),
    ),
    CounterName.APPEAL: (
        _("Appeal this decision"),
        _(
            "An appeal is free. A person who did not make the first decision looks at everything again and tells you"
            " why. Your listing stays hidden until then."
        ),
        _("Send my appeal"),
    ),
}

_BY_THE_CLOCK = (CounterName.COUNTER_NOTICE, CounterName.DECLARATION)


def seller_path(regime: Regime, claim_type: str) -> SellerPath:
    """How a seller contests a decision on a claim of this type under this regime."""
    if RightKind(claim_type) not in regime.kinds:
        raise ValueError(f"{regime.code} does not cover {claim_type}")
    name = regime.counter.name
    title, explain, button = _WORDS[name]
    clocked = name in _BY_THE_CLOCK
    act = Act.COUNTER if clocked else Act.APPEAL
    return SellerPath(
        kind=name,
        step="counter" if clocked else "appeal_takedown",
        act=act,
        title=title,
        explain=explain,
        button=button,
        passed_on=regime.counter.passed_on,
        identity_passed_on=regime.counter.identity_passed_on,
        filing=regime.deadline(regime.counter.filing),
        put_back=regime.deadline("put_back") if clocked else None,
        declarations=tuple(declarations.required(regime, act)),
    )
