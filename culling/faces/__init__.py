"""Faces in a photo: where they are, and which parts of them can be judged."""
