"""What a person should know of a whole export of sidecars, beside the single files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from culling.labels.words import counted
from culling.sidecars import is_raw


@dataclass
class Notes:
    """Collected while sidecars are planned."""

    _stays: dict[str, list[str]] = field(default_factory=dict)
    _no_raw: set[str] = field(default_factory=set)

    def see_stays(self, key: str, stays: Iterable[tuple[str, str, str]]) -> None:
        """What somebody else gave, and we would have written."""
        for name, theirs, ours in stays:
            self._stays.setdefault(name, []).append(f"{key} has {theirs}, not {ours}")

    def see_naming(self, naming: str, keys: Iterable[str]) -> None:
        """Lightroom and Bridge look for a sidecar beside RAW files alone."""
        if naming != "full":
            self._no_raw = {key for key in keys if not is_raw(key)}

    @property
    def sentences(self) -> tuple[str, ...]:
        """One for each thing to know."""
        found = [
            f"{name} stays as somebody gave it in {counted(len(told), 'sidecar')}: {told[0]}."
            for name, told in self._stays.items()
        ]
        if self._no_raw:
            count = counted(len(self._no_raw), "photo is no RAW file", "photos are no RAW files")
            found.append(
                f"{count}: Lightroom and Bridge read no sidecars of those, so give them exiftool's CSV instead."
            )
        return tuple(found)
