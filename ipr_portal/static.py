"""How static files are named and served."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names when collected; plain names while a checkout has not been collected (tests)."""

    manifest_strict = False
