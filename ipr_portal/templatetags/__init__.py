"""Template vocabulary of the portal."""
