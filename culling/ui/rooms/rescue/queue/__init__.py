"""Rejected photos that are worth a rescue: tried one after another, as tiles or as a table."""
