"""What people type about themselves and their organisation."""

from accounts.forms.entrance import AddressField, AddressForm, CodeForm

__all__ = ["AddressField", "AddressForm", "CodeForm"]
