"""The rooms of the page of suggestions: kinds with their counts, cutoffs, photos, why one may go, and a table."""
