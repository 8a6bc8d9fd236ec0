"""Pages of rights owners and their agents."""
