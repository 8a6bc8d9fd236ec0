"""Writing macros: a version is begun, changed, proposed, and published by somebody who did not write it."""

from django.utils.translation import gettext as _

from docket import clock, transaction
from docket.actors import SYSTEM, Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take
from notices import macros
from notices.models import Macro, MacroVersion

WROTE = ("write", "change", "propose")


@transaction.atomic
def begin(
    *,
    by: Actor,
    text: str,
    language: str,
    macro: Macro | None = None,
    name: str = "",
    use: str = "",
    claim_type: str = "",
) -> MacroVersion:
    """A new version in one language, of a new macro or of one that exists. Raises NotAllowed."""
    if by.user_id is None:
        raise NotAllowed(_("A person writes macros."))
    if macro is None:
        if Macro.objects.filter(name=name).exists():
            raise NotAllowed(_("There is a macro of this name already."))
        macro = Macro.objects.create(name=name, use=use, claim_type=claim_type, at=clock.now())
    macro = Macro.objects.select_for_update().get(pk=macro.pk)
    mine = macro.versions.filter(language=language)
    if mine.filter(state__in=["draft", "proposed"]).exists():
        raise NotAllowed(_("A new version in this language is being written already."))
    last = mine.order_by("-number").first()
    version = MacroVersion(
        macro=macro,
        language=language,
        number=last.number + 1 if last else 1,
        text=text,
        by_id=by.user_id,
        at=clock.now(),
    )
    version.save()
    take("write", version, by=by, faults=macros.faults(text))
    return version


@transaction.atomic
def change(*, by: Actor, version: MacroVersion, text: str, after: int | None = None) -> Entry:
    entry = take("change", version, by=by, after=after, faults=macros.faults(text))
    MacroVersion.objects.filter(pk=version.pk).update(text=text)
    return entry


@transaction.atomic
def move(*, by: Actor, version: MacroVersion, step: str, after: int | None = None) -> Entry:
    """Propose, send back, publish or retire. Publishing retires the version before, in the same moment."""
    # The macro's row first: two versions published at once would both find the same one to retire.
    Macro.objects.select_for_update().get(pk=version.macro_id)
    fresh = MacroVersion.objects.select_for_update().get(pk=version.pk)
    if step == "publish":
        wrote = fresh.entries().filter(step__in=WROTE, actor_id__isnull=False)
        writers = sorted({each.actor_id for each in wrote if each.actor_id})
        facts = {"writers": writers, "faults": macros.faults(fresh.text)}
        before = MacroVersion.objects.filter(macro=fresh.macro_id, language=fresh.language, state="published").first()
        if before is not None and by.user_id not in writers:
            take("retire", before, by=SYSTEM)
        return take("publish", fresh, by=by, after=after, **facts)
    return take(step, fresh, by=by, after=after)
