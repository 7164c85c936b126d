"""What may go: photos that are there twice, less good than another, shaky, dark, with closed eyes, … and why."""

from culling.suggest.kinds import KINDS, Bound, Kind, get_kind
from culling.suggest.look import look, space, suggest
from culling.suggest.settings import Suggestions
from culling.suggest.suggested import Reason, Space, Suggested

__all__ = [
    "KINDS",
    "Bound",
    "Kind",
    "Reason",
    "Space",
    "Suggested",
    "Suggestions",
    "get_kind",
    "look",
    "space",
    "suggest",
]
