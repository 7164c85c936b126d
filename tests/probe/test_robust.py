"""Robustness: flips counted as by hand, samples by seed, every photo told of, stopped in the middle, any thread."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.audit.intervals import wilson
from culling.errors import CullingError
from culling.photos import read_photo
from culling.policy import Policy
from culling.probe import robust
from culling.probe.probed import Probed, setting
from culling.probe.robust import TRIALS, robustness
from culling.rule import Rule
from tests.probe.photos import LIGHT

LEVELS = (40, 66, 75, 120, 196, 230)  # LIGHT rejects the first and the last
EXPOSURE = (("exposure", -0.5), ("exposure", 0.25), ("exposure", 1.5))


@pytest.fixture(scope="module")
def greys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One tone each, by level, and a file that is no photo."""
    folder = tmp_path_factory.mktemp("greys")
    (folder / "below").mkdir()
    for level in LEVELS:
        cv2.imwrite(str(folder / "below" / f"{level:03}.png"), np.full((48, 64, 3), level, np.uint8))
    (folder / "bad.jpg").write_bytes(b"nothing")
    return folder


def _by_hand(folder: Path, name: str, amount: float) -> dict[str, tuple[str, str]]:
    """(was, now) of each photo that flips, from the measure alone."""
    found = {}
    for level in LEVELS:
        key = f"below/{level:03}.png"
        probed = Probed(read_photo(folder / key))
        pair = []
        for where in ((), setting({name: amount})):
            value = probed.values(where, ["luminance"])["luminance"]
            pair.append("reject" if value < 60 or value > 200 else "keep")
        if pair[0] != pair[1]:
            found[key] = (pair[0], pair[1])
    return found


def test_flips_are_those_counted_by_hand(greys: Path) -> None:
    found = robustness(greys, LIGHT, trials=EXPOSURE)
    for place, (name, amount) in enumerate(EXPOSURE):
        flips = {path: (turn.was, turn.now) for path, turn in found.turns(place).items()}
        assert flips == _by_hand(greys, name, amount)
    assert [len(found.turns(place)) for place in range(3)] == [2, 1, 2]
    assert found.turns(0, "reject", "keep").keys() == {"below/230.png"}
    assert found.turns(0, "reject", "keep")["below/230.png"].by == ("luminance > 200",)
    assert found.rules(0) == [("luminance < 60", 1), ("luminance > 200", 1)]


def test_the_share_has_wilsons_interval_over_the_photos_that_could_be_read(greys: Path) -> None:
    share = robustness(greys, LIGHT, trials=EXPOSURE).share(1)
    low, high = wilson(1, len(LEVELS))
    assert (share.value, share.count) == (1 / 6, 6)
    assert (share.low, share.high) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_an_unreadable_file_is_told_of(greys: Path) -> None:
    found = robustness(greys, LIGHT, trials=EXPOSURE)
    (bad,) = found.failed
    assert bad.path == "bad.jpg"
    assert bad.error
    assert (found.population, found.drawn, found.stopped) == (7, 7, False)


def test_a_fault_in_one_photo_is_told_of_too(greys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(path: Path, limits: object) -> object:
        if path.name == "120.png":
            raise ZeroDivisionError("oh")
        return read_photo(path)

    monkeypatch.setattr(robust, "read_photo", faulty)
    errors = {photo.path: photo.error for photo in robustness(greys, LIGHT, trials=EXPOSURE).failed}
    assert errors["below/120.png"] == "Probing failed, please report it: ZeroDivisionError: oh"


def test_a_sample_is_drawn_by_its_seed_whatever_the_order_or_the_threads(greys: Path) -> None:
    paths = [f"below/{level:03}.png" for level in LEVELS]
    one = robustness(greys, LIGHT, trials=EXPOSURE, sample=3, seed=1, paths=paths, workers=1)
    two = robustness(greys, LIGHT, trials=EXPOSURE, sample=3, seed=1, paths=paths[::-1], workers=3)
    assert one == two
    assert (len(one.photos), one.population) == (3, 6)
    drawn = {
        frozenset(photo.path for photo in robustness(greys, LIGHT, trials=EXPOSURE, sample=3, seed=seed).photos)
        for seed in range(4)
    }
    assert len(drawn) > 1


def test_a_run_that_is_cancelled_keeps_what_it_has_and_says_so(greys: Path) -> None:
    cancel, heard = threading.Event(), []

    def tell(done: int, of: int) -> None:
        heard.append((done, of))
        if done == 2:
            cancel.set()

    found = robustness(greys, LIGHT, trials=EXPOSURE, workers=1, progress=tell, cancel=cancel)
    assert found.stopped
    assert len(found.photos) in (2, 3)  # the one under way is finished
    assert heard[:3] == [(0, 7), (1, 7), (2, 7)]
    assert found.share(0).count <= 3


def test_each_photo_is_read_once(greys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(path: Path, limits: object) -> object:
        read.append(path.name)
        return read_photo(path)

    monkeypatch.setattr(robust, "read_photo", counted)
    robustness(greys, LIGHT)
    assert sorted(read) == sorted(["bad.jpg", *(f"{level:03}.png" for level in LEVELS)])


def test_the_usual_trials_are_each_a_damage() -> None:
    assert {("exposure", -1.0), ("exposure", 1.0), ("gaussian_blur", 1.0), ("noise", 8.0), ("jpeg", 50.0)} <= set(
        TRIALS
    )
    assert all(setting({name: amount}) for name, amount in TRIALS)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"trials": ()}, "at least one damage"),
        ({"trials": [("jpeg", 100)]}, "changes nothing"),
        ({"trials": [("noise", 1e9)]}, "noise goes from 0 to 45 levels"),
        ({"sample": 0}, "sample must be 1 or more"),
        ({"workers": 0}, "workers must be 1 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
    ],
)
def test_bad_calls_are_refused(greys: Path, given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        robustness(greys, LIGHT, **given)  # type: ignore[arg-type]


def test_no_photos_and_no_rules_are_for_a_person_to_mend(greys: Path, tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="no photos"):
        robustness(tmp_path, LIGHT)
    with pytest.raises(CullingError, match="no rules"):
        robustness(greys, Policy("none"))
    with pytest.raises(CullingError, match="learned"):
        robustness(greys, Policy("mine", (Rule("p_keep", "below", 0.5),)))
