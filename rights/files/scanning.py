"""Quarantine: a file is opened by nobody until the scanner has looked at all of it."""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from docket import transaction
from docket.errors import NeedsPerson, TryLater
from docket.models import Entry
from docket.procedure import Step
from rights.actions import evidence as deeds
from rights.files import clamd
from rights.models import Evidence
from rights.procedure.evidence import EVIDENCE

log = logging.getLogger(__name__)
CHUNK = 128 * 1024
RETRY_SECONDS = 30.0
AT_ONCE = 20  # files a round, so that a scanner set up later gets through all without holding up what is new


def scan(entry: Entry) -> None:
    """Subscriber. Asks the scanner; while it is away the file stays where it is, and we ask again."""
    look_at(Evidence.objects.get(pk=entry.subject_id))


def scan_kept() -> int:
    """The files that came in before there was a scanner."""
    if not settings.CLAMD_ADDRESS:
        return 0
    waiting = list(Evidence.objects.filter(state="kept").order_by("pk")[:AT_ONCE])
    try:
        for evidence in waiting:
            look_at(evidence)
    except (TryLater, NeedsPerson) as error:
        log.warning("files that came in before the scanner wait on: %s", error)
        return 0
    return len(waiting)


def look_at(evidence: Evidence) -> None:
    if evidence.state not in EVIDENCE["pass_scan"].sources:
        return
    if not settings.CLAMD_ADDRESS:
        raise TryLater(RETRY_SECONDS, "No scanner is set up, and the file came in while there was one.")
    verdict, seen = asked(evidence)
    if seen != evidence.sha256:
        raise NeedsPerson("The bytes on disk are not those that came in; bring the file back from a backup.")
    conclude(evidence, verdict)


def asked(evidence: Evidence) -> tuple[clamd.Verdict, str]:
    """The verdict, and the hash of exactly the bytes it is about."""
    digest = hashlib.sha256()

    def chunks() -> Iterator[bytes]:
        with Path(evidence.file.path).open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk

    try:
        return clamd.scan(chunks(), settings.CLAMD_ADDRESS), digest.hexdigest()
    except clamd.TooLargeToScan as error:
        raise NeedsPerson(f"Raise StreamMaxLength in clamd.conf above {settings.EVIDENCE_MAX_BYTES}: {error}") from None
    except FileNotFoundError as error:
        if error.filename == evidence.file.path:
            raise NeedsPerson("The file is missing on disk; bring it back from a backup.") from None
        raise TryLater(RETRY_SECONDS, f"The scanner is away: {error}") from None
    except OSError as error:
        raise TryLater(RETRY_SECONDS, f"The scanner is away: {error}") from None


@transaction.atomic
def conclude(evidence: Evidence, verdict: clamd.Verdict) -> None:
    """Once: a second worker finds that it has been said."""
    locked = Evidence.objects.select_for_update().get(pk=evidence.pk)
    step: Step = EVIDENCE["reject" if verdict.finding else "pass_scan"]
    if locked.state not in step.sources:
        return
    if verdict.finding:
        deeds.reject(evidence=locked, scanner="ClamAV", finding=verdict.finding)
    else:
        deeds.pass_scan(evidence=locked, scanner="ClamAV")
