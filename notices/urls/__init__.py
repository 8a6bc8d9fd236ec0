"""Addresses, a file for each audience."""
