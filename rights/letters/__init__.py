"""Letters of this app, one module for each kind of thing they are about."""

from rights.letters.evidence import tell_of_file
from rights.letters.right import tell

__all__ = ["tell", "tell_of_file"]
