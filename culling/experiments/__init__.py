"""Networks compared and trained: what was saved of the bundled ones, and small runs on a person's own photos."""
