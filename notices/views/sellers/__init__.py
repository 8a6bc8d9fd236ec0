"""The seller's pages: what is hidden and why, what one can do about it, and what happens next."""
