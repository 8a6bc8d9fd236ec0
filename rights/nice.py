"""The classes of the Nice Classification with short headings of our own, in the edition in force."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

EDITION = "13"  # in force since 1 January 2026
HEADINGS: dict[int, Any] = {
    1: _("Chemicals for industry and science"),
    2: _("Paints, varnishes, dyes"),
    3: _("Cosmetics, perfumes, cleaning products"),
    4: _("Oils, fuels, candles"),
    5: _("Medicines, dietary products, plasters"),
    6: _("Metals and simple metal goods"),
    7: _("Machines, motors, machine tools"),
    8: _("Hand tools, cutlery, razors"),
    9: _("Electronics, software, instruments"),
    10: _("Medical devices"),
    11: _("Lamps, heating, cooling, cooking, water supply"),
    12: _("Vehicles and their parts"),
    13: _("Firearms, fireworks"),
    14: _("Jewellery, watches, precious metals"),
    15: _("Musical instruments"),
    16: _("Paper, printed matter, stationery, art prints"),
    17: _("Rubber, plastics in semi-finished form, insulation"),
    18: _("Leather goods, bags, umbrellas"),
    19: _("Building materials, not of metal"),
    20: _("Furniture, mirrors, frames"),
    21: _("Household and kitchen utensils, glass, ceramics"),
    22: _("Ropes, nets, tents, raw fibres"),
    23: _("Yarns and threads"),
    24: _("Textiles, bed and table linen"),
    25: _("Clothing, shoes, hats"),
    26: _("Lace, ribbons, buttons, hair decorations"),
    27: _("Carpets, mats, wall hangings"),
    28: _("Games, toys, sports goods"),
    29: _("Meat, fish, dairy, preserved food"),
    30: _("Coffee, tea, bread, sweets, spices"),
    31: _("Fresh fruit and vegetables, plants, animals, feed"),
    32: _("Beer, soft drinks, juices"),
    33: _("Wine and spirits"),
    34: _("Tobacco and smokers' goods"),
    35: _("Advertising, retail, business services"),
    36: _("Finance, insurance, real estate"),
    37: _("Building, repair, installation"),
    38: _("Telecommunications"),
    39: _("Transport, storage, travel"),
    40: _("Treatment of materials"),
    41: _("Education, entertainment, sport, culture"),
    42: _("Science, technology, software services"),
    43: _("Restaurants, hotels"),
    44: _("Medical, beauty and agricultural services"),
    45: _("Legal, security and personal services"),
}


def named(classes: Iterable[int]) -> list[str]:
    """“11 Lamps, heating, cooling …” for each."""
    return [f"{number} {HEADINGS[number]}" for number in classes if number in HEADINGS]
