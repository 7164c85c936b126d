"""The list of people who work with a catalog, and their roles. An empty list leaves everything to whoever opens it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pandas as pd
from sqlalchemy import Connection, func, select

from culling.database import Database, Who
from culling.errors import CullingError
from culling.schema import USERS
from culling.shared.patience import patient
from culling.shared.where import Server, parse_where
from culling.statements import now
from culling.users import LOCAL, Role, User


class KeptUsers:
    """The part of a `Catalog` that knows of people. On a server, its shoots have one list."""

    _database: Database

    def users(self) -> pd.DataFrame:
        """Everybody who is listed, by name: columns role and since (UTC)."""
        with self._database.read() as connection:
            rows = connection.execute(select(USERS.c.name, USERS.c.role, USERS.c.since).order_by(USERS.c.name)).all()
        return pd.DataFrame(rows, columns=["name", "role", "since"], dtype=object).set_index("name")

    def role_of(self, name: str) -> Role | None:
        """What a person may do; None for somebody who is not listed."""
        with self._database.read() as connection:
            return cast("Role | None", connection.execute(select(USERS.c.role).where(USERS.c.name == name)).scalar())

    def set_role(self, name: str, role: Role) -> None:
        """Put a person on the list, or change their role; it holds from the next write on, in every process.

        Raises:
            NotAllowedError: the catalog's user is no admin.
            CullingError: nobody would be admin.
            ValueError: no name, or no such role.
        """
        listed = User(name.strip(), role)
        with self._database.write("admin") as connection:
            since = connection.execute(select(USERS.c.since).where(USERS.c.name == listed.name)).scalar()
            connection.execute(USERS.delete().where(USERS.c.name == listed.name))
            row = {"name": listed.name, "role": listed.role, "since": since or now(connection)}
            connection.execute(USERS.insert(), [row])
            _check_admin(connection, f"let {listed.name}, or somebody else, be admin first")

    def remove_user(self, name: str) -> None:
        """Take a person off the list; what they marked stays.

        Raises:
            NotAllowedError: the catalog's user is no admin.
            CullingError: no such person, or people would be left without an admin.
        """
        with self._database.write("admin") as connection:
            if not connection.execute(USERS.delete().where(USERS.c.name == name)).rowcount:
                raise CullingError(f"there is no {name!r} on the list of users: see `culling users --catalog …`")
            if connection.execute(select(func.count()).select_from(USERS)).scalar():
                _check_admin(connection, "make somebody else admin first")


@patient
class People(KeptUsers):
    """The list of a catalog of which nothing else is asked: of a file that is there, or of a server.

    Raises:
        CullingError: there is no such file, or the server cannot be reached.
    """

    def __init__(self, where: Path | str, *, user: Who = LOCAL) -> None:
        place = parse_where(where)
        if isinstance(place, Server):
            from culling.shared.server import ServerDatabase  # here, since most catalogs are files

            self._database: Database = ServerDatabase(place.without_shoot(), who=user)
        elif place is None or not place.is_file():
            raise CullingError(f"there is no catalog {place or ''}: name its file, or postgresql://…, with --catalog")
        else:
            self._database = Database(place, user)

    def close(self) -> None:
        """Let go of the catalog."""
        self._database.close()


def _check_admin(connection: Connection, what_to_do: str) -> None:
    """CullingError when nobody on the list is admin: nobody in a dashboard could change the list any more."""
    if not connection.execute(select(USERS.c.name).where(USERS.c.role == "admin").limit(1)).scalar():
        raise CullingError(f"nobody on the list of users would be admin; {what_to_do}")
