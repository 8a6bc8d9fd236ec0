"""Letters of this app, one module for each kind of thing they are about."""

from rights.letters.right import tell

__all__ = ["tell"]
