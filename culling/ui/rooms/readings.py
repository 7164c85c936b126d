"""What was measured of what an overlay shows, in one line: for those who do not see it, and for those who do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import pandas as pd

from culling.overlay import Kind
from culling.overlay.faces import NONE as NO_FACE
from culling.ui.rooms.numbers import is_known, rounded

Row: TypeAlias = "pd.Series[Any]"


def reading(kind: Kind, row: Row) -> str:
    """What was measured of what an overlay shows, in one line."""
    return _LINES[kind](row)


def blur_line(row: Row) -> str:
    """The readings of the blur map."""
    if not is_known(row.get("blur")):
        return "blur: not measured; nothing in it could be in focus, or it was scanned without the network"
    return _joined(
        row,
        ("blur", lambda value: f"blur {value:.2f} of 1"),
        ("sharp_area", lambda value: f"{_percent(value)} of it in focus"),
        ("blur_map_mean", lambda value: f"{value:.2g} px on average"),
        ("motion_blur", lambda value: f"motion blur {value:.2f} of 1"),
    )


def clipping_line(row: Row) -> str:
    """How much of the photo is clipped."""
    highlights = ("highlight_clipping", lambda value: f"highlights {100 * value:.2g} %")
    shadows = ("shadow_clipping", lambda value: f"shadows {100 * value:.2g} %")
    return _joined(row, highlights, shadows) or "clipping: not measured"


def contrast_line(row: Row) -> str:
    """The measures of fine contrast."""
    names = ("laplacian_variance", "sharpest_tile", "noise_sigma")
    known = [f"{name} {rounded(row[name])}" for name in names if is_known(row.get(name))]
    return " · ".join(known) or "fine contrast: not measured"


def faces_line(row: Row) -> str:
    """How many faces, and what is said of their eyes and their sharpness."""
    count = row.get("faces")
    if not is_known(count):
        return "faces: not measured; it was scanned without people"
    if not count:
        return NO_FACE
    parts = ["1 face" if count == 1 else f"{count:.0f} faces"]
    if is_known(row.get("eyes_open")):
        parts.append(f"the least open eyes {row['eyes_open']:.2f}, 0 closed … 1 open")
    else:
        parts.append("nobody's eyes can be judged")
    if is_known(row.get("face_sharpness")):
        parts.append(f"the sharpest in front {rounded(row['face_sharpness'])}")
    return " · ".join(parts)


def subject_line(row: Row) -> str:
    """How large the subject is, and how sharp."""
    return (
        _joined(
            row,
            ("subject_area", lambda value: f"the subject covers {_percent(value)}"),
            ("subject_sharpness", lambda value: f"subject_sharpness {rounded(value)}"),
            ("subject_cut", lambda value: f"{_percent(value)} of its outline at the border"),
        )
        or "subject: nothing stands out, or it was scanned without"
    )


def composition_line(row: Row) -> str:
    """Tilt, distances, cut and room above heads."""
    return (
        _joined(
            row,
            ("horizon_tilt", lambda value: f"tilted by {value:.1f}°"),
            ("thirds_distance", lambda value: f"{value:.2f} diagonals from a crossing of thirds"),
            ("golden_distance", lambda value: f"{value:.2f} from a golden-ratio point"),
            ("subject_cut", lambda value: f"{_percent(value)} of the subject's outline at the border"),
            ("head_room", lambda value: f"{_percent(value)} of the height free above heads"),
        )
        or "composition: nothing to be measured, or it was scanned without"
    )


def _joined(row: Row, *parts: tuple[str, Callable[[float], str]]) -> str:
    return " · ".join(words(row[name]) for name, words in parts if is_known(row.get(name)))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


_LINES: Mapping[Kind, Callable[[Row], str]] = MappingProxyType(
    {
        "blur": blur_line,
        "motion": blur_line,
        "clipping": clipping_line,
        "peaking": contrast_line,
        "faces": faces_line,
        "subject": subject_line,
        "composition": composition_line,
    }
)
