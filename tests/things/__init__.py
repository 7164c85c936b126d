"""Things and tags."""
