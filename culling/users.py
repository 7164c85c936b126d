"""Who works with a catalog, and what each of them may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from culling.errors import CullingError

Role = Literal["view", "mark", "admin"]
#: From the least to the most: see photos and numbers; also mark, label, group, tune, export; also users and roles.
ROLES: tuple[Role, ...] = get_args(Role)


class NotAllowedError(CullingError):
    """A person's role does not cover what was asked for; nothing was done."""


@dataclass(frozen=True, slots=True)
class User:
    """One person, as marks and labels name them.

    Attributes:
        name: what stands in the column `by`: an e-mail address where people sign in.
        role: what the person may do.
    """

    name: str = "user"
    role: Role = "admin"

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a user needs a name")
        if self.role not in ROLES:
            raise ValueError(f"role must be one of {', '.join(ROLES)}, got {self.role!r}")

    def may(self, needed: Role) -> bool:
        """Whether the role covers what `needed` covers.

        >>> User("ann", "mark").may("view"), User("ann", "mark").may("admin")
        (True, False)
        """
        return ROLES.index(self.role) >= ROLES.index(needed)

    def check(self, needed: Role) -> None:
        """Raise NotAllowedError unless the role covers `needed`."""
        if not self.may(needed):
            raise NotAllowedError(f"{self.name} has the role {self.role}; this needs {needed}: ask an admin")


#: Who works alone on a machine of their own.
LOCAL = User()
