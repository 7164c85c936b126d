import json
from pathlib import Path

import pandas as pd
import pytest

from culling.decide import decide
from culling.export.changes import ChangePlan
from culling.export.journal.undo import undo
from culling.export.lists.decisions_csv import read_decisions_csv
from culling.export.lists.hand_over import RECORD, default_out, list_files, plan_lists
from culling.export.transaction import run_changes
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))
LISTS = ["decisions.csv", "keep.csv", "maybe.csv", "reject.csv", "keep.txt", "keep.nul", "maybe.txt", "maybe.nul",
         "reject.txt", "reject.nul", "policy.toml"]  # fmt: skip


@pytest.fixture(autouse=True)
def _own_journals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def photos(values: dict[str, float]) -> pd.DataFrame:
    index = pd.Index(list(values), name="path", dtype=object)
    return pd.DataFrame({"laplacian_variance": list(values.values())}, index=index)


def made(values: dict[str, float], **given):
    table = photos(values)
    return list_files(table, decide(table, POLICY), POLICY, "/photos/holiday", **given)


def planned(values: dict[str, float], out: Path, **given) -> ChangePlan:
    return plan_lists(made(values).files, out, "/photos/holiday", **given)


def written(values: dict[str, float], out: Path, **given) -> ChangePlan:
    plan = planned(values, out, **given)
    result = run_changes(plan)
    assert result.failed == []
    assert result.stopped is None
    return plan


def names(plan: ChangePlan) -> list[str]:
    return [change.target.name for change in plan.changes]


