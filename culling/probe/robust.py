"""How robust a policy is: of many photos, how many decisions each of some damages turns over."""

from __future__ import annotations

import os
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from culling.audit.intervals import Rate, wilson
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.explain import Reason
from culling.folders import find_photos, folder_of, path_of, printable, relative_key
from culling.photos import read_photo
from culling.policy import Policy
from culling.probe.dials import get_dial
from culling.probe.judging import check, judged, left_out, turned
from culling.probe.probed import Probed, Setting, setting
from culling.rule import Rule
from culling.workers import TookTooLong, run_on_threads

#: What a policy is asked by default: as much as happens to good photos, not what ruins them.
TRIALS: tuple[tuple[str, float], ...] = (
    ("exposure", -1.0),
    ("exposure", 1.0),
    ("gaussian_blur", 1.0),
    ("defocus", 2.0),
    ("motion", 4.0),
    ("shake", 4.0),
    ("noise", 8.0),
    ("jpeg", 50.0),
    ("distort", 8.0),
)
UNDAMAGED: Setting = ()
SECONDS_EACH = 120.0  # for one photo with all its damage; more is no photo but a fault

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision that a damage turned over.

    Attributes:
        was, now: the verdicts.
        by: the rules that turned it, as conditions: "blur > 0.35".
        because: what they say of the damaged photo.
    """

    was: str
    now: str
    by: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class PhotoProbe:
    """What came of one photo.

    Attributes:
        path: its key in the folder.
        verdict: undamaged; "" with an error.
        turns: for each trial the turn, None where the verdict stays.
        error: why it could not be probed.
    """

    path: str
    verdict: str = ""
    turns: tuple[Turn | None, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Robustness:
    """What came of a folder.

    Attributes:
        policy, seed: as given.
        trials: (dial, amount) each.
        photos: those that were drawn and reached, by path; also those that could not be read.
        drawn: how many were to be probed; more than there are photos here where it was stopped.
        population: how many the folder has.
    """

    policy: Policy
    seed: int
    trials: tuple[tuple[str, float], ...]
    photos: tuple[PhotoProbe, ...]
    drawn: int
    population: int

    @property
    def stopped(self) -> bool:
        return len(self.photos) < self.drawn

    @property
    def probed(self) -> tuple[PhotoProbe, ...]:
        """Those that could be read."""
        return tuple(photo for photo in self.photos if not photo.error)

    @property
    def failed(self) -> tuple[PhotoProbe, ...]:
        return tuple(photo for photo in self.photos if photo.error)

    @property
    def notes(self) -> list[str]:
        """What was not looked at."""
        return left_out(self.policy)

    def turns(self, trial: int, was: str = "", now: str = "") -> dict[str, Turn]:
        """By path, the decisions that a trial turned over; only those from or to a verdict where one is given."""
        found = ((photo.path, photo.turns[trial]) for photo in self.probed)
        return {path: turn for path, turn in found if turn and was in ("", turn.was) and now in ("", turn.now)}

    def share(self, trial: int) -> Rate:
        """The share that flips, with Wilson's interval: for the folder where a sample was drawn, else for its like."""
        count, hits = len(self.probed), len(self.turns(trial))
        low, high = wilson(hits, count)
        return Rate(hits / count if count else float("nan"), float(low), float(high), count)

    def rules(self, trial: int) -> list[tuple[str, int]]:
        """The rules that turned decisions, the most frequent first, with how many each; two may turn one together."""
        counts = Counter(rule for turn in self.turns(trial).values() for rule in turn.by)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def robustness(
    folder: Path,
    policy: Policy,
    *,
    trials: Iterable[tuple[str, float]] = TRIALS,
    sample: int | None = None,
    seed: int = 0,
    paths: Sequence[str] | None = None,
    workers: int | None = None,
    limits: Limits | None = None,
    progress: Tell | None = None,
    cancel: threading.Event | None = None,
) -> Robustness:
    """Decode each photo once, measure what the policy reads undamaged and under each trial, and compare verdicts.

    Photos are taken in a random order, so that a run that was stopped is a random sample as well. The same seed gives
    the same sample and the same damage.

    Args:
        folder: of photos.
        policy: what judges.
        trials: (dial, amount) each.
        sample: how many photos, drawn at random; None for all.
        seed: of the sample, and of what is random in the damage.
        paths: keys of the photos there are; looked for in the folder when left out.
        workers: threads; None for one per core.
        limits: what reading one photo may cost.
        progress: called with (done, of).
        cancel: set it to stop after the photos under way.

    Raises:
        CullingError: the policy has no rule that can be probed, or the folder no photos.
        ValueError: no trial, no such damage or amount; `sample`, `seed` or `workers` out of range.
    """
    tried = tuple(trials)
    settings = _checked(tried, sample, seed, workers)
    check(policy)
    folder = folder_of(folder).absolute()
    every = _all(folder, cancel) if paths is None else list(paths)
    if not every:
        raise CullingError(f"There are no photos in {printable(folder)}. Choose a folder of photos.")
    work = _Work(folder, policy, settings, seed, limits or Limits())
    drawn = _draw(every, sample, seed)
    found = list(_probed(work, drawn, workers or os.cpu_count() or 1, progress, cancel))
    found.sort(key=lambda photo: photo.path)
    return Robustness(policy, seed, tried, tuple(found), len(drawn), len(every))


