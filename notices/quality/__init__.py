"""Whether decisions are right: a sample of them is decided again, blind, by somebody else."""
