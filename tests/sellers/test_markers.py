"""What a seller gets to know of the other side: marks planted in every field appear exactly where the regime says so.

Looked for in pages, mails, the inbox, the API, the record as PDF, and the page that the link in the mail shows.
"""

import re

import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from docket.models import Entry
from notices import actions, cases, queues
from notices.actions import Verdict
from notices.filing import Filing, Reported, Sworn, declarations_for, regimes_in
from notices.letters import tell
from notices.marking import Marked
from notices.models import Claim
from notifications.models import Notification
from tests import cast
from tests.api.partner import Partner
from tests.notices import stories
from tests.sellers.test_cases import page_of, signed_in

pytestmark = pytest.mark.django_db
ALL = frozenset(
    {"us-dmca-512", "us-trademark-policy", "us-patent-policy", "eu-dsa", "uk-ecr", "cn-ecl", "default-policy"}
)
NONE: frozenset[str] = frozenset()
# Field of the complainant → the regimes under which the seller learns it (law.md 9.1; policy/regimes/*.yaml).
TABLE = {
    "OwnerName": ALL,
    "owneremail": frozenset({"cn-ecl", "us-patent-policy"}),
    "OwnerPhone": NONE,
    "OwnerAddress": NONE,
    "AgentName": frozenset({"cn-ecl"}),
    "agentemail": NONE,
    "AgentPhone": NONE,
    "AgentAddress": NONE,
    "PersonName": NONE,
    "personemail": NONE,
    "SignatureName": NONE,
    "NoticeWords": ALL,
    "ListingWords": ALL,
    "RegionNote": ALL,
    "EvidenceName": NONE,
    "EvidenceContent": NONE,
    "PartnerReference": NONE,
    "PrivateNote": NONE,
    "ReviewersNote": NONE,
}
CASES = [
    ("us-dmca-512", "US", "copyright"),
    ("us-trademark-policy", "US", "trademark"),
    ("us-patent-policy", "US", "patent"),
    ("eu-dsa", "DE", "copyright"),
    ("uk-ecr", "GB", "counterfeit"),
    ("cn-ecl", "CN", "copyright"),
    ("default-policy", "JP", "copyright"),
]


def mark(name: str) -> str:
    return f"Planted{name}Z"


def mail_of(name: str) -> str:
    return f"planted{name}z@planted.example"


def planted(market: str, kind: str) -> list[Claim]:
    """Filed by an agent's person for the owner, with a mark in every field."""
    owner, agent = cast.mara(), cast.paul()
    assert owner.organisation and agent.organisation
    for who, organisation in (("Owner", owner.organisation), ("Agent", agent.organisation)):
        organisation.name, organisation.email = mark(f"{who}Name"), mail_of(f"{who.lower()}email")
        organisation.phone, organisation.address = mark(f"{who}Phone"), mark(f"{who}Address")
        organisation.save()
    agent.user.name, agent.user.email = mark("PersonName"), mail_of("personemail")
    agent.user.save()
    right = cast.right(owner, kind={"counterfeit": "trademark"}.get(kind, kind), title="Lamp", territories=[market])
    cast.mandate(owner, agent)
    lamp = cast.listing(market=market)
    file = cast.evidence(agent, name=f"{mark('EvidenceName')}.txt", content=mark("EvidenceContent").encode())
    region = Marked("title", start=0, end=5, note=mark("RegionNote"))
    filing = Filing(
        filer=agent.organisation,
        owner=owner.organisation,
        claim_type=kind,
        right=right,
        listings=[Reported(lamp, mark("ListingWords"), [file], [region])],
        explanation=mark("NoticeWords"),
        evidence=[file],
        signature_name=mark("SignatureName"),
        capacity="agent",
        partner_reference=mark("PartnerReference"),
        filed_by=agent.user,
    )
    asked = [Sworn(each.code, each.version) for each in declarations_for(regimes_in(filing))]
    notice = actions.submit(by=agent.actor, filing=Filing(**{**filing.__dict__, "declarations": asked}))
    claims = stories.claims_of(notice)
    actions.note(by=cast.amina().actor, notice=notice, text=mark("ReviewersNote"))
    actions.write_board(by=cast.amina().actor, notice=notice, text=mark("Whiteboard"))
    return claims


