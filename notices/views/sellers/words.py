"""How a case reads to its seller: the first line, the tags, and what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, npgettext_lazy

from notices import words
from notices.cases import Case
from notices.models import Decision
from notices.procedure import HIDDEN, UNDECIDED
from notices.ways import Way, of_claim
from notices.words import Said
from policy.types import CounterName, Regime, Unit

# With a context: the same words stand alone as a state's, and a file of translations keeps one of the two.
HIDDEN_STILL = npgettext_lazy("head", "Your listing stays hidden", "%(n)d of your listings stay hidden", "n")
VISIBLE_AGAIN = npgettext_lazy("head", "Your listing is visible again", "%(n)d of your listings are visible again", "n")
VISIBLE_STILL = npgettext_lazy("head", "Your listing stays visible", "%(n)d of your listings stay visible", "n")
HEADS: Mapping[str, Any] = {
    "awaiting_seller": gettext_lazy("Tell us your side before we decide"),
    "upheld": ngettext_lazy("One of your listings is hidden for now", "%(n)d of your listings are hidden for now", "n"),
    "mended": gettext_lazy("We are looking at your change"),
    "appealed_takedown": gettext_lazy("Another person is looking again"),
    "in_court": ngettext_lazy("Your listing stays hidden for now", "%(n)d of your listings stay hidden for now", "n"),
    "submitted": gettext_lazy("A person is deciding now"),
    "escalated": gettext_lazy("A person is deciding now"),
    "held": gettext_lazy("A person is deciding now"),
    "incomplete": gettext_lazy("Nothing is decided yet"),
    "paused": gettext_lazy("The notice is on hold"),
    "removed_for_good": HIDDEN_STILL,
    "restored": VISIBLE_AGAIN,
    "retracted": gettext_lazy("The owner took the notice back"),
    "rejected": VISIBLE_STILL,
    "appealed_rejection": VISIBLE_STILL,
    "lapsed": VISIBLE_STILL,
    "forwarded": gettext_lazy("The owner sent you a notice"),
}
IN_HAND = Said("info", "eye", "")  # states that the vocabulary keeps from sellers who were never asked
TITLES = {
    CounterName.COUNTER_NOTICE: gettext_lazy("Send a counter-notice"),
    CounterName.DECLARATION: gettext_lazy("Send a declaration"),
}


def head(case: Case) -> str:
    """The first line of the page says the result."""
    if case.closed:
        return _("You closed this case")
    if case.state == "countered":
        paper = of_claim(case.leading[0]).kind == CounterName.COUNTER_NOTICE
        return _("We have your counter-notice") if paper else _("We have your declaration")
    return str(HEADS[case.state] % {"n": len(case.leading)})


def tag(state: str, **facts: Any) -> Said:
    said = words.of(state, "seller", **facts)
    return said if said.text else Said(IN_HAND.tone, IN_HAND.icon, _("A person is deciding"))


def status(case: Case, **facts: Any) -> Said:
    """The tag beside the first line: it adds to that line and does not repeat it."""
    said = tag(case.state, n=len(case.leading), **facts)
    if case.state in HIDDEN:
        text = said.text if facts.get("returns_on") else _("Hidden for now")
        text = _("Hidden") if case.closed else text
    elif case.state in {"awaiting_seller", *UNDECIDED, "held", "incomplete", "paused"}:
        text = _("Nothing is hidden")
    else:
        return Said("ok", "tick", _("Buyers can see it"))  # good news for a seller, however the notice ended
    return Said(said.tone, said.icon, text)


def judged(case: Case, decisions: Sequence[Decision]) -> str:
    """Who looked and with what result; empty while nobody has decided."""
    if case.state == "removed_for_good":
        return _("The court or authority decided for the owner.")
    if not decisions:
        return ""
    outcomes = {decision.outcome for decision in decisions}
    if Decision.Outcome.UPHELD in outcomes:
        software = all(decision.automated for decision in decisions)
        return "" if software else _("One of our reviewers looked at the notice and agreed.")
    if Decision.Outcome.REJECTED in outcomes:
        return _("One of our reviewers looked at the notice and did not agree.")
    if all(decision.automated for decision in decisions):
        return _("You answered, the wait that the law sets is over, and nothing stopped the return.")
    return _("We looked again and changed our decision.")


def seen(state: str, where: str) -> str:
    """Whether buyers see the listing."""
    if state in HIDDEN:
        return _("Buyers in %(where)s cannot see it.") % {"where": where} if where else _("Buyers cannot see it.")
    return _("Buyers can see it.")


def title_of(way: Way) -> str:
    """What the button says. Only where the law has a counter-notice is it called one."""
    if way.hearing:
        return _("Tell us your side")
    if title := TITLES.get(way.path.kind):
        return str(title)
    return _("Say why it is allowed")


def title_for(way: Way, n: int) -> str:
    """The same where a case falls under several laws: it says for how many listings."""
    text = ngettext("%(what)s (%(n)d listing)", "%(what)s (%(n)d listings)", n)
    return text % {"what": title_of(way), "n": n}


def decided_then(regime: Regime) -> str:
    """Who decides after an answer, and how soon where we promise a number."""
    rule = regime.deadline("appeal_decide")
    if rule is None or rule.max is None or rule.unit is not Unit.BUSINESS_DAY:
        return _("After your answer a different person decides and tells you why")
    text = ngettext(
        "Within %(n)d working day after your answer, a different person decides and tells you why",
        "Within %(n)d working days after your answer, a different person decides and tells you why",
        rule.max,
    )
    return text % {"n": rule.max}


def send_words(way: Way, *, ordinary: bool) -> str:
    """The last button says what it sends."""
    if way.signed and not ordinary:
        return _("Send my counter-notice") if way.paper else _("Send my declaration")
    return _("Send my answer")
