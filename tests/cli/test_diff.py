"""`culling diff` as a person types it: who flips and why, as text, CSV and JSON; who is right; what cannot be used."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from scipy.stats import binomtest

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.decide import VERDICTS, decide
from culling.policy import Policy
from culling.rule import Rule
from culling.scan import scan
from tests.typed import Said, run_culling
from tests.ui.photos import write_photos

LAX = Policy("=lax [red]", (Rule("sharpest_tile", "below", 30.0),))
STRICT = Policy("strict", (Rule("sharpest_tile", "below", 20_000.0, maybe=40_000.0), Rule("luminance", "below", 60.0)))


Diff = Callable[..., Said]


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve photos that were scanned, sharp to blurred, beside two policies; the first photo is marked."""
    folder = tmp_path_factory.mktemp("diff")
    write_photos(folder / "photos")
    scan(folder / "photos", catalog=folder / "known.sqlite", without=("people", "things"))
    with Catalog(folder / "photos", folder / "known.sqlite") as catalog:
        catalog.set_mark("photo_01.jpg", "keep")
    LAX.save(folder / "a.toml")
    STRICT.save(folder / "b.toml")
    return folder


@pytest.fixture
def diff(photos: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Diff:
    """`culling diff …` through the program's own `main`, in the folder of the policies."""
    monkeypatch.chdir(photos)
    monkeypatch.setenv("COLUMNS", "160")

    def run(*words: object) -> Said:
        return run_culling(monkeypatch, capfd, "diff", *words, "--catalog", "known.sqlite")

    return run


def _verdicts(photos: Path, policy: Policy) -> dict[str, str]:
    with Catalog(photos / "photos", photos / "known.sqlite") as catalog:
        return decide(catalog.table(), policy)["verdict"].astype(str).to_dict()


def _alone(photos: Path, policy: Policy) -> dict[str, str]:
    """As if nobody had marked a photo."""
    with Catalog(photos / "photos", photos / "known.sqlite") as catalog:
        return decide(catalog.table().drop(columns="mark"), policy)["verdict"].astype(str).to_dict()


def test_the_summary_counts_verdicts_and_tells_the_rules_that_decide(diff: Diff, photos: Path) -> None:
    said = diff("a.toml", "b.toml", "photos")
    assert said.code == 0, said.err
    was, now = _verdicts(photos, LAX), _verdicts(photos, STRICT)
    flips = [path for path in was if was[path] != now[path]]
    assert flips
    assert "A: =lax [red] (" in said.out
    assert "B: strict, changed (" in said.out  # another one is built in under that name
    assert f"{len(flips)} of 12 photos flip, 1 of them marked by hand, which no policy changes" in said.out
    rows = [line.split() for line in said.out.splitlines()]
    for verdict in VERDICTS:
        counted = [sum(was[path] == verdict and now[path] == other for path in was) for other in VERDICTS]
        assert [verdict, *map(str, counted)] in rows
    assert "sharpest_tile: reject below 30 → 20000" in said.out
    assert "new rule: luminance below 60" in said.out


def test_flips_and_json_tell_every_photo_and_the_same_bytes_twice(diff: Diff, photos: Path, tmp_path: Path) -> None:
    for name in ("1", "2"):
        files = ("--out", tmp_path / f"{name}.csv", "--json", tmp_path / f"{name}.json")
        assert diff("a.toml", "b.toml", "photos", "-q", *files) == (0, "", "")
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    was, now = _verdicts(photos, LAX), _verdicts(photos, STRICT)
    flips = {path: (was[path], now[path]) for path in was if was[path] != now[path]}
    with (tmp_path / "1.csv").open(newline="") as file:
        assert {line["path"]: (line["was"], line["is"]) for line in csv.DictReader(file)} == flips
    told = json.loads((tmp_path / "1.json").read_text())
    assert {flip["path"]: (flip["was"], flip["is"]) for flip in told["flips"]} == flips
    assert (told["photos"], told["marked"], told["labels"]) == (12, 1, None)
    assert told["second"]["toml"] == STRICT.to_toml()
    assert sum(sum(row.values()) for row in told["counts"].values()) == 12
    assert {cause["because"] for cause in told["causes"]} == {"sharpest_tile below", "luminance below"}


def test_labels_tell_which_of_the_two_is_right(diff: Diff, photos: Path, tmp_path: Path) -> None:
    was, now = (_alone(photos, policy) for policy in (LAX, STRICT))
    said = {path: "reject" if verdict == "reject" else "keep" for path, verdict in now.items()}
    said["photo_01.jpg"] = "keep"
    lines = "".join(f"{path},{label}\n" for path, label in said.items())
    (tmp_path / "labels.csv").write_text(f"path,label\n{lines}gone.jpg,keep\n")
    done = diff("a.toml", "b.toml", "photos", "--labels", tmp_path / "labels.csv", "--json", tmp_path / "d.json")
    assert done.code == 0, done.err
    assert "no photo 'gone.jpg' in this folder" in done.err
    assert "against 12 labels" in done.out
    told = json.loads((tmp_path / "d.json").read_text())["labels"]
    right = sum(was[path] != "reject" and said[path] == "reject" for path in was)
    assert (told["first_right"], told["second_right"]) == (1, right)  # without its mark, strict rejects photo_01
    assert right > 2
    go = list(said.values()).count("reject")
    low = binomtest(go, go).proportion_ci(method="wilson").low
    assert told["second"]["recall"] == {"value": 1, "low": pytest.approx(low), "high": 1, "count": go}
    assert told["mcnemar_p"] == pytest.approx(binomtest(1, right + 1).pvalue)


def test_labels_of_locked_photos_are_left_out_until_forced_and_both_looks_are_noted(
    diff: Diff, photos: Path, tmp_path: Path
) -> None:
    lock = Lock("salt", 0.5)
    with Catalog(photos / "photos", photos / "known.sqlite") as catalog:
        table = catalog.table()
        catalog.lock_labels(lock.about)
    held = int(lock.holds(table["content_hash"]).sum())
    assert 0 < held < 12
    lines = "".join(f"{path},{('keep', 'reject')[row % 2]}\n" for row, path in enumerate(table.index))
    (tmp_path / "labels.csv").write_text(f"path,label\n{lines}")
    words = ("a.toml", "b.toml", "photos", "--labels", tmp_path / "labels.csv")
    some, every = diff(*words), diff(*words, "--force")
    with Catalog(photos / "photos", photos / "known.sqlite") as catalog:
        catalog.lock_labels(None)
        noted = [look for look in catalog.looks()["about"][-4:] if look["file"] == "labels.csv"]
    assert (some.code, every.code) == (0, 0)
    assert f"against {12 - held} label" in some.out
    assert "locked away in this folder and not used" in some.err
    assert "against 12 labels" in every.out
    assert [look["policy"] for look in noted] == [LAX.name, STRICT.name] * 2


def test_a_policy_beside_itself_has_no_flips(diff: Diff) -> None:
    said = diff("default", "default", "photos")
    assert said.code == 0
    assert "0 of 12 photos flip" in said.out
    assert "the two policies are the same" in said.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["missing.toml", "default", "photos"], "missing.toml"),
        (["default", "known.sqlite", "photos"], "no policy"),
        (["default", "strict", "nowhere"], "There is no folder"),
        (["default", "strict", "photos", "--labels", "nothing.csv"], "nothing.csv"),
        (["default", "strict", "photos", "--labels", "known.sqlite"], "not UTF-8"),
        (["default", "strict", "photos", "--json", "no/such/folder.json"], "cannot write"),
    ],
)
def test_what_a_user_can_mend_is_one_sentence(diff: Diff, words: list[str], says: str) -> None:
    said = diff(*words)
    assert said.code == 1
    assert says in said.err
    assert "Traceback" not in said.err
