"""`culling audit` as a person types it: the same bytes twice, numbers that follow from `culling decide`, bad labels."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import confusion_matrix, precision_score, recall_score

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.labels import Label
from culling.presets import get_policy
from culling.scan import scan
from tests.audited import HOSTILE, LEFT_OUT, NAMES, POLICY, UNREADABLE_NAME, audited
from tests.typed import Said, run_culling

Command = Callable[..., Said]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audited(tmp_path_factory.mktemp("audit"))


@pytest.fixture
def command(place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`culling …` through the program's own `main`, beside the photos."""
    monkeypatch.chdir(place)

    def run(*words: object, catalog: str = "known.sqlite") -> Said:
        return run_culling(monkeypatch, capfd, *words, "--catalog", catalog)

    return run


@pytest.fixture
def audit(command: Command, tmp_path: Path) -> Callable[..., tuple[Said, dict[str, Any]]]:
    """`culling audit photos --labels …` on these labels, and its numbers; {} where it wrote none."""

    def run(content: str | Mapping[str, str] | bytes, *more: object) -> tuple[Said, dict[str, Any]]:
        file, out = tmp_path / "labels.csv", tmp_path / "n.json"
        out.unlink(missing_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else _csv(content).encode())
        said = command("audit", "photos", "--labels", file, "--policy", "own.toml", "--json", out, *more)
        return said, json.loads(out.read_text()) if out.is_file() else {}

    return run


Audit = Callable[..., tuple[Said, dict[str, Any]]]


def _csv(content: str | Mapping[str, str]) -> str:
    if isinstance(content, str):
        return content
    lines = io.StringIO()
    csv.writer(lines).writerows([("path", "label"), *content.items()])
    return lines.getvalue()


def _mixed() -> dict[str, str]:
    """A label for each photo: sharp ones keep, soft ones reject, and two against the policy."""
    said = dict.fromkeys(NAMES[:3], "keep") | dict.fromkeys([*NAMES[3:], *HOSTILE], "reject")
    return {**said, NAMES[1]: "reject", UNREADABLE_NAME: "reject"}


def test_the_numbers_follow_from_the_labels_and_from_what_culling_decide_writes(audit: Audit, command: Command) -> None:
    said, found = audit(_mixed())
    assert said.code == 0, said.err
    decided = command("decide", "photos", "--policy", "own.toml", "-q").out
    verdicts = {line["path"].removeprefix("'"): line["verdict"] for line in csv.DictReader(io.StringIO(decided))}
    go = [label == "reject" for label in _mixed().values()]
    out = [verdicts[path] == "reject" for path in _mixed()]
    tn, fp, fn, tp = confusion_matrix(go, out).ravel().tolist()
    assert min(tp, fn, tn + fp) > 0
    assert found["confusion"] == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
    assert found["precision"]["value"] == pytest.approx(precision_score(go, out))
    assert found["recall"]["value"] == pytest.approx(recall_score(go, out))
    assert {one["path"] for one in found["missed_rejects"]} == {
        path for path, label in _mixed().items() if label == "reject" and verdicts[path] != "reject"
    }
    assert f"{found['confusion']['tp']} of {tp + fp}" in said.out
    assert found["photos"] == {
        "count": 14,
        "unreadable": 1,
        "verdicts": {word: list(verdicts.values()).count(word) for word in ("keep", "maybe", "reject", "unjudged")},
    }


def test_two_processes_give_the_same_bytes_wherever_the_folder_lies(
    command: Command, place: Path, tmp_path: Path
) -> None:
    (tmp_path / "labels.csv").write_text(_csv(_mixed()))
    other = tmp_path / "elsewhere"
    shutil.copytree(place / "photos", other / "photos")
    scan(other / "photos", catalog=tmp_path / "other.sqlite", without=LEFT_OUT)
    made = []
    for folder in (place / "photos", other / "photos"):
        files = [tmp_path / f"{len(made)}.html", tmp_path / f"{len(made)}.json"]
        words = ["audit", folder, "--labels", tmp_path / "labels.csv", "--policy", place / "own.toml"]
        words += ["--report", files[0], "--json", files[1], "--pictures", "-q"]
        if not made:
            assert command(*words) == (0, "", "")
        else:
            script = "from culling.cli import main; main()"
            line = [sys.executable, "-c", script, *words, "--catalog", str(tmp_path / "other.sqlite")]
            done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        made.append([file.read_bytes() for file in files])
    assert made[0] == made[1]
    for content in made[0]:
        assert str(tmp_path).encode() not in content
        assert place.name.encode() not in content
    assert b"<script>" not in made[0][0]
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;.jpg" in made[0][0]
    assert UNREADABLE_NAME.encode() in made[0][0]
    assert made[0][0].count(b'src="data:image/jpeg;base64,') >= 1


