"""Photos found by words."""
