"""What weighs: the facts behind policy/thresholds.yaml, read for the claims of one deed, notice by notice."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Count

from notices import precedents
from notices.models import Claim, Notice
from notices.standing import filers, sellers
from policy import regimes, weighty
from policy.house_rules import Weight
from policy.tiers import Line
from policy.weighty import WeighedFacts


def codes(claims: Sequence[Claim], *, reason: str = "", against: Collection[int] | None = None) -> dict[int, list[str]]:
    """Notice → the rules that ask for a second person before these claims are upheld; notices that weigh nothing too.

    `against` names the claims like which another was decided the other way, where the caller knows. The number of
    queries does not grow with claims or notices, only with the filers and only until their records are remembered.
    """
    if against is None:
        against = precedents.against(claims, upheld=True, reason=reason)
    notices = {claim.notice_id: claim.notice for claim in claims}
    told = _Told(claims, list(notices.values()), reason, against)
    return {pk: [str(rule.code) for rule in weighty.rules_met(told.of(notice))] for pk, notice in notices.items()}


def of_all(claims: Sequence[Claim], *, reason: str = "", against: Collection[int] | None = None) -> list[str]:
    """The rules that any of these claims meets, each once."""
    met = codes(claims, reason=reason, against=against).values()
    return list(dict.fromkeys(code for each in met for code in each))


def why(claims: Sequence[Claim], *, reason: str = "", against: Collection[int] | None = None) -> list[str]:
    """Why these claims need a second person, in words; empty when one may decide."""
    return weighty.in_words(of_all(claims, reason=reason, against=against))


class _Told:
    """The facts about the claims of one deed, read once for all of their notices."""

    def __init__(
        self, claims: Sequence[Claim], notices: Sequence[Notice], reason: str, against: Collection[int]
    ) -> None:
        self.claims: dict[int, list[Claim]] = {}
        for claim in claims:
            self.claims.setdefault(claim.notice_id, []).append(claim)
        self.against = against
        self.listings = _listings(notices)
        self.decided = _decided(notices, self.listings)
        self.competing = _competing(claims)
        self.reaching = sellers.reaching_account_measures(claims, reason)
        filed_by = {notice.filer_id: notice.filer for notice in notices}
        self.trust = {pk: filers.trust(filer) for pk, filer in filed_by.items()}

    def of(self, notice: Notice) -> WeighedFacts:
        mine = self.claims[notice.pk]
        tier, line = self.trust[notice.filer_id]
        return WeighedFacts(
            claim_type=notice.claim_type,
            listings=self.listings[notice.pk],
            registered=bool(notice.right and notice.right.number) or notice.claim_type == "copyright",
            decided_before=self.decided.get(notice.filer_id),
            competing_claims=any(self.competing.get(c.listing_id, set()) - {notice.owner_id} for c in mine),
            regime_weighty=any(regimes.get(c.regime).weighty for c in mine),
            filer_often_wrong=line is not Line.ORDINARY,
            tier=tier,
            deviates=any(c.pk in self.against for c in mine),
            account_measure=any(c.seller_id in self.reaching for c in mine),
        )


def _listings(notices: Sequence[Notice]) -> dict[int, int]:
    """How many listings each notice names, also where only some are decided now: a hundred and one stay many."""
    rows = Claim.objects.filter(notice__in=[n.pk for n in notices]).order_by().values("notice")
    return {row["notice"]: row["n"] for row in rows.annotate(n=Count("pk"))}


DECIDED = """
SELECT f, (SELECT count(*) FROM (
    SELECT FROM notices_notice n JOIN notices_claim c ON c.notice_id = n.id
    WHERE n.filer_id = f
      AND EXISTS (SELECT FROM notices_decision d WHERE d.claim_id = c.id AND d.decided_at IS NOT NULL)
    LIMIT %(most)s) AS found)
FROM unnest(%(filers)s::bigint[]) AS f
"""


def _decided(notices: Sequence[Notice], listings: Mapping[int, int]) -> dict[int, int]:
    """Filer → how many of its claims were decided so far, counted no further than the rule asks, where it asks."""
    rule = weighty.rule_for(Weight.FIRST_TIME_FILER)
    large = {n.filer_id for n in notices if rule and (rule.more_than is None or listings[n.pk] > rule.more_than)}
    if rule is None or rule.decided_below is None or not large:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, {"filers": sorted(large), "most": rule.decided_below})
        return dict(cursor.fetchall())


def _competing(claims: Sequence[Claim]) -> Mapping[int, set[int]]:
    """Listing → the owners with an open claim on it."""
    rows = Claim.objects.open().filter(listing__in={c.listing_id for c in claims}).order_by()
    found: dict[int, set[int]] = {}
    for listing, owner in rows.values_list("listing", "notice__owner").distinct():
        found.setdefault(listing, set()).add(owner)
    return found
