"""English: as in Dublin, where this marketplace has its seat."""
