"""Pages about endpoints, for the administrators of an organisation."""
