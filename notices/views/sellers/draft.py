"""An answer between its screens: kept in the session, so that nothing is sent before the last button."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.http import HttpRequest

from accounts.models import Organisation
from notices.cases import Case
from notices.models import Claim
from notices.ways import Way
from rights.models import Evidence


@dataclass
class Draft:
    """What the seller has typed for one way of one case."""

    defence: str = ""
    explanation: str = ""
    evidence: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    ordinary: bool = False  # an appeal instead of the legal paper
    warned: bool = False  # has read what the owner will get

    def covers(self, way: Way) -> list[Claim]:
        """The chosen listings that can still be answered for; all, if none were chosen."""
        chosen = [claim for claim in way.claims if claim.public_id in self.claims]
        return chosen or list(way.claims)

    def files(self, shop: Organisation) -> list[Evidence]:
        """The shop's own files only, whatever the session says."""
        return list(Evidence.objects.filter(organisation=shop, public_id__in=self.evidence).order_by("pk"))


def key(case: Case, way: Way) -> str:
    return f"answer {case.reference} {way.key}"


def load(request: HttpRequest, case: Case, way: Way) -> Draft:
    kept: Mapping[str, Any] = request.session.get(key(case, way), {})
    return Draft(**{name: kept[name] for name in Draft.__dataclass_fields__ if name in kept})


def save(request: HttpRequest, case: Case, way: Way, draft: Draft) -> None:
    request.session[key(case, way)] = asdict(draft)


def drop(request: HttpRequest, case: Case, way: Way) -> None:
    request.session.pop(key(case, way), None)
