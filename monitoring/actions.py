"""What an owner does about an offer that looks like a removed one, and about watching a right."""

from accounts.models import Organisation, User
from docket import transaction
from docket.actors import SYSTEM, Actor
from docket.errors import NotOpen
from docket.models import Entry
from docket.take import check, take, take_many
from monitoring import words
from monitoring.models import Sighting, Watch
from monitoring.watching import end
from notices.models import Claim, Draft


@transaction.atomic
def prepare_notice(*, by: Actor, sighting: Sighting, organisation: Organisation, user: User) -> Draft:
    """A draft of the notice, linked to the old decision. Nothing is sent before somebody signs it; asked again, the
    same draft is given."""
    locked = locked_one(sighting)
    check(locked.procedure["report"], locked, by=by, after=None, facts={})
    if locked.watch.right is None:
        raise NotOpen("report", locked.state)
    known = locked.draft
    if known is not None and known.notice_id is None and known.organisation_id == organisation.pk:
        return known
    content = words.draft_of(locked, organisation, user.language)
    draft = Draft.objects.create(organisation=organisation, user=user, changed_by=user, content=content)
    Sighting.objects.filter(pk=locked.pk).update(draft=draft)
    return draft


def locked_one(sighting: Sighting) -> Sighting:
    papers = ("watch__right", "fingerprint__claim__notice", "listing", "draft")
    return Sighting.objects.select_for_update(of=("self",)).select_related(*papers).get(pk=sighting.pk)


@transaction.atomic
def note_report(*, claim: Claim, by: Actor = SYSTEM) -> list[Entry]:
    """A notice linked to an old decision was sent: whatever was sighted of this offer is reported by it."""
    rows = Sighting.objects.select_for_update(of=("self",)).select_related("watch")
    found = list(rows.filter(owner=claim.notice.owner, listing=claim.listing, state="new").order_by("pk"))
    entries = take_many("report", found, by=by, claim=claim.public_id)
    Sighting.objects.filter(pk__in=[each.pk for each in found]).update(claim=claim)
    return entries


@transaction.atomic
def dismiss(*, by: Actor, sighting: Sighting, because: str, after: int | None = None) -> Entry:
    """It is another offer; the owner says why, and does not hear of it again."""
    entry = take("dismiss", sighting, by=by, after=after)
    Sighting.objects.filter(pk=sighting.pk).update(dismissed_because=because[:500], decided_by_id=by.user_id)
    return entry


@transaction.atomic
def stop(*, by: Actor, watch: Watch) -> Entry:
    """No more news of this right; what is open ends."""
    entry = take("stop", watch, by=by)
    end(Sighting.objects.filter(watch=watch), "stopped")
    return entry


@transaction.atomic
def resume(*, by: Actor, watch: Watch) -> Entry:
    """Watch the right again, from now on."""
    return take("resume", watch, by=by)
