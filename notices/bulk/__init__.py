"""Many rows in one file become notices: read, checked, shown, signed once, sent one by one."""
