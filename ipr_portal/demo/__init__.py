"""The demo: an invented marketplace, its people and their cases, told through the real deeds."""
