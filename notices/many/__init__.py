"""Deciding many like cases at once: which are alike, which are left out, and which are looked at by themselves."""
