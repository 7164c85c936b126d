"""What rescuing photos was found to gain, in the catalog: by content, so that it outlives a restart and a new name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from culling.database import Database
from culling.schema import GAINS
from culling.statements import replace


class KeptGains:
    """The part of a `Catalog` that knows of gains. Of each content and remedy the last one counts."""

    _database: Database

    def keep_gain(
        self, content_hash: str, remedy: str, recipe: str, about: Mapping[str, Any], before: bytes, after: bytes
    ) -> None:
        """Keep a gain with its two JPEG pictures, in place of the one before.

        Args:
            content_hash: of the photo.
            remedy: what was done to it.
            recipe: what it was worked out with; one of another recipe is out of date.
            about: plain values that JSON can hold.
            before, after: the two pictures.
        """
        text = json.dumps(dict(about), sort_keys=True, ensure_ascii=True, allow_nan=False)
        row = {"content_hash": content_hash, "remedy": remedy, "recipe": recipe, "about": text}
        with self._database.write() as connection:
            replace(connection, GAINS, [row | {"before": before, "after": after}])

    def gains(self, recipe: str) -> dict[tuple[str, str], dict[str, Any]]:
        """What is known of this recipe, by content hash and remedy; what is damaged is left out, and tried anew."""
        wanted = select(GAINS.c.content_hash, GAINS.c.remedy, GAINS.c.about).where(GAINS.c.recipe == recipe)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        read = {(row.content_hash, row.remedy): _about(row.about) for row in rows}
        return {key: about for key, about in read.items() if about is not None}

    def gain_pictures(self, content_hash: str, remedy: str) -> tuple[bytes, bytes] | None:
        """JPEG of before and after; None when nothing is known."""
        wanted = select(GAINS.c.before, GAINS.c.after).where(
            GAINS.c.content_hash == content_hash, GAINS.c.remedy == remedy
        )
        with self._database.read() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else (row.before, row.after)


def _about(text: str) -> dict[str, Any] | None:
    try:
        about = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return about if isinstance(about, dict) else None
