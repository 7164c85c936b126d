"""What a verdict is called in XMP: validated, editable, with defaults that most programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from culling.export.xmp.reason_words import REASON_WORDS, check_word, reason_key
from culling.xmp_names import DEFAULTS, LISTS, PREFIX, VALUES

#: The properties by the names that a mapping gives them, and which of them hold one value.
PROPERTIES: Mapping[str, str] = MappingProxyType(
    dict(
        zip(("rating", "label", "pick", "good", "pick_label", "keywords", "hierarchy"), (*VALUES, *LISTS), strict=True)
    )
)
_NUMBERS = {"rating": tuple(range(-1, 6)), "pick": (-1, 0, 1), "pick_label": (0, 1, 2, 3)}
_MAX_LABEL = 100


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in a sidecar for one verdict; None leaves that property as it is.

    Attributes:
        rating: −1 is rejected, 0 unrated, 1 … 5 stars, which are only given where nobody gave any.
        label: a colour's name, as the reading program calls it.
        pick: Lightroom's flag: −1 rejected, 0 none, 1 picked.
        good: the same in two values, as older programs have it.
        pick_label: digiKam's: 0 none, 1 rejected, 2 pending, 3 accepted.

    Raises:
        ValueError: a value that the property cannot hold; it names the property and what is allowed.
    """

    rating: int | None = None
    label: str | None = None
    pick: int | None = None
    good: bool | None = None
    pick_label: int | None = None

    def __post_init__(self) -> None:
        for name, allowed in _NUMBERS.items():
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or value not in allowed):
                raise ValueError(f"{name} must be {_listed(allowed)}, or left out, got {value!r}")
            if value is not None:
                object.__setattr__(self, name, int(value))
        if self.good is not None and not isinstance(self.good, bool):
            raise ValueError(f"good must be true or false, or left out, got {self.good!r}")
        if self.label is not None:
            self._check_label(self.label)

    def _check_label(self, label: object) -> None:
        if not isinstance(label, str) or not label.strip() or len(label) > _MAX_LABEL or not label.isprintable():
            raise ValueError(
                f"label must be a colour's name in at most {_MAX_LABEL} characters, or left out, got {label!r}"
            )

    def over(self, other: Values) -> Values:
        """These, and where one is left out that of `other`."""
        return Values(**{name: getattr(other, name) if own is None else own for name, own in self.named.items()})

    @property
    def named(self) -> dict[str, Any]:
        """By the names that a mapping gives them."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def in_xmp(self) -> dict[str, str]:
        """The texts by XMP's names, such as {"xmp:Rating": "-1"}."""
        given = {name: value for name, value in self.named.items() if value is not None}
        return {PROPERTIES[n]: str(v).lower() if isinstance(v, bool) else str(v) for n, v in given.items()}


def _default(verdict: str) -> Values:
    texts = {name: DEFAULTS[verdict].get(PROPERTIES[name]) for name in Values.__slots__}
    numbers = {name: None if texts[name] is None else int(str(texts[name])) for name in _NUMBERS}
    good = None if texts["good"] is None else texts["good"] == "true"
    return Values(numbers["rating"], texts["label"], numbers["pick"], good, numbers["pick_label"])


@dataclass(frozen=True)
class XmpMapping:
    """What each verdict is called in XMP, and which properties are written at all.

    Attributes:
        reject, maybe, keep: what stands for each verdict.
        must_have: what differs from `keep` for photos marked must-have, such as `Values(rating=5)`.
        write: the names of `PROPERTIES` that are written; the others are left as they are.
        replace: those whose value is written although somebody else gave one. Stars are never replaced.
        prefix: what our keywords begin with.
        reasons: the keyword of a measure that decided, or of one side of it ("luminance below"); the measure's own
            name where it has none.

    Raises:
        ValueError: it names what is wrong and what is allowed.
    """

    reject: Values = field(default_factory=lambda: _default("reject"))
    maybe: Values = field(default_factory=lambda: _default("maybe"))
    keep: Values = field(default_factory=lambda: _default("keep"))
    must_have: Values = Values()
    write: tuple[str, ...] = tuple(PROPERTIES)
    replace: tuple[str, ...] = ()
    prefix: str = PREFIX
    reasons: Mapping[str, str] = field(default_factory=lambda: REASON_WORDS, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "write", _chosen("write", self.write, tuple(PROPERTIES)))
        object.__setattr__(self, "replace", _chosen("replace", self.replace, Values.__slots__))
        if not isinstance(self.prefix, str):
            raise ValueError(f"prefix must be text, got {self.prefix!r}")
        if self.prefix:
            check_word("prefix", self.prefix)
        for key, word in self.reasons.items():
            reason_key(key)
            check_word(f"reasons.{key}", word)
        object.__setattr__(self, "reasons", MappingProxyType(dict(self.reasons)))

    def values(self, verdict: str, mark: str = "") -> dict[str, str]:
        """What is written for a verdict, by XMP's names; with the mark must-have, what that adds."""
        found: Values = getattr(self, verdict)
        chosen = self.must_have.over(found) if mark == "must-have" else found
        written = {PROPERTIES[name] for name in self.write}
        return {name: text for name, text in chosen.in_xmp.items() if name in written}

    def keywords(self, verdict: str, words: Iterable[str] = ()) -> dict[str, tuple[str, ...]]:
        """The keywords for a verdict and its reasons, by XMP's names: cull:reject, cull:blur; cull|reject|blur."""
        words = tuple(words)
        root = self.prefix.rstrip(":/-_. ")
        trunk = f"{root}|{verdict}" if root else verdict
        lists = {
            "keywords": tuple(f"{self.prefix}{word}" for word in (verdict, *words)),
            "hierarchy": tuple(f"{trunk}|{word}" for word in words) or (trunk,),
        }
        return {PROPERTIES[name]: items for name, items in lists.items() if name in self.write}

    @staticmethod
    def load(path: Path | str) -> XmpMapping:
        """Read a mapping from a TOML file; CullingError names the file, the key and what is allowed."""
        from culling.export.xmp.mapping_toml import load

        return load(Path(path))

    def to_toml(self) -> str:
        """The whole mapping as TOML, with what each part means; it reads back as an equal mapping."""
        from culling.export.xmp.mapping_toml import to_toml

        return to_toml(self)

    def save(self, path: Path | str) -> None:
        """Write it as TOML, whole or not at all; CullingError when it cannot be written."""
        from culling.files import write_whole

        write_whole(Path(path), self.to_toml().encode())


def _chosen(key: str, names: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Some of the allowed names, each once, in their order."""
    given = tuple(names) if not isinstance(names, str) else (names,)
    for name in given:
        if name not in allowed:
            raise ValueError(f"{key} must list names out of {', '.join(allowed)}, got {name!r}")
    return tuple(name for name in allowed if name in given)


def _listed(allowed: tuple[int, ...]) -> str:
    return f"one of {', '.join(map(str, allowed))}".replace("-", "−")
