"""A receipt as PDF/UA on A4: the same bytes whenever it is asked for, in the scripts of all our languages."""

import json
import logging
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst
from django.utils import translation

from notices.models import Notice
from notices.receipts import contents
from notifications.letters import spoken

log = logging.getLogger(__name__)
# Fonts come from packages and never from the machine, so that two machines write the same file.
FONTS = (("fontpkg_noto_sans", "files"), ("fontpkg_noto_sans_arabic", "files"), ("cvttf_NotoSansCJK_Regular", ""))


def of(notice: Notice) -> bytes:
    """The receipt of this notice. A sign that no font has is shown as an empty box rather than not at all."""
    with translation.override(spoken(notice.language)):
        said = json.dumps(contents.of(notice), ensure_ascii=False)
    try:
        return written(said, accessible=True)
    except typst.TypstError as error:  # the accessible standard allows no sign without a glyph
        log.warning("the receipt of %s is written without PDF/UA: %s", notice.reference, error)
        return written(said)


def written(said: str, *, template: str = "receipt.typ", accessible: bool = False) -> bytes:
    return typst.compile(
        source(template),
        sys_inputs={"said": said},
        font_paths=fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"] if accessible else [],
        timestamp=0,
    )


@cache
def source(template: str) -> bytes:
    return Path(__file__).with_name(template).read_bytes()


@cache
def fonts() -> typst.Fonts:
    """The fonts of the packages that are installed, read once; without one of them its signs become boxes."""
    found = []
    for package, folder in FONTS:
        try:
            found.append(str(files(package).joinpath(folder)))
        except ModuleNotFoundError:
            log.error("the font package %s is missing", package)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=found)
