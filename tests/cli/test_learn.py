"""`culling learn` as a person types it: learns, tells, refuses, forgets; a rule on p_keep then decides."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from culling import scan
from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.cli import main
from tests.cli.test_marks import Said
from tests.preference.marked import WITHOUT, write_marked

Learn = Callable[..., Said]
RULE = 'name = "mine"\n[[rules]]\nmetric = "p_keep"\nreject_below = 0.5\n'


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder that is measured, without marks."""
    place = tmp_path_factory.mktemp("learn")
    said = write_marked(place / "photos")
    scan(place / "photos", catalog=place / "c.sqlite", without=WITHOUT)
    return place, said


@pytest.fixture
def culling(scanned: tuple[Path, object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Learn:
    """`culling COMMAND FOLDER …` through the program's own `main`."""

    def run(name: str, *words: object) -> Said:
        place = scanned[0]
        command = ["culling", name, str(place / "photos"), "--catalog", str(place / "c.sqlite"), *map(str, words)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 0, told.out, told.err)

    return run


def labels(place: Path, said: dict[str, str]) -> Path:
    pd.Series(said, name="label").rename_axis("path").to_csv(place / "labels.csv")
    return place / "labels.csv"


def test_from_labels_to_decisions_and_back(
    culling: Learn, scanned: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    place, said = scanned
    told = culling("learn", "--labels", labels(tmp_path, said), "--json", tmp_path / "n.json")
    assert told.code == 0, told.err
    assert "Learned from 28 keeps and 20 rejects" in " ".join(told.err.split())
    assert "rightly rejected" in told.err
    numbers = json.loads((tmp_path / "n.json").read_text())
    assert numbers["saved"] is True
    assert numbers["auc"][1] > 0.5
    (tmp_path / "p.toml").write_text(RULE)
    assert culling("decide", "--policy", tmp_path / "p.toml", "--out", tmp_path / "d.csv").code == 0
    decisions = pd.read_csv(tmp_path / "d.csv")
    assert (decisions["verdict"] == "reject").tolist() == (decisions["p_keep"] < 0.5).tolist()
    assert set(decisions["learned"]) == {numbers["training_set_sha256"]}
    new = place / "photos" / "new.jpg"
    new.write_bytes((place / "photos" / "day 0" / "01.jpg").read_bytes() + b"another content")
    assert culling("decide", "--out", tmp_path / "d.csv").code == 0
    filled = pd.read_csv(tmp_path / "d.csv").set_index("path")["p_keep"]
    assert 0 < filled["new.jpg"] < 1, "a new photo has its number after the scan"
    new.unlink()
    first = (tmp_path / "n.json").read_bytes()
    assert culling("learn", "--labels", labels(tmp_path, said), "--json", tmp_path / "n.json", "-q").err == ""
    assert (tmp_path / "n.json").read_bytes() == first
    assert "forgotten" in culling("learn", "--forget").err
    with Catalog(place / "photos", place / "c.sqlite") as catalog:
        assert catalog.table()["p_keep"].isna().all()


def test_too_few_marks_are_refused_with_what_is_missing(culling: Learn) -> None:
    told = culling("learn", "--marks")
    assert told.code == 1
    assert "at least 20 keeps and 20 rejects are needed" in " ".join(told.err.split())


def test_labels_that_follow_nothing_are_refused_and_nothing_is_saved(
    culling: Learn, scanned: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    place, said = scanned
    culling("learn", "--forget")
    dealt = {path: ["keep", "reject"][at // 2 % 2] for at, path in enumerate(said)}
    told = culling("learn", "--labels", labels(tmp_path, dealt), "--json", tmp_path / "n.json")
    assert told.code == 1
    assert "cannot be told apart by these numbers" in " ".join(told.err.split())
    assert json.loads((tmp_path / "n.json").read_text())["saved"] is False
    with Catalog(place / "photos", place / "c.sqlite") as catalog:
        assert catalog.learned() is None


def test_numbers_that_cannot_be_written_are_told_before_anything_is_saved(
    culling: Learn, scanned: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    place, said = scanned
    culling("learn", "--forget")
    for target in (tmp_path, tmp_path / "nowhere" / "n.json"):
        told = culling("learn", "--labels", labels(tmp_path, said), "--json", target)
        assert (told.code, "cannot write" in told.err) == (1, True)
        with Catalog(place / "photos", place / "c.sqlite") as catalog:
            assert catalog.learned() is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.csv"]


def test_locked_photos_are_not_learned_from(
    culling: Learn, scanned: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    place, said = scanned
    lock = Lock("salt", 0.1)
    with Catalog(place / "photos", place / "c.sqlite") as catalog:
        catalog.lock_labels(lock.about)
        contents = catalog.table()["content_hash"][list(said)]
    held = contents[lock.holds(contents)]
    rejects = [path for path in said if said[path] == "reject" and path not in held.index]
    keeps = [path for path in said if said[path] == "keep" and path not in held.index]
    told = " ".join(culling("learn", "--labels", labels(tmp_path, said)).err.split())
    with Catalog(place / "photos", place / "c.sqlite") as catalog:
        catalog.lock_labels(None)
    assert len(held) > 0
    assert (
        f"{len(keeps)} keeps, {len(rejects)} rejects; {len(held)} photos are locked away and not learned from" in told
    )


def test_one_source_at_a_time(culling: Learn, tmp_path: Path) -> None:
    told = culling("learn", "--forget", "--marks")
    assert told.code == 2
    assert "choose one of --marks, --labels FILE and --forget" in told.err
