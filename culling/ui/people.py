"""The people in a photo, for the page that shows it: judged once, and drawn, when somebody looks."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from culling import nets, network_choice
from culling.faces.judge import Judgement
from culling.faces.landmarks import NETWORK as LANDMARKS
from culling.faces.opinions import OCEC, OURS
from culling.faces.strip import draw_strip
from culling.photos import read_photo
from culling.previews import encode_jpeg
from culling.ui.jobs import OpenFolder
from culling.ui.sheet import Shown
from culling.ui.shelf import Shelf

MOST = 12  # faces that are drawn; nobody judges the others
_KEPT = 32  # about 1 MB


class People(NamedTuple):
    """Faces and their picture.

    Attributes:
        judged: the least open eyes first, then what cannot be judged; larger ones before smaller.
        strip: JPEG of the first `MOST` of them, see `culling.faces.strip`; empty when there are none.
    """

    judged: tuple[Judgement, ...]
    strip: bytes


_shelf: Shelf[People] = Shelf(_KEPT)


def people_of(folder: OpenFolder, shown: Shown) -> People | None:
    """The people in a photo; None when its file is no longer there.

    Raises:
        CullingError: the photo cannot be read, or a network of ours is missing.
    """
    file = folder.file_of(shown)
    return None if file is None else _shelf.get((shown, networks_now()), lambda: _look(file))


def networks_now() -> str:
    """A text that changes when other networks look at faces."""
    prints = [network_choice.fingerprint("faces"), *map(nets.fingerprint, (OURS, OCEC, LANDMARKS))]
    return ".".join(sha256[:8] for sha256 in prints)


def worst_first(judged: list[Judgement]) -> tuple[Judgement, ...]:
    """Whoever blinks stands at the front."""
    return tuple(sorted(judged, key=lambda one: (_open(one), -one.face.size)))


def _open(one: Judgement) -> float:
    return math.inf if math.isnan(one.eyes_open) else one.eyes_open


def _look(file: Path) -> People:
    photo = read_photo(file)
    judged = worst_first(photo.faces)
    faces = [one.face for one in judged[:MOST]]
    return People(judged, encode_jpeg(draw_strip(photo.pixels, faces)) if faces else b"")
