"""How static files are named and served."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    """Hashed names when collected; plain names while a checkout has not been collected (tests)."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            hashed: str = super().hashed_name(name, content, filename)
        except ValueError:  # not collected yet
            return name
        return hashed
