"""Keywords for why a photo was rejected or doubted: one plain word for measures that see the same flaw."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

import pandas as pd

from culling.guard import SAVED
from culling.metrics import METRIC_NAMES
from culling.policy import Policy
from culling.rule import SIDES

_SAME = {
    "blur": (
        *("laplacian_variance", "tenengrad", "reblur", "sharpest_tile", "blur", "sharp_area", "blur_map_mean"),
        *("p_blurred", "subject_sharpness"),
    ),
    "motion-blur": ("motion_direction_ratio", "motion_blur", "p_camera_shake"),
    "face-blur": ("face_sharpness",),
    "eyes-closed": ("eyes_open",),
    "dark": ("luminance below", "p_dark", "p_underexposed"),
    "bright": ("luminance above", "p_overexposed"),
    "shadow-clipping": ("shadow_clipping",),
    "highlight-clipping": ("highlight_clipping",),
    "low-contrast": ("contrast below", "dynamic_range below"),
    "noise": ("noise_sigma",),
    "tilted": ("horizon_tilt",),
    "distorted": ("p_distorted",),
    "screenshot": ("p_screenshot",),
}
REASON_WORDS: Mapping[str, str] = MappingProxyType({key: word for word, keys in _SAME.items() for key in keys})
#: What is added where the guard spared the last of a group, and where a person decided.
BY_GUARD, BY_HAND = "saved-by-guard", "marked"
_MAX_WORD = 60
# They part keywords in exiftool's lists, in Lightroom and in hierarchies.
_PARTING = frozenset("|,;\\")


def reason_key(key: str) -> str:
    """A measure, or a measure and a side; ValueError names what is meant instead."""
    metric, _, side = key.partition(" ")
    if metric in METRIC_NAMES and side in ("", *SIDES):
        return key
    close = get_close_matches(metric, METRIC_NAMES, n=1)
    hint = f"; did you mean {close[0]!r}?" if close and close[0] != metric else ""
    raise ValueError(f"reasons.{key} must be a measure, or one and its side such as 'luminance below'{hint}")


def check_word(key: str, word: object) -> None:
    """ValueError unless the text can be a keyword in every program."""
    plain = isinstance(word, str) and word.strip() == word != "" and len(word) <= _MAX_WORD and word.isprintable()
    if not plain or _PARTING.intersection(str(word)):
        raise ValueError(
            f"{key} must be a keyword of at most {_MAX_WORD} characters without | , ; and \\, got {word!r}"
        )


def words_of(decisions: pd.DataFrame, policy: Policy, words: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The words for the reasons of each decision, in the policy's order, each once; none for what a policy keeps."""
    known: dict[str, str] = {}
    for rule in policy.rules:
        word = words.get(f"{rule.metric} {rule.side}") or words.get(rule.metric) or rule.metric
        known |= {rule.text: word, rule.band: word} if rule.band else {rule.text: word}
    codes, texts = pd.factorize(decisions["reasons"])
    split = [_words(str(text), known) for text in texts]
    return [split[code] if code >= 0 else () for code in codes.tolist()]


def _words(text: str, known: Mapping[str, str]) -> tuple[str, ...]:
    if text.startswith("marked "):
        mark = text.removeprefix("marked ")
        return (BY_HAND, mark) if mark == "must-have" else (BY_HAND,)
    saved = text.startswith(f"{SAVED}: ")
    found = [known[part] for part in text.removeprefix(f"{SAVED}: ").split("; ") if part in known]
    return tuple(dict.fromkeys([BY_GUARD] * saved + found))
