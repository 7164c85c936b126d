"""Marks of several people: the last one counts, whoever's it is; nobody takes back what another one set."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from culling.catalog import Catalog
from culling.kept.marks import TakeBack
from culling.users import User

ANN, EVA = User("ann@example.org", "mark"), User("eva@example.org", "mark")


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", where) as catalog:
        rows = [{"path": path, "file_bytes": 1, "mtime_ns": 1, "content_hash": path} for path in ("a", "b", "c")]
        catalog.save(rows, "r=1", {})
        yield catalog


def test_marks_carry_the_user_and_the_last_one_counts(catalog: Catalog) -> None:
    catalog.used_by(ANN).set_marks([("a", "keep"), ("b", "maybe")])
    catalog.used_by(lambda: EVA).set_mark("a", "reject")
    found = catalog.marks_by()
    assert found["mark"].to_dict() == {"a": "reject", "b": "maybe"} == catalog.marks().to_dict()
    assert found["by"].to_dict() == {"a": EVA.name, "b": ANN.name}
    assert catalog.mark_history()["by"].tolist() == [ANN.name, ANN.name, EVA.name]


def test_no_clock_has_a_say_in_which_mark_counts(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.set_mark("a", "keep")
    monkeypatch.setattr("culling.kept.marks.now", lambda _connection: "1999-12-31T23:59:59.000+00:00")
    catalog.set_mark("a", "reject")
    assert catalog.marks().to_dict() == {"a": "reject"}
    assert catalog.mark_history()["at"].iloc[-1].startswith("1999")


def test_nobody_takes_back_what_another_one_set(catalog: Catalog) -> None:
    ann, eva = catalog.used_by(ANN), catalog.used_by(EVA)
    ann.set_marks([("a", "keep"), ("b", "keep"), ("c", "keep")])
    eva.set_marks([("a", "reject"), ("b", "reject")])
    eva.set_mark("b", "keep")
    steps = [TakeBack(path, "keep", None) for path in "abc"]
    assert ann.take_back(steps) == ["c"]
    assert catalog.marks().to_dict() == {"a": "reject", "b": "keep"}
    assert ann.take_back(steps) == []


def test_people_disagree_where_their_own_last_marks_differ(catalog: Catalog) -> None:
    ann, eva = catalog.used_by(ANN), catalog.used_by(EVA)
    ann.set_marks([("a", "keep"), ("b", "keep"), ("c", "keep")])
    eva.set_marks([("a", "reject"), ("b", "reject"), ("c", "reject")])
    eva.take_back([TakeBack("b", "reject", "keep")])
    ann.set_mark("c", None)
    found = catalog.disagreements()
    assert found.to_dict("index") == {"a": {ANN.name: "keep", EVA.name: "reject"}}
    ann.set_mark("a", "reject")
    assert catalog.disagreements().empty


def test_processes_that_mark_at_once_lose_nothing_and_miss_nothing(where: Path | str, tmp_path: Path) -> None:
    """Whoever saw the highest number has seen every mark up to it: none comes up below it afterwards."""
    script = (
        "import sys; from pathlib import Path; from culling.catalog import Catalog; from culling.users import User\n"
        "where = sys.argv[2] if '://' in sys.argv[2] else Path(sys.argv[2])\n"
        "with Catalog(Path(sys.argv[1]), where, user=User(sys.argv[3])) as catalog:\n"
        "    for n in range(30):\n"
        "        catalog.save([{'path': f'{sys.argv[3]}-{n}', 'file_bytes': 1, 'mtime_ns': 1}], f'r={n}', {})\n"
        "        catalog.set_marks([(f'{sys.argv[3]}-{n}', 'keep'), ('shared', 'maybe')])\n"
    )
    with Catalog(tmp_path, where) as catalog:
        catalog.save([{"path": "shared", "file_bytes": 1, "mtime_ns": 1}], "r=1", {})
        command = [sys.executable, "-c", script, str(tmp_path), str(where)]
        both = [subprocess.Popen([*command, who]) for who in ("ann", "eva")]
        seen: list[tuple[int, int]] = []
        while any(process.poll() is None for process in both):
            before = catalog.latest_mark()
            seen.append((before, len(catalog.mark_history())))
        assert [process.wait() for process in both] == [0, 0]
        assert all(count >= latest for latest, count in seen)
        history = catalog.mark_history()
        assert len(history) == 120
        assert history.groupby("by").size().to_dict() == {"ann": 60, "eva": 60}
        for who in ("ann", "eva"):  # each one's in the order in which they were set
            own = [path for path in history.loc[history["by"] == who, "path"] if path != "shared"]
            assert own == [f"{who}-{n}" for n in range(30)]
        assert len(catalog.stamps()) == 61
        assert {stamp.recipe for path, stamp in catalog.stamps().items() if path.endswith("-7")} == {"r=7"}
