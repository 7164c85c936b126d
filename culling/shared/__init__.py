"""A catalog for several people: the same tables on a PostgreSQL server, one schema a shoot. See docs/shared.md."""
