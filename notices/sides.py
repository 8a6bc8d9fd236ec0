"""A listing as one side of components/compare.html, and what reads otherwise on the other side."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from notices import places

Content = Mapping[str, Any]


def side(content: Content, picture_url: Callable[[str], str], note: str = "", **more: Any) -> dict[str, Any]:
    """Title, first picture, price, shop and market of a sealed or living listing."""
    pictures = content.get("images") or []
    url = picture_url(pictures[0]["sha256"]) if pictures else ""
    price = " ".join(filter(None, [content.get("price"), content.get("currency")]))
    shop = (content.get("seller") or {}).get("name", "")
    return {
        "title": content["title"],
        "word": content["title"],
        "image_url": url,
        "zoom_url": url,
        "alt": _("Picture of the listing %(title)s") % {"title": content["title"]},
        "facts": " · ".join(filter(None, [price, shop, places.named([content["market"]])])),
        "note": note,
        **more,
    }
