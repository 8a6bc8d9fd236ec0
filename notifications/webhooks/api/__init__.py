"""What partners call about their endpoints and about what happened."""
