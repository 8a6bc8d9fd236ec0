"""The cases of the demo: stories.yaml made into moments on the stage."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from accounts.models import Organisation
from ipr_portal.demo import cast, catalogue, deeds, mandates, mishaps, vault
from ipr_portal.demo.data import read
from ipr_portal.demo.stage import Moment
from listings.models import Listing
from notices import actions
from notices.filing import Filing, Reported, Sworn, declarations_for, regimes_in
from notices.marking import Marked
from notices.models import Claim, Notice

BEGIN = 62 * 24.0  # hours before now at which the telling starts
Story = Mapping[str, Any]


def moments() -> Iterator[Moment]:
    yield Moment(BEGIN, mandates.grant_all)
    yield Moment(BEGIN, vault.register_all)
    yield Moment(BEGIN - 24, vault.judge_all)
    yield from mandates.moments()
    yield Moment(30.0, mishaps.mail_comes_back)
    yield Moment(29.0, mishaps.harmful_file)
    yield Moment(3.0, mishaps.letter_stops)
    for story in read("stories"):
        yield Moment(float(story["filed"]), partial(file, story))
        for after, name, said in steps(story):
            yield Moment(float(story["filed"]) - after, partial(act, story["ref"], name, said))


def steps(story: Story) -> Iterator[tuple[float, str, Mapping[str, Any]]]:
    """What follows the notice: hours after it, the deed's name, and its words."""
    for told in story.get("then", []):
        (name,) = set(told) & set(deeds.DEEDS)
        said = told[name] if isinstance(told[name], dict) else {"text": told[name]}
        yield float(told["after"]), name, said


def file(story: Story) -> Notice:
    filer = cast.organisation(story.get("by", story["owner"]))
    owner = cast.organisation(story["owner"])
    person = cast.person_of(filer)
    by_key = filer == cast.organisation(cast.PARTNER)
    filing = Filing(
        filer=filer,
        owner=owner,
        claim_type=story["claim"],
        right=vault.find(story["right"]) if "right" in story else None,
        work=story.get("work"),
        listings=[reported(filer, story, n, each) for n, each in enumerate(listings(story), start=1)],
        explanation=story["says"],
        evidence=[deeds.paper(filer, story.get("proof", "Test purchase"), story["says"])],
        signature_name=person.name,
        capacity="owner" if filer == owner else "agent",
        partner_reference=story["ref"],
        filed_by=None if by_key else person,
        api_key=cast.key()[0] if by_key else None,
    )
    asked = [Sworn(each.code, each.version) for each in declarations_for(regimes_in(filing))]
    return actions.submit(by=cast.acting(filer), filing=Filing(**{**filing.__dict__, "declarations": asked}))


def reported(filer: Organisation, story: Story, ordinal: int, listing: Listing) -> Reported:
    """A listing with what the story says, shows and marks for it alone."""
    own = story.get("own", {}).get(ordinal, {})
    files = [deeds.paper(filer, own["proof"], own.get("says", story["says"]))] if "proof" in own else []
    marks = [mark for told in own.get("marks", []) for mark in marked(listing, told)]
    return Reported(listing, own.get("says", ""), files, marks)


def marked(listing: Listing, told: Mapping[str, Any]) -> Iterator[Marked]:
    """A box on the first picture in thousandths, or words of the title, where the listing has them."""
    note, words = told.get("note", ""), told.get("words", "")
    if words and words in listing.title:
        start = listing.title.index(words)
        yield Marked("title", start=start, end=start + len(words), note=note)
    first = listing.images.first()
    if "box" in told and first is not None:
        x, y, width, height = told["box"]
        yield Marked("picture", first.sha256, x, y, width, height, note=note)


def listings(story: Story) -> list[Listing]:
    named = catalogue.named(story.get("ids", []))
    for goods in story.get("goods", []):
        brand, trade, market, count = goods[:4]
        named += catalogue.unreported(brand, trade, market, goods[4] if len(goods) > 4 else "", count)
    return named


def act(ref: str, name: str, said: Mapping[str, Any]) -> None:
    found = Claim.objects.with_papers().select_related("seller__organisation").filter(notice__partner_reference=ref)
    claims = list(found.order_by("ordinal"))
    if "only" in said:
        claims = [claim for claim in claims if claim.ordinal in said["only"]]
    deeds.DEEDS[name](claims, said)