@dataclass(frozen=True)
class _Work:
    folder: Path
    policy: Policy
    settings: tuple[Setting, ...]
    seed: int
    limits: Limits

    def probe(self, path: str) -> PhotoProbe:
        """One photo; its path is part of the seed, so that not every photo is shaken alike."""
        photo = read_photo(path_of(self.folder, path), self.limits)
        probed = Probed(photo, self.seed + zlib.crc32(path.encode()))
        before = probed.values(UNDAMAGED, self.policy.measures)
        verdict = judged([before], self.policy)[0].verdict
        turns = []
        for where in self.settings:
            now = probed.values(where, self.policy.measures)
            then = judged([now], self.policy)[0].verdict
            turns.append(None if then == verdict else _turn(verdict, then, turned(before, now, self.policy)))
        return PhotoProbe(path, verdict, tuple(turns))


def _turn(was: str, now: str, reasons: list[Reason]) -> Turn:
    rules = tuple(dict.fromkeys(_condition(reason.rule, was, now) for reason in reasons))
    return Turn(was, now, rules, "; ".join(reason.text for reason in reasons))


def _condition(rule: Rule, was: str, now: str) -> str:
    """The part of a rule that the turn is about: its cutoff where it rejects, else its band of doubt."""
    return rule.text if "reject" in (was, now) or rule.maybe is None else rule.band


def _probed(
    work: _Work, drawn: Sequence[str], threads: int, progress: Tell | None, cancel: threading.Event | None
) -> Iterable[PhotoProbe]:
    tell = progress or (lambda done, of: None)
    tell(0, len(drawn))
    crew = run_on_threads(work.probe, drawn, threads=min(threads, len(drawn)), seconds=SECONDS_EACH, cancel=cancel)
    with closing(crew):
        for done, (path, outcome) in enumerate(crew, 1):
            yield _as_probe(path, outcome)
            tell(done, len(drawn))


def _as_probe(path: str, outcome: PhotoProbe | Exception) -> PhotoProbe:
    """A photo that cannot be probed is told of, whatever went wrong."""
    if isinstance(outcome, PhotoProbe):
        return outcome
    if isinstance(outcome, CullingError):
        return PhotoProbe(path, error=str(outcome))
    if isinstance(outcome, MemoryError):
        return PhotoProbe(path, error="not enough memory for this photo")
    if isinstance(outcome, TookTooLong):
        return PhotoProbe(path, error=f"Probing it took too long: {outcome}.")
    return PhotoProbe(path, error=f"Probing failed, please report it: {type(outcome).__name__}: {outcome}")


def _all(folder: Path, cancel: threading.Event | None) -> list[str]:
    return [relative_key(folder, path) for path in find_photos(folder, cancel=cancel)]


def _draw(paths: Sequence[str], sample: int | None, seed: int) -> list[str]:
    """The sample in random order; the order in which the paths are given does not matter."""
    ordered = sorted(paths)
    places = np.random.default_rng(seed).permutation(len(ordered))[:sample]
    return [ordered[place] for place in places]


def _checked(
    trials: tuple[tuple[str, float], ...], sample: int | None, seed: int, workers: int | None
) -> tuple[Setting, ...]:
    if not trials:
        raise ValueError("name at least one damage to try")
    for name, number, least in (("sample", sample, 1), ("workers", workers, 1), ("seed", seed, 0)):
        if number is not None and number < least:
            raise ValueError(f"{name} must be {least} or more, got {number}")
    settings = tuple(setting({name: amount}) for name, amount in trials)
    for (name, amount), where in zip(trials, settings, strict=True):
        if not where:
            raise ValueError(f"{get_dial(name).said(amount)} of {name} changes nothing; choose another amount")
    return settings
