"""Who is let in where people sign in, and what each may do: by the catalog's list, the command line, or a default."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from culling.users import ROLES, Role

DefaultRole = Literal["none", "view", "mark"]

_REMEMBERED_S = 5.0  # each thumbnail asks; a role that is taken away holds no longer than this
_NAMES_REMEMBERED = 1000


@dataclass(frozen=True)
class Access:
    """Roles by name.

    Attributes:
        roles: what was said at the start, by e-mail address in lower case.
        default: role of whoever is named nowhere; "none" lets nobody else in.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    default: DefaultRole = "none"

    def role_of(self, name: str, kept: Role | None = None) -> Role | None:
        """A person's role; `kept` is the one on the catalog's list, which comes first. None: not let in.

        >>> Access({"ann@example.org": "mark"}).role_of("ann@example.org", "view")
        'view'
        >>> Access().role_of("eve@example.org") is None
        True
        """
        return kept or self.roles.get(name) or (None if self.default == "none" else self.default)


def access(admins: Iterable[str] = (), roles_of: Iterable[str] = (), default: str = "none") -> Access:
    """What `--admin`, `--role-of` and `--default-role` say.

    >>> access(["Ann@example.org"], ["bob@example.org=view"]).roles
    {'bob@example.org': 'view', 'ann@example.org': 'admin'}

    Raises:
        ValueError: no e-mail address, no such role.
    """
    if default not in get_args(DefaultRole):
        raise ValueError(f"--default-role must be one of {', '.join(get_args(DefaultRole))}, got {default!r}")
    named = {_address(given.partition("=")[0]): _role(given) for given in roles_of}
    return Access({**named, **{_address(admin): "admin" for admin in admins}}, default)  # type: ignore[arg-type]


def _address(given: str) -> str:
    name = given.strip().lower()
    before, at, after = name.partition("@")
    if not (before and at and after) or any(sign.isspace() for sign in name):
        raise ValueError(f"{given!r} is not an e-mail address; people are named by the one they sign in with")
    return name


def _role(given: str) -> Role:
    role = given.partition("=")[2].strip()
    for known in ROLES:
        if role == known:
            return known
    raise ValueError(f"--role-of {given!r}: write EMAIL=ROLE, with one of {', '.join(ROLES)}")


class Remembered:
    """Answers of the catalog that are a moment old at most."""

    def __init__(self, ask: Callable[[str], Role | None], seconds: float = _REMEMBERED_S) -> None:
        self._ask, self._seconds = ask, seconds
        self._known: dict[str, tuple[float, Role | None]] = {}

    def role_of(self, name: str) -> Role | None:
        """The role that the catalog holds for a name."""
        now = time.monotonic()
        known = self._known.get(name)
        if known is None or now - known[0] > self._seconds:
            if len(self._known) >= _NAMES_REMEMBERED:
                self._known.clear()
            known = self._known[name] = (now, self._ask(name))
        return known[1]
