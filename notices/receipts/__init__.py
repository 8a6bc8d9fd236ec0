"""Receipts of notices: written from the sealed words alone, as PDF, and confirmed for whoever holds one."""
