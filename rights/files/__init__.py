"""How files are kept: taken in, looked at, scanned, checked and served. Whatever is done to one is in its docket."""
