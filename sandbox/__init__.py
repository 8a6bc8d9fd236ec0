"""Fairmark, a stand-in marketplace in a process of its own: neither it nor the portal imports the other."""