def decided(claims: list[Claim], regime: str) -> list[Claim]:
    """Heard first where the rules say so, then upheld; a patent by two people."""
    by = cast.amina().actor
    if regime == "us-patent-policy":
        stories.taken_up(claims)
        actions.hear_seller(by=by, claims=claims)
        actions.seller_answers(by=cast.nils().actor, claims=claims, answer="Ours works in another way.")
    stories.taken_up(stories.again(claims))
    verdict = Verdict("X-01", "The listing is not allowed.", mark("PrivateNote"))
    actions.decide(by=by, claims=claims, outcome="uphold", verdict=verdict)
    claims = stories.again(claims)
    if claims[0].state == "held":
        queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="second_look")
        actions.confirm(by=cast.tomas().actor, claims=claims)
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)
    return stories.again(claims)


def surfaces(claims: list[Claim]) -> dict[str, str]:
    """Everything that the seller can read, under a name."""
    client, found = signed_in(cast.nils()), {}
    here = page_of(claims)
    paths = [
        here + each for each in ("", "reported/", "compare/", "decision/", "dates/", "edit/", "accept/", "more-time/")
    ]
    paths += [here + f"answer/{each}/" for each in ("why", "proof", "check")]
    paths += [here + "talk/", "/cases/", "/cases/standing/", reverse("inbox")]
    paths += [reverse("message", args=[each.pk]) for each in Notification.objects.filter(recipient=cast.nils().user)]
    client.post(here + "answer/why/", {"defence": "other"})
    client.post(here + "answer/proof/", {"explanation": "Mine."})
    for path in paths:
        found[path] = client.get(path, follow=True).content.decode()
    document = pypdfium2.PdfDocument(client.get(here + "record.pdf").content)
    found["record.pdf"] = " ".join(page.get_textpage().get_text_range() for page in document)
    for n, sent in enumerate(each for each in mail.outbox if each.to == ["nils@nordicmugs.example"]):
        found[f"mail {n}"] = f"{sent.subject} {sent.body} {sent.alternatives[0][0]} {sent.extra_headers}"  # type: ignore[attr-defined]
    links = [each for text in found.values() for each in re.findall(r"/c/[\w-]{32}/", text)]
    found["link"] = Client().get(links[-1]).content.decode()
    shop = Partner(cast.nils())
    found["api list"] = shop.get("/claims").content.decode()
    found["api one"] = shop.get(f"/claims/{claims[0].public_id}").content.decode()
    return found


@pytest.mark.parametrize(("regime", "market", "kind"), CASES, ids=[each[0] for each in CASES])
def test_a_mark_appears_exactly_where_the_regime_says_so(regime: str, market: str, kind: str) -> None:
    claims = decided(planted(market, kind), regime)
    assert claims[0].regime == regime
    read = surfaces(claims)
    for field, regimes in TABLE.items():
        sought = mail_of(field) if field.endswith("email") else mark(field)
        where = [name for name, text in read.items() if sought.lower() in text.lower()]
        if regime in regimes:
            assert where, f"{field} is told under {regime}"
        else:
            assert not where, f"{field} is not told under {regime}"
    # Where something is told, a link that anybody may hold tells no words and no address of a person all the same.
    for field in ("owneremail", "NoticeWords", "ListingWords", "RegionNote", "AgentName"):
        assert mark(field).lower() not in read["link"].lower()
        assert mail_of(field).lower() not in read["link"].lower()


@pytest.mark.parametrize(("regime", "market", "kind"), CASES[:2], ids=["us-dmca-512", "us-trademark-policy"])
def test_another_shop_reads_none_of_it(regime: str, market: str, kind: str) -> None:
    claims = decided(planted(market, kind), regime)
    client, shop = signed_in(cast.yara()), Partner(cast.yara())
    for path in ("", "reported/", "decision/", "dates/", "talk/", "record.pdf"):
        assert client.get(page_of(claims) + path).status_code == 404
    for text in (shop.get("/claims").content, shop.get(f"/claims/{claims[0].public_id}").content):
        assert b"Planted" not in text
    assert cases.reference(claims[0].notice) not in client.get("/cases/").content.decode()


def test_the_table_names_every_regime() -> None:
    from policy import regimes

    assert {each.code for each in regimes.all()} == ALL == {regime for regime, _market, _kind in CASES}
    for code in ALL:
        identity = regimes.get(code).identity
        assert (code in TABLE["owneremail"]) == identity.forwards_notice
        assert (code in TABLE["AgentName"]) == (identity.agent == "yes")
        assert (code in TABLE["OwnerName"]) == (identity.owner != "no")
        assert identity.person == "no"
