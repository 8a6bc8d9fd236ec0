"""What people type about rights and mandates, one module for each kind of form."""