def test_the_ledger_is_compared_with_what_is_not_locked_away_and_the_look_is_noted(
    command: Command, place: Path, tmp_path: Path
) -> None:
    scan(place / "photos", catalog=tmp_path / "own.sqlite", without=LEFT_OUT)
    with Catalog(place / "photos", tmp_path / "own.sqlite") as known:
        known.add_labels([Label(path, "keep", by="<ann>", how="blind") for path in NAMES[:4]])
        known.add_labels([Label(path, "reject", by="bob", how="seen") for path in NAMES[4:]])
        known.lock_labels(Lock("salt", 0.5).about)
    words = ("audit", "photos", "--policy", "own.toml", "--json", tmp_path / "n.json")
    said = command(*words, catalog=str(tmp_path / "own.sqlite"))
    assert said.code == 0, said.err
    labels = json.loads((tmp_path / "n.json").read_text())["labels"]
    assert 0 < labels["count"] < 9
    assert labels["count"] + labels["locked"] == 9
    assert sum(labels["by"].values()) == labels["count"]
    assert labels["first"] <= labels["last"]
    assert f"{labels['locked']} label" in said.err
    assert "they lean towards its verdicts" in said.err
    with Catalog(place / "photos", tmp_path / "own.sqlite") as known:
        assert known.looks()["about"].iloc[-1]["where"] == "culling audit"
        known.lock_labels(Lock("salt", 0.999999).about)
    said = command(*words, catalog=str(tmp_path / "own.sqlite"))
    assert said.code == 1
    assert "all 9 labels are locked away" in said.err


def test_without_any_label_it_says_where_to_get_some_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    said = command("audit", "photos", "--report", tmp_path / "r.html")
    assert said.code == 1
    assert "no photo in photos is labelled: give a file with --labels" in said.err
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize("label", ["keep", "reject"])
def test_one_class_only_is_reported_with_what_cannot_be_told(audit: Audit, tmp_path: Path, label: str) -> None:
    said, found = audit(dict.fromkeys([*NAMES, *HOSTILE], label), "--report", tmp_path / "r.html")
    assert said.code == 0, said.err
    assert f"All 12 labels say {label}" in said.err
    assert found["auc"]["value"] is None
    assert "There is no curve" in (tmp_path / "r.html").read_text()


def test_contradictory_labels_count_for_neither_and_are_told(audit: Audit) -> None:
    lines = "".join(f"{path},keep\n" for path in NAMES) + f"{NAMES[0]},reject\n"
    said, found = audit(f"path,label\n{lines}")
    assert said.code == 0
    assert "is both keep and reject; neither counts" in said.err
    assert found["labels"]["count"] == len(NAMES) - 1
    assert any("both keep and reject" in line for line in found["problems"])
    lines = "".join(f"{path},keep,ann,2026-01-01\n" for path in NAMES) + f"{NAMES[0]},reject,bob,2026-01-02\n"
    said, found = audit(f"path,label,by,at\n{lines}")
    assert found["labels"]["count"] == len(NAMES) - 1
    assert found["labels"]["by"] == {"ann": len(NAMES) - 1}
    assert "Of 1 photo different people said different things: neither counts." in said.err


def test_labels_of_photos_that_are_gone_are_told_and_the_others_count(audit: Audit) -> None:
    said, found = audit({**_mixed(), "gone.jpg": "keep", "../outside.jpg": "reject"})
    assert said.code == 0
    assert "no photo 'gone.jpg' in this folder" in said.err
    assert found["labels"]["count"] == 13


