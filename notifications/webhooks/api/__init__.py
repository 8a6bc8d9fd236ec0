"""What partners call to read what happened."""
