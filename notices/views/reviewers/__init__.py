"""The reviewers' desk: queues, the workspace, and what is owed to the outside."""
