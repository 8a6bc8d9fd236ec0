"""The whole record of a case for its seller, as PDF: what was reported, what was decided and why, what happened."""

import json
import logging
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from docket import clock, moments
from notices import counting, statement, timeline
from notices.cases import Case, says
from notices.models import Claim
from notices.receipts import pdf
from notices.receipts.contents import runs_right_to_left
from notices.statement import Line, Row

log = logging.getLogger(__name__)
MOST = 200  # listings written out; a longer record says how many more there are


def of(case: Case) -> bytes:
    """In the language of the page that asks for it."""
    said = json.dumps(contents(case), ensure_ascii=False)
    try:
        return pdf.written(said, template="record.typ", accessible=True)
    except typst.TypstError as error:  # the accessible standard allows no sign without a glyph
        log.warning("the record of %s is written without PDF/UA: %s", case.reference, error)
        return pdf.written(said, template="record.typ")


def contents(case: Case) -> dict[str, Any]:
    now = clock.now()
    sections = [
        section(_("What was reported"), reported(case)),
        *(section(each.title, each.rows) for each in statement.of_case(case)),
        section(_("Dates"), dates(case)),
        section(_("Everything that happened"), happened(case)),
    ]
    return {
        "portal": settings.PORTAL_NAME,
        "lang": get_language(),
        "rtl": get_language_bidi(),
        "title": _("Record of case %(reference)s") % {"reference": case.reference},
        "lead": _("Made on %(moment)s, in the words that were sent.") % {"moment": moments.moment(now)},
        "made": [now.year, now.month, now.day, now.hour, now.minute, now.second],
        "page": [_("Page"), _("of")],
        "sections": [each for each in sections if each["rows"]],
    }


def section(title: str, rows: Any) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [{"name": row.name, "lines": [line_of(each) for each in row.lines]} for row in rows],
    }


def line_of(line: Line) -> dict[str, Any]:
    url = line.url if line.url.startswith("http") else settings.PORTAL_URL + line.url if line.url else ""
    return {"text": line.text, "quoted": line.quoted, "rtl": runs_right_to_left(line.text), "url": url}


def reported(case: Case) -> list[Row]:
    said = [Line(says(case.notice, case.regimes, len(case.claims)))]
    if case.notice.explanation:
        said.append(Line(case.notice.explanation, quoted=True))
    rows = [Row(_("The notice"), tuple(said)), *(listing(claim) for claim in case.claims[:MOST])]
    if more := len(case.claims) - MOST:
        rows += [Row(_("More"), (Line(_("and %(n)d more listings") % {"n": more}),))] if more > 0 else []
    return rows


def listing(claim: Claim) -> Row:
    sealed = claim.snapshot
    told = {"moment": moments.moment(sealed.taken_at), "sha256": sealed.sha256}
    lines = [
        Line(
            _("%(title)s (%(id)s)") % {"title": sealed.content["title"], "id": claim.listing.external_id}, quoted=True
        ),
        Line(_("Sealed on %(moment)s under the number %(sha256)s.") % told),
    ]
    if claim.explanation:
        lines.append(Line(claim.explanation, quoted=True))
    return Row(_("Listing"), tuple(lines))


def dates(case: Case) -> list[Row]:
    rows = []
    for each in counting.of(case):
        timer = each.timer
        ends = [Line(moments.moment(timer.due_at))]
        if timer.not_after:
            ends.append(Line(_("At the latest on %(moment)s.") % {"moment": moments.moment(timer.not_after)}))
        rule = " ".join(filter(None, [timer.rule_version, timer.calendar_version]))
        rows.append(Row(counting.name_of(timer.key), (*ends, *(Line(line) for line in each.lines), Line(rule))))
    return rows


def happened(case: Case) -> list[Row]:
    lines = timeline.of_claims(list(case.claims), "seller")
    return [Row(moments.moment(line.at), (Line(line.words),)) for line in lines]
