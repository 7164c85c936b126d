"""What this part of the page remembers between two runs, and the work that goes on beside it."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from culling.photos import Photo
from culling.policy import Policy
from culling.probe.curve import Curve, growing_curve
from culling.probe.dials import Dial
from culling.probe.probed import Probed, Setting
from culling.probe.robust import Robustness, robustness
from culling.ui.export_job import Counted, Tell
from culling.ui.rooms.learn.what_if.pictures import Pair, pair
from culling.ui.tasks import Task

_KEY = "what_if"


class PairJob(Task[Pair | None]):
    """A photo before and after damage: pictures, and the measures of both."""

    def __init__(self, probed: Probed, where: Setting, names: Sequence[str]) -> None:
        super().__init__()
        self.asked = (probed, where, tuple(names))
        self.start(lambda: None if self.cancelled else pair(*self.asked))


class CurveJob(Task[None]):
    """A curve that grows; `latest` is as far as it is, also when it was stopped."""

    def __init__(self, probed: Probed, dial: Dial, policy: Policy, names: Sequence[str]) -> None:
        super().__init__()
        self.asked = (probed, dial.name, policy.policy_id, tuple(names))
        self.latest: Curve | None = None
        self.start(lambda: self._work(probed, dial, policy, names))

    def _work(self, probed: Probed, dial: Dial, policy: Policy, names: Sequence[str]) -> None:
        for curve in growing_curve(probed, dial, policy, names):
            self.latest = curve
            if self.cancelled:
                return


class ManyJob(Counted[Robustness]):
    """The robustness of a policy over photos of a folder.

    Attributes:
        folder, policy: which.
    """

    def __init__(self, folder: Path, paths: Sequence[str], policy: Policy, sample: int | None, seed: int = 0) -> None:
        self.folder, self.policy = folder, policy
        self._began = time.monotonic()

        def work(tell: Tell, stop: threading.Event) -> Robustness:
            given = {"sample": sample, "seed": seed, "progress": tell, "cancel": stop}
            return robustness(folder, policy, paths=paths, **given)  # type: ignore[arg-type]

        super().__init__(work)

    @property
    def seconds_left(self) -> float | None:
        """As fast as it went so far; None while nothing is known."""
        if not self.done:
            return None
        return (time.monotonic() - self._began) / self.done * (self.total - self.done)


@dataclass
class Kept:
    """Of one browser session."""

    probed: Probed | None = None
    pair: PairJob | None = None
    curve: CurveJob | None = None
    many: ManyJob | None = None

    def of(self, photo: Photo) -> Probed:
        """What is known of a photo; nothing at first, and then no longer of the one before."""
        if self.probed is None or not _same(self.probed.photo, photo):
            self.probed = Probed(photo)
        return self.probed

    def pair_of(self, probed: Probed, where: Setting, names: Sequence[str]) -> PairJob:
        """Under way, or done; one that has not begun yet and that nobody waits for any more never does."""
        if self.pair is None or self.pair.asked != (probed, where, tuple(names)):
            if self.pair is not None:
                self.pair.cancel()
            self.pair = PairJob(probed, where, names)
        return self.pair

    def curve_of(self, probed: Probed, dial: Dial, policy: Policy, names: Sequence[str]) -> CurveJob:
        """Under way, stopped, or done; one that nobody looks at any more is stopped."""
        asked = (probed, dial.name, policy.policy_id, tuple(names))
        if self.curve is None or self.curve.asked != asked:
            self.stop_curve()
            self.curve = CurveJob(probed, dial, policy, names)
        return self.curve

    def stop_curve(self) -> None:
        """Stop what is under way."""
        if self.curve is not None:
            self.curve.cancel()

    def begin_many(self, job: ManyJob) -> None:
        """Remember it; it stops with the session, when nobody can look at it any more."""
        self.many = job
        weakref.finalize(self, job.stop.set)

    def many_of(self, folder: Path) -> ManyJob | None:
        """The last run over this folder; one of another folder is stopped and forgotten."""
        if self.many is not None and self.many.folder != folder:
            self.many.cancel()
            self.many = None
        return self.many


def _same(one: Photo, other: Photo) -> bool:
    """Whether what was measured of one holds of the other: photos are read anew when many people look at many."""
    return one is other or (one.content_hash != "" and one.content_hash == other.content_hash)


def kept() -> Kept:
    """This session's."""
    known: Kept = st.session_state.setdefault(_KEY, Kept())
    return known
