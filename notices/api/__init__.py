"""Notices and claims for partners: the same deeds as the pages, through the same actions."""
