"""Rates by camera, stops, hour, tag, folder: which slices differ from the rest by more than chance."""
