"""Faces: where they are, and what can be said of them."""
