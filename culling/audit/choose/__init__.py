"""Cutoffs by what mistakes cost, by a promise, by what can be reviewed; and which photos to label next."""
