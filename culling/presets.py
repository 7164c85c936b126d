"""Named policies to start from. Numbers live here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from os.path import exists  # of a name too long for a file it says no, where Path.exists raises
from types import MappingProxyType

from culling.errors import CullingError
from culling.policy import Policy, Rule
from culling.rule import Unless

# Cautious: together they reject few photos that their photographers published (those that are dark, bright or hazy on
# purpose); what lies between the two cutoffs is for a person to look at.
_FOCUS = (
    Rule("blur", "above", 0.35, maybe=0.2),
    Rule("motion_blur", "above", 0.99, maybe=0.8),
)
_FOCUS_CLASSICAL = (
    Rule("sharpest_tile", "below", 120.0, maybe=400.0),
    Rule("reblur", "above", 0.6, maybe=0.5),
    Rule("motion_direction_ratio", "above", 2.0, maybe=1.5),
)
_EXPOSURE = (
    Rule("luminance", "below", 5.0, maybe=25.0),
    Rule("luminance", "above", 250.0, maybe=225.0),
    Rule("highlight_clipping", "above", 0.75, maybe=0.35),
)
DEFAULT_RULES = _FOCUS + _EXPOSURE
# Eyes that look down are closed to a network: more is left to a person than is rejected.
_PEOPLE = (
    Rule("eyes_open", "below", 0.05, maybe=0.5),
    Rule("face_sharpness", "below", 22.0, maybe=40.0),
)
_SHARP_SUBJECT = Unless("subject_sharpness", "above", 0.65)

PRESETS: Mapping[str, Policy] = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            Policy("default", DEFAULT_RULES),
            Policy(
                "strict",
                (
                    Rule("blur", "above", 0.25, maybe=0.15),
                    Rule("motion_blur", "above", 0.95, maybe=0.7),
                    Rule("luminance", "below", 25.0, maybe=45.0),
                    Rule("luminance", "above", 225.0, maybe=210.0),
                    Rule("highlight_clipping", "above", 0.3, maybe=0.15),
                    Rule("shadow_clipping", "above", 0.5, maybe=0.3),
                ),
            ),
            Policy(
                "only broken exposure",
                (
                    Rule("luminance", "below", 20.0),
                    Rule("luminance", "above", 235.0),
                    Rule("highlight_clipping", "above", 0.5),
                    Rule("shadow_clipping", "above", 0.7),
                ),
            ),
            Policy("people", DEFAULT_RULES + _PEOPLE),
            Policy("without networks", _FOCUS_CLASSICAL + _EXPOSURE),
            Policy("PICCL", (Rule("laplacian_variance", "below", 400.0),)),
            Policy("PICCL, bokeh spared", (Rule("laplacian_variance", "below", 400.0, unless=_SHARP_SUBJECT),)),
        )
    }
)


def title(policy: Policy, known: Mapping[str, Policy] = PRESETS) -> str:
    """The policy's name, and whether its rules are no longer those known under it: "default, changed".

    A name that nobody knows is left as it is: there is nothing that the policy could have been changed from.
    """
    own = known.get(policy.name)
    return policy.name if own is None or own.policy_id == policy.policy_id else f"{policy.name}, changed"


def get_policy(name: str | None) -> Policy:
    """A built-in policy by its name, else the policy in a file; a name wins, since a file can be written ./default.

    None is the policy that a first look starts with.

    Raises:
        CullingError: no such name, and no policy in such a file.
    """
    if name is None:
        return Policy.default()
    if name not in PRESETS and not exists(name):  # noqa: PTH110
        raise CullingError(f"there is no policy file {name}; name another one, or one of: {preset_names()}")
    return PRESETS[name] if name in PRESETS else Policy.load(name)


def preset_names() -> str:
    """The built-in policies as a person may type them: those of several words in quotes."""
    return ", ".join(f'"{name}"' if " " in name else name for name in PRESETS)
