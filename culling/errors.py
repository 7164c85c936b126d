"""The one exception that a person, not a programmer, is meant to read."""


class CullingError(Exception):
    """Something a user can mend: a folder that is gone, a damaged catalog, a full disk. The text says what to do."""
