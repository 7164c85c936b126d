"""Widgets that show a number which something else owns, without ever fighting over it.

Writing to a widget's session state races: a run that is overtaken never tells the browser, whose old value then looks
like a change made by hand and takes the cutoff back. So a value is never written. A widget is seeded when it is made;
when its number changes by any other hand it gets a new key, and so is made anew.
"""

from __future__ import annotations

from typing import Any


class Mirrors:
    """Which number each widget shows, and how often it was made anew."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[int, Any]] = {}

    def key(self, name: str, value: Any) -> str:
        """The widget's key: the same as before while it shows `value`, a new one when it shows another."""
        version, shown = self._shown.get(name, (0, None))
        if shown != value:
            version += 1
            self._shown[name] = (version, value)
        return f"{name}_{version}"

    def moved(self, key: str, value: Any) -> bool:
        """Whether a person set the widget to `value`; it is noted, so that the widget stays as it is.

        False for the last word of a widget that has been made anew: the browser may send it again, and it is old.
        """
        name, _, version = key.rpartition("_")
        current, shown = self._shown.get(name, (0, None))
        if current != int(version) or shown == value:
            return False
        self._shown[name] = (current, value)
        return True
