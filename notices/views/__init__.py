"""One folder or file for each audience."""
