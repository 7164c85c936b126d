"""Numbers of photos, sizes of files, and how sure a suggestion is, in words."""

from __future__ import annotations


def photos(count: int) -> str:
    """ "1 photo", "2,000 photos"."""
    return f"{count:,} photo{'s' * (count != 1)}"


def size(count: int) -> str:
    """Bytes as kB, MB or GB of 10³, 10⁶ and 10⁹, never "0 MB" of some: "112 MB"."""
    for unit, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= 0.95 * unit:
            number = count / unit
            return f"{number:.0f} {name}" if number >= 9.95 else f"{number:.1f} {name}"
    return f"{-(-count // 1000):,} kB"


def sure(share: float) -> str:
    """The number, and the third of the scale in which it lies: "0.70, high"."""
    third = "high" if share >= 2 / 3 else "medium" if share >= 1 / 3 else "low"
    return f"{share:.2f}, {third}"
