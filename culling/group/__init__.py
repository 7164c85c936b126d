"""Photos that belong together: groups, and the keeper of each."""
