"""Flips in words: from which amount on a photo is rejected, and by which rule."""

from __future__ import annotations

from culling.probe.curve import Curve, Flip

SAID = {"keep": "kept", "maybe": "in doubt", "reject": "rejected", "unjudged": "not judged"}


def sentences(curve: Curve) -> list[str]:
    """One sentence each way the dial turns: what the photo is, and every flip on the way to severe."""
    was = curve.undamaged
    if was is None or not curve.whole:
        return []
    return [_sentence(curve, arm, was.verdict) for arm in range(len(curve.dial.arms))]


def _sentence(curve: Curve, arm: int, verdict: str) -> str:
    dial, flips = curve.dial, curve.flips_of(arm)
    if not flips:
        return f"{dial.title}: stays {SAID[verdict]} up to {dial.said(dial.arms[arm][-1])}."
    told = "; ".join(f"{SAID[flip.now]} from {dial.said(flip.amount)} on{_by(flip)}" for flip in flips)
    return f"{dial.title}: {SAID[verdict]} at first; {told}."


def _by(flip: Flip) -> str:
    if not flip.because:
        return ""
    word = "as" if flip.now == "keep" or (flip.was, flip.now) == ("reject", "maybe") else "by"
    return f", {word} {flip.because}"
