"""Operations: how the portal is doing, for staff and for machines."""
