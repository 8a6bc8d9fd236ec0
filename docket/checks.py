"""System checks: the tables of the procedures and the subscriptions must fit together."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from django.utils.module_loading import import_string

from docket import dependencies, outbox
from docket.actors import ROLES
from docket.models import Docketed
from docket.procedure import REGISTRY


@register()
def docketed_models_have_procedures(**_: Any) -> list[Error]:
    errors = []
    for model in apps.get_models():
        if issubclass(model, Docketed):
            procedure = getattr(model, "procedure", None)
            if procedure is None or REGISTRY.get(procedure.subject) is not procedure:
                errors.append(Error(f"{model.__name__} has no registered procedure.", id="docket.E001"))
    return errors


@register()
def steps_name_known_roles(**_: Any) -> list[Error]:
    return [
        Error(f"{procedure.subject}.{s.name} is taken by unknown roles {sorted(unknown)}.", id="docket.E002")
        for procedure in REGISTRY.values()
        for s in procedure.steps
        if (unknown := s.by - ROLES)
    ]


@register()
def subscriptions_resolve(**_: Any) -> list[Error]:
    errors = []
    for (subject, step), names in outbox.subscriptions().items():
        procedure = REGISTRY.get(subject)
        if procedure is None or (step != "*" and step not in procedure.by_name):
            errors.append(Error(f"Nothing is called {subject}.{step}, yet someone subscribes to it.", id="docket.E003"))
        for name in names:
            try:
                import_string(name)
            except ImportError as error:
                errors.append(Error(f"The subscriber {name} cannot be imported: {error}", id="docket.E004"))
    return errors


@register()
def no_dependency_takes_more_than_half(**_: Any) -> list[Error]:
    """A dependency that hangs must leave room for the others."""
    known = dependencies.all()
    total = sum(each.slots for each in known)
    return [
        Error(f"{each.name} takes {each.slots} of {total} slots: more than half.", id="docket.E005")
        for each in known
        if each.slots * 2 > total
    ]
