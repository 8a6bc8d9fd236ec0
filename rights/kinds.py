"""The kinds of right that people enter, and what each of them asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

REGISTERED = ("office", "number", "where", "territories", "registered_on", "valid_until")
LAST = ("connection", "connection_words", "proofs")


@dataclass(frozen=True)
class Kind:
    """One way to enter a right: the fields of its form, those that must be filled, and their own labels."""

    key: str
    kind: str
    title: Any
    hint: Any
    fields: tuple[str, ...]
    required: frozenset[str]
    form: str = ""
    labels: Mapping[str, Any] = field(default_factory=dict)
    hints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def registered(self) -> bool:
        return "office" in self.required

    @property
    def takes_classes(self) -> bool:
        return "nice_classes" in self.fields


def must(names: str) -> frozenset[str]:
    return frozenset(names.split())


MARK = ("title", "image", *REGISTERED, "nice_classes", "description", *LAST)
ON_REGISTER = must("title office number connection")
ALL = (
    Kind(
        key="word-mark",
        kind="trademark",
        form="word",
        title=_("Word mark"),
        hint=_("A name or words, in any writing"),
        fields=tuple(name for name in MARK if name != "image"),
        required=ON_REGISTER,
        labels={
            "title": _("The mark, as the register writes it"),
            "description": _("Goods and services, or anything else"),
        },
    ),
    Kind(
        key="figurative-mark",
        kind="trademark",
        form="figurative",
        title=_("Figurative mark"),
        hint=_("A logo, or words drawn in a special way"),
        fields=MARK,
        required=ON_REGISTER | {"image"},
        labels={
            "title": _("The words in the mark, or a name for it"),
            "image": _("Picture of the mark, as on the register"),
            "description": _("Goods and services, or anything else"),
        },
    ),
    Kind(
        key="other-mark",
        kind="trademark",
        form="other",
        title=_("Another mark"),
        hint=_("A shape, colour, sound, pattern or position"),
        fields=MARK,
        required=ON_REGISTER,
        labels={
            "title": _("A name for the mark"),
            "image": _("Picture of the mark"),
            "description": _("What is the mark?"),
        },
    ),
    Kind(
        key="copyright",
        kind="copyright",
        title=_("Copyright work"),
        hint=_("A photo, drawing, text, film, music or program; no registration needed"),
        fields=(
            "title",
            "work_kind",
            "author",
            "registered_on",
            "url",
            "image",
            "description",
            "where",
            "territories",
            "office",
            "number",
            *LAST,
        ),
        required=must("title work_kind description connection"),
        labels={
            "title": _("Name of the work"),
            "registered_on": _("When was it made or first shown?"),
            "image": _("The original, as a file"),
            "description": _("What is it, and what makes it yours?"),
            "office": _("Copyright office, if it is registered"),
            "number": _("Registration number, if there is one"),
        },
        hints={"image": _("A picture, PDF or text, up to 25 MB. A picture is shown beside the listings.")},
    ),
    Kind(
        key="patent",
        kind="patent",
        title=_("Patent"),
        hint=_("A granted patent, not an application"),
        fields=("title", *REGISTERED, "description", "image", *LAST),
        required=ON_REGISTER,
        labels={
            "title": _("Title of the patent"),
            "number": _("Patent number"),
            "registered_on": _("Granted on"),
            "description": _("What does it protect, in your own words?"),
            "image": _("A drawing from the patent"),
        },
    ),
    Kind(
        key="utility-model",
        kind="utility_model",
        title=_("Utility model"),
        hint=_("Also called petty patent or small invention"),
        fields=("title", *REGISTERED, "description", "image", *LAST),
        required=ON_REGISTER,
        labels={
            "title": _("Title of the utility model"),
            "description": _("What does it protect, in your own words?"),
            "image": _("A drawing from the register"),
        },
    ),
    Kind(
        key="design",
        kind="design",
        title=_("Design"),
        hint=_("How a product looks, registered with its views"),
        fields=("title", "image", "views", *REGISTERED, "description", *LAST),
        required=ON_REGISTER | {"image"},
        labels={
            "title": _("The product, or a name for the design"),
            "image": _("The view that shows it best"),
            "views": _("Its other views"),
            "description": _("What is special about how it looks?"),
        },
    ),
    Kind(
        key="geographical-indication",
        kind="geographical_indication",
        title=_("Geographical indication"),
        hint=_("A name that stands for where a product comes from"),
        fields=("title", *REGISTERED, "description", *LAST),
        required=ON_REGISTER,
        labels={"title": _("The protected name"), "description": _("For which product?")},
    ),
    Kind(
        key="other",
        kind="other_ip",
        title=_("Another right"),
        hint=_("For example an unregistered design or a company name"),
        fields=(
            "title",
            "description",
            "image",
            "where",
            "territories",
            "registered_on",
            "valid_until",
            "office",
            "number",
            *LAST,
        ),
        required=must("title description connection"),
        labels={
            "title": _("A name for it"),
            "registered_on": _("Since when?"),
            "description": _("What is it, and why is it yours?"),
        },
    ),
)
BY_KEY = {kind.key: kind for kind in ALL}


def of(kind: str, form: str = "") -> Kind:
    """The way in which a stored right is shown and changed; a mark of no known form is a word mark."""
    same = [each for each in ALL if each.kind == kind]
    return next((each for each in same if each.form == form), same[0])
