"""Audit: what decisions cost, against what people said."""
