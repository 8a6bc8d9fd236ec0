"""Hands files over inert: as a download, or as a picture that we made; never run, never cached, never unseen.

The read is an entry in the file's docket, written before the first byte leaves. Where EVIDENCE_HOST is set, the answer
is a short-lived signed address on that host, which knows no session and no page of ours.
"""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.files import File
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from docket import clock
from docket.actors import Actor
from rights.actions import evidence as deeds
from rights.files import bundle
from rights.models import Evidence, Rendition

log = logging.getLogger(__name__)
SECONDS = 60
SALT = "evidence on its own host"
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    # The library leaves an answer alone that brings a policy of its own.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Copy:
    """What leaves: the bytes, their type from our own list, and under which name they are saved (none: shown)."""

    file: "File[Any]"
    media_type: str
    name: str = ""

    def answer(self) -> FileResponse:
        if self.name:
            return FileResponse(
                self.file, as_attachment=True, filename=self.name, content_type=self.media_type, headers=INERT
            )
        return FileResponse(self.file, content_type=self.media_type, headers=INERT)


def original(evidence: Evidence, *, by: Actor, why: str, addressed: bool = False) -> HttpResponseBase:
    """The file as it was sent, to be saved and not opened here. `addressed`: its sender put it before this reader."""
    copy = copy_of(evidence, "original")
    deeds.show(by=by, evidence=evidence, rendition="original", why=why, addressed=addressed)
    return leaves(evidence, "original", copy)


def picture(
    evidence: Evidence, kind: str, *, by: Actor, why: str, passed_on: bool = False, addressed: bool = False
) -> HttpResponseBase:
    """A picture to look at inside a page. `passed_on`: the law hands this copy to the other party."""
    copy = copy_of(evidence, kind)
    deeds.show(by=by, evidence=evidence, rendition=kind, why=why, passed_on=passed_on, addressed=addressed)
    return leaves(evidence, kind, copy)


def export(evidence: Evidence, *, by: Actor, why: str) -> HttpResponseBase:
    """The file with its history, in one archive that can be checked without us."""
    copy_of(evidence, "original").file.close()
    deeds.export(by=by, evidence=evidence, why=why)
    return leaves(evidence, "export", copy_of(evidence, "export"))


def copy_of(evidence: Evidence, rendition: str) -> Copy:
    """404 for what nobody may open, and for what does not exist: they look alike."""
    if not evidence.readable:
        raise Http404
    if rendition == "original":
        return Copy(opened(evidence, evidence.file), "application/octet-stream", evidence.name)
    if rendition == "export":
        return Copy(bundle.of(evidence), "application/zip", f"{evidence.public_id}.zip")
    made = Rendition.objects.filter(evidence=evidence, kind=rendition).first()
    if made is None:
        raise Http404
    return Copy(opened(evidence, made.file), made.media_type)


def opened(evidence: Evidence, file: "File[bytes]") -> "File[bytes]":
    try:
        return file.open("rb")
    except FileNotFoundError:
        log.error("a file of evidence %s is missing on disk", evidence.public_id)
        raise Http404 from None


def leaves(evidence: Evidence, rendition: str, copy: Copy) -> HttpResponseBase:
    if not settings.EVIDENCE_HOST:
        return copy.answer()
    copy.file.close()
    return HttpResponseRedirect(signed_address(evidence, rendition), headers={"Cache-Control": "no-store"})


def signed_address(evidence: Evidence, rendition: str) -> str:
    until = int(clock.real().timestamp()) + SECONDS
    token = signing.dumps([evidence.public_id, rendition, until], salt=SALT)
    return f"{urlsplit(settings.PORTAL_URL).scheme}://{settings.EVIDENCE_HOST}/f/{token}"


def on_own_host(path: str) -> HttpResponseBase:
    """What EVIDENCE_HOST answers: the file of a signed address that is still good, and nothing else."""
    try:
        public_id, rendition, until = signing.loads(path.removeprefix("/f/"), salt=SALT)
        evidence = Evidence.objects.filter(public_id=public_id).first()
        if evidence is None or clock.real().timestamp() > until:
            raise Http404
        answer = copy_of(evidence, rendition).answer()
    except (signing.BadSignature, ValueError, Http404):
        return HttpResponse("There is nothing here.\n", status=404, content_type="text/plain", headers=INERT)
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # the portal's own pages show it
    return answer
