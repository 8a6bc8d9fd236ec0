"""The partner API put together: every app's addresses, the schema, and the help pages of its problems."""
