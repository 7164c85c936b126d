"""A folder to audit, scanned once: names of the worst kind, a photo that is none, and a policy beside it."""

from __future__ import annotations

import os
from pathlib import Path

from culling.scan import scan
from tests.ui.photos import write_photos

NAMES = [f"photo_{number:02}.jpg" for number in range(9)]
HOSTILE = ["<script>alert(1)</script>.jpg", "=1+1.jpg", "[red]ümlaut & co.jpg"]
UNREADABLE_NAME = "no utf-8 \\xff.jpg"
LEFT_OUT = ("people", "things")
POLICY = 'name = "own <b>"\n[[rules]]\nmetric = "sharpest_tile"\nreject_below = 100\n'
POLICY += '[[rules]]\nmetric = "luminance"\nreject_below = 60\n'


def audited(place: Path) -> Path:
    """Thirteen photos that were scanned, four with the worst of names, and one that is none; beside a policy."""
    write_photos(place / "photos", [*NAMES, *HOSTILE])
    (place / "photos" / "broken.jpg").write_bytes(b"nothing")
    soft = (place / "photos" / NAMES[8]).read_bytes()
    (place / "photos" / os.fsdecode(b"no utf-8 \xff.jpg")).write_bytes(soft)
    scan(place / "photos", catalog=place / "known.sqlite", without=LEFT_OUT)
    (place / "own.toml").write_text(POLICY)
    return place