def test_one_label_and_a_label_of_an_unreadable_photo_make_a_report(audit: Audit) -> None:
    said, found = audit({NAMES[0]: "keep"})
    assert said.code == 0
    assert found["labels"]["count"] == 1
    assert "The one label says keep" in said.err
    said, found = audit({**_mixed(), "broken.jpg": "reject"})
    assert said.code == 0
    unjudged = [one["path"] for one in found["missed_rejects"] if one["verdict"] == "unjudged"]
    assert unjudged == ["broken.jpg"]
    assert "unreadable" in next(one["reasons"] for one in found["missed_rejects"] if one["path"] == "broken.jpg")
    assert any("1 photo with a label is unjudged" in line for line in found["problems"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "lacks the column"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"\x00\x01\x02", ""),
        ("photo,verdict\na,b\n", "lacks the column"),
        ("path,label\n", "no line of"),
        ("path,label\ngone.jpg,keep\n", "no line of"),
        ("path,label\nphoto_00.jpg,0\n", "could mean either"),
        ("path,verdict,policy_id\nphoto_00.jpg,keep,x\n", "a policy's decisions"),
        ('path,label\n"photo_00.jpg,keep\n', ""),
    ],
)
def test_a_file_that_holds_no_labels_is_one_sentence(audit: Audit, content: str | bytes, says: str) -> None:
    said, found = audit(content)
    assert said.code == 1
    assert found == {}
    assert says in said.err
    assert said.err.startswith(("culling: ", "labels, line"))
    assert "Traceback" not in said.err


def test_labels_copied_from_the_policy_are_refused_until_forced(
    audit: Audit, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Path
) -> None:
    (place / "own.toml").write_text(POLICY.replace("= 60", "= 59"))  # one that no other test compares with labels
    policy_id = get_policy(str(place / "own.toml")).policy_id
    monkeypatch.setattr("culling.labels.circular.ENOUGH", 10)
    monkeypatch.setattr("culling.labels.circular.ENOUGH_OF_EACH", 2)
    decided = command("decide", "photos", "--policy", "own.toml", "-q").out
    verdicts = {line["path"].removeprefix("'"): line["verdict"] for line in csv.DictReader(io.StringIO(decided))}
    copied = {path: "reject" if word == "reject" else "keep" for path, word in verdicts.items() if path != "broken.jpg"}
    said, found = audit(copied, "--report", tmp_path / "r.html")
    assert (said.code, found) == (1, {})
    assert "they look copied from it" in said.err
    assert "--force" in said.err
    assert not (tmp_path / "r.html").exists()
    with Catalog(place / "photos", place / "known.sqlite") as known:
        assert policy_id not in set(known.looks()["policy_id"]), "nothing was compared"
    said, found = audit(copied, "--force", "--report", tmp_path / "r.html")
    assert said.code == 0
    assert "they look copied from it" in found["labels"]["circular"]
    assert "The numbers below say nothing of the policy." in (tmp_path / "r.html").read_text()
    with Catalog(place / "photos", place / "known.sqlite") as known:
        look = known.looks().iloc[-1]
    assert (look["policy_id"], look["about"]["file"]) == (policy_id, "labels.csv")
    (place / "own.toml").write_text(POLICY)


def test_of_a_file_labels_of_locked_photos_are_left_out_until_forced(
    command: Command, place: Path, tmp_path: Path
) -> None:
    shutil.copy(place / "known.sqlite", tmp_path / "own.sqlite")
    lock = Lock("salt", 0.5)
    with Catalog(place / "photos", tmp_path / "own.sqlite") as known:
        known.lock_labels(lock.about)
        held = int(lock.holds(known.table()["content_hash"][list(_mixed())]).sum())
    assert 0 < held < 13
    (tmp_path / "l.csv").write_text(_csv(_mixed()))
    words = ("audit", "photos", "--labels", tmp_path / "l.csv", "--policy", "own.toml", "--json", tmp_path / "n.json")
    catalog = str(tmp_path / "own.sqlite")
    said = command(*words, catalog=catalog)
    assert said.code == 0, said.err
    assert f"{held} of the labels are of photos that are locked away in this folder and not used" in said.err
    labels = json.loads((tmp_path / "n.json").read_text())["labels"]
    assert (labels["count"], labels["locked"]) == (13 - held, held)
    said = command(*words, "--force", catalog=catalog)
    assert "locked away in this folder: used all the same" in said.err
    assert json.loads((tmp_path / "n.json").read_text())["labels"]["count"] == 13
    with Catalog(place / "photos", tmp_path / "own.sqlite") as known:
        known.lock_labels({"share": 0.3})
    said = command(*words, "--force", catalog=catalog)
    assert (said.code, "--unlock" in said.err, "Traceback" in said.err) == (1, True, False)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere"], "There is no folder"),
        (["photos", "--labels", "missing.csv"], "missing.csv"),
        (["photos", "--labels", "photos"], "cannot read"),
        (["photos", "--policy", "missing.toml"], "missing.toml"),
    ],
)
def test_what_a_user_can_mend_is_one_sentence(command: Command, words: list[str], says: str) -> None:
    said = command("audit", *words)
    assert said.code == 1
    assert says in said.err
    assert len(said.err.strip().splitlines()) == 1
