"""Choose a cutoff: by costs, by a promise, or by the photos that one can review."""
