"""Files on disk: written once under a random name, made to stay, and removed only when no row names them."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Written:
    """A file that is on disk for good."""

    name: str
    sha256: str
    size: int


class TooLarge(Exception):
    """More bytes than are taken."""


def new_name(folder: str) -> str:
    """A name that nobody can guess, in one of 256 folders."""
    return f"{folder}/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def write(chunks: Iterable[bytes], name: str, *, most: int) -> Written:
    """Copy and hash in one pass; first the bytes are made to stay, then the name. Leaves nothing if it fails."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _write(chunks, path, name, most)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(chunks: Iterable[bytes], path: Path, name: str, most: int) -> Written:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLarge
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fchmod(file.fileno(), settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        os.fsync(file.fileno())
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        settle(folder)
    return Written(name, digest.hexdigest(), size)


def settle(folder: Path) -> None:
    """Make the folder remember its names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_once(folder: str, data: bytes) -> Written:
    return write([data], new_name(folder), most=len(data))


def remove(*names: str) -> None:
    for name in names:
        path_of(name).unlink(missing_ok=True)


def sha256_of(name: str) -> str | None:
    """The hash of what is on disk now; None if nothing is there."""
    try:
        with path_of(name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
