"""What every part of the partner API is built of: strict reading, problems, scopes, idempotency, pages, schema."""
