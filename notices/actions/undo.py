"""Undoing one's own decision before anything has left the house."""

from django.utils.translation import gettext as _

from docket import clock, transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from docket.undo import undo_many
from enforcement import actions as enforcement
from notices import queues, undoing
from notices.actions import deed as deeds
from notices.models import Claim, Notice, Undo


@transaction.atomic
def undo(*, by: Actor, deed: str) -> Notice:
    """Everything is as it was before the deed, and nothing that it owed is ever sent. Raises NotAllowed or NotOpen."""
    rows = list(Undo.objects.select_for_update(of=("self",)).select_related("notice").filter(deed=deed, by=by.user_id))
    if not rows or any(row.undone_at for row in rows):
        raise NotAllowed(_("There is nothing of yours to undo here."))
    claims = deeds.locked(list(Claim.objects.filter(pk__in=[pk for row in rows for pk in row.claims])))
    undo_many(claims, by=by, act=deed)
    enforcement.undo(by=by, sources=[claim.public_id for claim in claims], since=min(row.until for row in rows))
    for row in rows:
        row.words = undoing.take_back_words(row)
        undoing.put_back(row)
        row.undone_at = clock.now()
        row.save(update_fields=["words", "undone_at"])
    notices = deeds.notices_of(claims)
    queues.refresh(notices)
    stands = deeds.locked(claims)[0].waits_as  # as which they wait again; unless somebody else has them, back in hand
    queues.take_up_many(by=by, notices=notices, queue=queues.QUEUE_OF_STATE.get(stands, ""))
    return rows[0].notice