def holds(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_only_what_is_asked_for_is_made():
    values = {"a.jpg": 900.0, "b.jpg": 500.0, "c.jpg": 1.0, "d.jpg": float("nan")}
    assert list(made(values).files) == LISTS
    assert list(made(values, parts=("names",)).files) == ["keep-names.txt", "maybe-names.txt", "reject-names.txt"]
    assert list(made(values, parts=("exiftool",)).files) == ["exiftool.csv", "exiftool-stars.csv", "exiftool.args"]
    sheet = made(values, parts=("sheet",), thumbnail=lambda key: None, sheet_verdicts=("reject",)).files
    assert list(sheet) == ["contact-sheet.html"]
    assert b"<title>holiday</title>" in sheet["contact-sheet.html"]
    assert b"c.jpg" in sheet["contact-sheet.html"]
    assert b"a.jpg" not in sheet["contact-sheet.html"]
    with pytest.raises(ValueError, match="part must be one of lists, exiftool, names, sheet, got 'list'"):
        made(values, parts=("list",))
    with pytest.raises(ValueError, match="needs thumbnail"):
        made(values, parts=("sheet",))


def test_the_lists_divide_the_photos():
    files = made({"a.jpg": 900.0, "b.jpg": 500.0, "c.jpg": 1.0, "d.jpg": float("nan")}).files
    assert len(read_decisions_csv(files["decisions.csv"])) == 4
    for verdict, path in (("keep", "a.jpg"), ("maybe", "b.jpg"), ("reject", "c.jpg")):
        assert read_decisions_csv(files[f"{verdict}.csv"]).index.tolist() == [path]
        assert files[f"{verdict}.txt"] == f"{path}\n".encode()
        assert files[f"{verdict}.nul"] == f"{path}\0".encode()
    assert Policy.from_toml(files["policy.toml"].decode()) == POLICY


def test_what_a_list_cannot_hold_is_named_with_the_list():
    values = {"two\nlines.jpg": 900.0, "1/same.jpg": 900.0, "2/same.jpg": 1.0, "\\xe9.jpg": 900.0}
    told = [(item.path, item.why) for item in made(values, parts=("lists", "names", "exiftool")).left_out]
    assert told == [
        ("two\nlines.jpg", "keep.txt: a line break in its name"),
        ("two\nlines.jpg", "keep-names.txt: a search would take its name apart"),
        ("\\xe9.jpg", "keep-names.txt: a search would take its name apart"),
        ("2/same.jpg", "keep-names.txt: a search for these names finds it as well"),
        ("1/same.jpg", "reject-names.txt: a search for these names finds it as well"),
        ("\\xe9.jpg", "exiftool.csv: its name is no UTF-8, which a CSV for exiftool cannot hold"),
    ]


def test_an_export_is_written_and_the_same_again_is_nothing_to_do(tmp_path):
    out = tmp_path / "new" / "lists"
    assert names(written({"a.jpg": 900.0, "b.jpg": 1.0}, out)) == [RECORD, *LISTS]
    assert set(holds(out)) == {RECORD, *LISTS}
    again = planned({"a.jpg": 900.0, "b.jpg": 1.0}, out)
    assert (again.changes, again.conflicts, again.unchanged) == ((), (), len(LISTS))
    assert again.kind == "lists"


def test_an_own_file_is_replaced_and_a_foreign_or_changed_one_is_not(tmp_path):
    written({"a.jpg": 900.0, "b.jpg": 1.0}, tmp_path / "lists")
    out = tmp_path / "lists"
    (out / "keep.txt").write_bytes(b"mine\n")
    plan = written({"a.jpg": 900.0, "b.jpg": 900.0}, out)
    assert [(conflict.target.name, conflict.why) for conflict in plan.conflicts] == [
        ("keep.txt", "not written by an export, or changed since")
    ]
    assert (out / "keep.txt").read_bytes() == b"mine\n"
    assert (out / "keep.nul").read_bytes() == b"a.jpg\0b.jpg\0"
    assert (out / "reject.txt").read_bytes() == b""
    assert names(written({"x.jpg": 900.0}, out, overwrite=True)) == [RECORD, *(n for n in LISTS if "reject." not in n
                                                                                and "maybe." not in n
                                                                                and n != "policy.toml")]  # fmt: skip
    assert (out / "keep.txt").read_bytes() == b"x.jpg\n"


def test_a_record_of_before_and_an_export_that_was_cut_off_still_tell_what_is_ours(tmp_path):
    out = tmp_path / "lists"
    written({"a.jpg": 900.0}, out)
    older = {name: found[-1] for name, found in json.loads((out / RECORD).read_bytes()).items()}
    (out / RECORD).write_text(json.dumps(older))  # one SHA-256 a file, as it was
    plan = planned({"b.jpg": 900.0}, out)
    assert plan.conflicts == ()
    for done in range(1, len(plan.changes)):  # the record stands first, whatever else was reached
        for change in plan.changes[:done]:
            change.target.write_bytes(change.content)
        assert planned({"c.jpg": 900.0}, out).conflicts == ()


@pytest.mark.parametrize("damage", [b"", b"[]", b"\xff", b'{"keep.txt": "00"}', b'{"keep.txt": 7}', b"[" * 100_000])
def test_a_damaged_record_protects_rather_than_frees(tmp_path, damage):
    written({"a.jpg": 900.0}, tmp_path / "lists")
    (tmp_path / "lists" / RECORD).write_bytes(damage)
    plan = planned({"x.jpg": 900.0}, tmp_path / "lists")
    assert "keep.txt" in {conflict.target.name for conflict in plan.conflicts}
    assert plan.changes == ()


def test_links_and_folders_in_the_way_stay_whatever_is_asked(tmp_path):
    out = tmp_path / "lists"
    (out / "keep.nul").mkdir(parents=True)
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    (out / "keep.txt").symlink_to(precious)
    plan = written({"a.jpg": 900.0}, out, overwrite=True)
    assert {conflict.target.name: conflict.why for conflict in plan.conflicts} == dict.fromkeys(
        ("keep.nul", "keep.txt"), "a link or a folder has this name"
    )
    assert precious.read_bytes() == b"mine"


def test_sheets_that_are_no_longer_needed_are_named(tmp_path):
    values = {f"{number}.jpg": 900.0 for number in range(3)}

    def sheets(per_file: int) -> ChangePlan:
        files = made(values, parts=("sheet",), thumbnail=lambda key: None, per_file=per_file).files
        return plan_lists(files, tmp_path / "lists", "/photos/holiday")

    run_changes(sheets(1))
    plan = sheets(2)
    assert names(plan) == [RECORD, "contact-sheet-01.html", "contact-sheet-02.html"]
    assert [conflict.target.name for conflict in plan.conflicts] == ["contact-sheet-03.html"]
    assert planned(values, tmp_path / "lists").conflicts == ()  # lists have no say about sheets


def test_undo_brings_the_export_before_back(tmp_path):
    out = tmp_path / "lists"
    written({"a.jpg": 900.0}, out)
    before = holds(out)
    journal = run_changes(planned({"b.jpg": 900.0}, out)).journal
    assert journal is not None
    assert holds(out) != before
    assert undo(journal).kept == []
    assert holds(out) == before
    assert planned({"a.jpg": 900.0}, out).changes == ()


def test_lists_stand_beside_the_photos_unless_told_otherwise():
    assert default_out("/photos/holiday") == Path("/photos/holiday lists")
