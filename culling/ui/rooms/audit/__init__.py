"""The rooms of the audit page, one per part of it."""
