"""The page Learn: lessons, what if a photo were damaged, experiments with networks."""
