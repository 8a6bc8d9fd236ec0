"""Hands files over inert: as a download, or as a picture that we made; never run, never cached, never unseen."""

import logging

from django.core.files import File
from django.http import FileResponse, Http404

from docket.actors import Actor
from rights import evidence as deeds
from rights.models import Evidence, Rendition
from rights.recognising import IMAGES

log = logging.getLogger(__name__)
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The library leaves an answer alone that brings a policy of its own.
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def original(evidence: Evidence, *, by: Actor, why: str) -> FileResponse:
    """The file as it was sent, to be saved and not opened here."""
    refuse_unreadable(evidence)
    answer = attachment(opened(evidence, evidence.file), evidence.name)
    deeds.show(by=by, evidence=evidence, rendition="original", why=why)
    return answer


def picture(evidence: Evidence, kind: str, *, by: Actor, why: str, passed_on: bool = False) -> FileResponse:
    """A picture to look at inside a page."""
    refuse_unreadable(evidence)
    made = Rendition.objects.filter(evidence=evidence, kind=kind).first()
    if made is None:
        if evidence.media_type not in IMAGES.values() or passed_on:
            raise Http404
        answer = inline(opened(evidence, evidence.file), evidence.media_type)
        deeds.show(by=by, evidence=evidence, rendition="original", why=why)
        return answer
    answer = inline(opened(evidence, made.file), made.media_type)
    deeds.show(by=by, evidence=evidence, rendition=kind, why=why, passed_on=passed_on)
    return answer


def refuse_unreadable(evidence: Evidence) -> None:
    """What nobody may open looks like what is not there."""
    if not evidence.readable:
        raise Http404


def opened(evidence: Evidence, file: "File[bytes]") -> "File[bytes]":
    try:
        return file.open("rb")
    except FileNotFoundError:
        log.error("a file of evidence %s is missing on disk", evidence.public_id)
        raise Http404 from None


def attachment(file: "File[bytes]", name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream", headers=INERT)


def inline(file: "File[bytes]", media_type: str) -> FileResponse:
    return FileResponse(file, content_type=media_type, headers=INERT)
