"""Who works on what as the demo begins: two cases given with a note, one asked for, a colleague on a break, skills."""

from accounts.models import User
from docket.actors import Actor
from ipr_portal.demo import cast, stage
from notices import actions, colleagues, queues, routing
from notices.models import Dossier, HandOver

GIVEN = "Same photographer as last week: please compare with what was decided then."
WANTED = "I decided the first notice on this design. May I have it?"


def create() -> None:
    """Once."""
    if HandOver.objects.exists():
        return
    amina, tomas, bo = (cast.staff(name) for name in ("amina", "tomas", "bo"))
    for each in (amina, bo):
        colleagues.at_work(each)
    routing.set_skills(by=tomas, user=person(amina), skills=["technical"])
    routing.set_skills(by=tomas, user=person(tomas), skills=["technical", "chinese"])
    waiting = Dossier.objects.filter(queue="review", held_by__isnull=True).order_by(*queues.ORDER)
    mine = queues.open_to(user=amina.user_id or 0, dossiers=list(waiting.values_list("pk", flat=True)))
    actions.assign(by=tomas, cases=list(waiting.filter(pk__in=mine)[2:4]), to=person(amina), text=GIVEN)
    held = queues.start_next(by=amina, away=colleagues.away())
    if held is not None:
        actions.ask_for(by=tomas, notice=held.notice, queue="review", text=WANTED)
    actions.take_break(by=bo)
    stage.deliver()


def person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)
