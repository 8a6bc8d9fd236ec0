"""Pages about rights and evidence, one module for each audience."""
