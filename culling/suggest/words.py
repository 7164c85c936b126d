"""The sentences that say why a photo may go."""

from __future__ import annotations

from culling.rule import Side, number


def beyond(measure: str, value: float, side: Side, cutoff: float) -> str:
    """ "motion_blur 0.97 > 0.9": in as few digits as leave the value on its side of the cutoff."""
    return f"{measure} {short(value, cutoff)} {'>' if side == 'above' else '<'} {number(cutoff)}"


def short(value: float, cutoff: float) -> str:
    """The number with three digits, or with as many as tell it from the cutoff."""
    formats = [".3f"] * (abs(value) < 0.001) + [f".{digits}g" for digits in range(3, 17)]
    for shape in formats:
        text = format(value, shape)
        if _side(float(text), cutoff) == _side(value, cutoff):
            return text
    return repr(value)


def _side(value: float, cutoff: float) -> int:
    return (value > cutoff) - (value < cutoff)
