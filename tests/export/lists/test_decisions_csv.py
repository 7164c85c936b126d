import csv
import io
import math
import os
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.decide import decide, full_reasons
from culling.errors import CullingError
from culling.export.lists.decisions_csv import decisions_csv, metrics_version, read_decisions_csv
from culling.export.lists.path_list import path_list
from culling.folders import relative_key
from culling.metrics import METRICS
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))
HOSTILE = ["=1+1.jpg", "+x.jpg", "-rf.jpg", "@a.jpg", "\tt.jpg", "\rc.jpg", "'=q.jpg", "''x.jpg", 'a"b,c.jpg',
           "two\nlines.jpg", "<img src=x>.jpg", "#no.jpg", ";no.jpg", "NA", "1.5", "é/ü.jpg"]  # fmt: skip

# Keys as `relative_key` makes them: any text but NUL, "." and "..".
parts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/\\"), min_size=1, max_size=8)
keys = st.lists(parts.filter(lambda part: part not in (".", "..")), min_size=1, max_size=3).map("/".join)


def photos(*names: str, **columns) -> pd.DataFrame:
    values = columns or {"laplacian_variance": [900.0, 100.0] * len(names)}
    cut = {name: list(column)[: len(names)] for name, column in values.items()}
    return pd.DataFrame(cut, index=pd.Index(list(names), name="path", dtype=object))


def test_the_columns_and_cells_are_those_that_others_read(tmp_path, monkeypatch):
    used = {"focus": "ab" * 32, "dark": "cd" * 32}
    monkeypatch.setattr("culling.export.lists.decisions_csv.networks_used", lambda: used)
    end = f"{POLICY.policy_id},{metrics_version()},focus={used['focus']} dark={used['dark']}"
    table = photos(
        "a.jpg",
        "b/c.jpg",
        "d.jpg",
        laplacian_variance=[900.0, 312.4, math.nan],
        noise_sigma=[1, 0.1 + 0.2, 3],
        content_hash=["aa", "bb", "cc"],
        mark=[None, None, "reject"],
        error=[None, None, "cut, off"],
    )
    text = decisions_csv(table, decide(table, POLICY), POLICY, tmp_path).decode()
    assert text.splitlines() == [
        "SourceFile,path,content_hash,verdict,source,mark,reasons,margin,group,group_rank,"
        "laplacian_variance,noise_sigma,policy_id,metrics_version,networks",
        f"{tmp_path}/a.jpg,a.jpg,aa,keep,policy,,,1.25,,,900.0,1.0,{end}",
        f"{tmp_path}/b/c.jpg,b/c.jpg,bb,reject,policy,,laplacian_variance 312.4 < 400 (margin −87.6),"
        f"{(312.4 - 400) / 400!r},,,312.4,0.30000000000000004,{end}",
        f"{tmp_path}/d.jpg,d.jpg,cc,reject,human,reject,"
        f'"marked reject; the policy alone: unjudged (unreadable: cut, off)",,,,,3.0,{end}',
    ]
    assert text.endswith("\n")
    assert "\r" not in text


@given(st.lists(st.tuples(keys, st.floats(), keys), max_size=8, unique_by=lambda row: row[0]))
def test_what_was_written_reads_back(rows):
    table = photos(*(row[0] for row in rows), laplacian_variance=[row[1] for row in rows],
                   content_hash=[row[2] for row in rows]).astype({"laplacian_variance": float})  # fmt: skip
    decisions = decide(table, POLICY)
    data = decisions_csv(table, decisions, POLICY, "/photos")
    again = read_decisions_csv(data)
    assert again.index.tolist() == table.index.tolist()
    assert again["content_hash"].tolist() == table["content_hash"].tolist()
    assert again["reasons"].tolist() == full_reasons(table, POLICY).tolist()
    assert again["verdict"].tolist() == decisions["verdict"].tolist()
    np.testing.assert_array_equal(again["laplacian_variance"], table["laplacian_variance"])
    np.testing.assert_array_equal(again["margin"], decisions["margin"])
    assert decisions_csv(table, decisions, POLICY, "/photos") == data


def test_decisions_written_before_there_were_networks_are_read(monkeypatch):
    monkeypatch.setattr("culling.export.lists.decisions_csv.networks_used", dict)
    table = photos("a.jpg", "b.jpg")
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    older = data.replace(b",networks\n", b"\n").replace(b",\n", b"\n")
    assert b"networks" not in older
    assert read_decisions_csv(older)["verdict"].tolist() == ["keep", "reject"]


@given(st.lists(keys, min_size=1, max_size=5, unique=True))
def test_no_text_cell_is_a_formula_and_other_readers_agree_on_the_cells(names):
    table = photos(*names, laplacian_variance=[-5.0] * len(names))
    rows = list(csv.reader(io.StringIO(decisions_csv(table, decide(table, POLICY), POLICY, "/p").decode(), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=True))
        assert cells["path"][0] not in "=+-@\t\r"
        assert cells["laplacian_variance"] == "-5.0"
        assert cells["margin"].startswith("-")


def test_hostile_names_keep_their_rows_and_read_back():
    table = photos(*HOSTILE)
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    assert read_decisions_csv(data).index.tolist() == HOSTILE
    assert b",'=1+1.jpg," in data
    assert b",''=q.jpg," in data
    assert b",''x.jpg," in data
    other = pd.read_csv(io.BytesIO(data), dtype={"path": str}, keep_default_na=False)
    assert len(other) == len(HOSTILE)


def test_decisions_of_another_table_are_refused():
    table = photos("a.jpg", "b.jpg")
    with pytest.raises(ValueError, match=r"decisions \(1 rows\) are not of this table \(2 rows\)"):
        decisions_csv(table, decide(table.iloc[:1], POLICY), POLICY, "/p")
    with pytest.raises(ValueError, match="must be one of keep, maybe, reject, unjudged, got 'kept'"):
        decisions_csv(table, decide(table, POLICY), POLICY, "/p", "kept")
    escaping = photos("../a.jpg")
    with pytest.raises(ValueError, match="not the path of a photo inside"):
        decisions_csv(escaping, decide(escaping, POLICY), POLICY, "/p")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "lack the column SourceFile, path"),
        (b"\xff\xfe", "cannot be read as CSV"),
        (b'path,"un', "cannot be read as CSV"),
    ],
)
def test_other_files_are_not_read_as_decisions(data, says, tmp_path):
    file = tmp_path / "x.csv"
    file.write_bytes(data)
    with pytest.raises(CullingError, match=says):
        read_decisions_csv(file)
    with pytest.raises(CullingError, match=r"gone\.csv cannot be read"):
        read_decisions_csv(tmp_path / "gone.csv")


def test_a_changed_verdict_or_number_is_noticed():
    table = photos("a.jpg")
    data = decisions_csv(table, decide(table, POLICY), POLICY, "/p")
    with pytest.raises(CullingError, match="unknown verdict: kept"):
        read_decisions_csv(data.replace(b",keep,", b",kept,"))
    with pytest.raises(CullingError, match="could not convert"):
        read_decisions_csv(data.replace(b",900.0,", b",many,"))
    with pytest.raises(CullingError, match="cannot be read as CSV"):
        read_decisions_csv(data + b"one,two\n")


def test_the_metrics_version_follows_name_and_version(monkeypatch):
    from dataclasses import replace

    old = metrics_version()
    changed = (replace(METRICS[0], version=METRICS[0].version + 1), *METRICS[1:])
    monkeypatch.setattr("culling.export.lists.decisions_csv.METRICS", changed)
    assert metrics_version() != old
    assert len(old) == 12


def test_lists_hold_the_names_that_the_disk_knows(tmp_path):
    names = [
        b"plain.jpg",
        b"two\nlines.jpg",
        b"cr\r.jpg",
        b"latin \xe9.jpg",
        b"-rf.jpg",
        b"#c.jpg",
        b";s.jpg",
        b" lead.jpg",
    ]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    table = photos(*(relative_key(tmp_path, tmp_path / os.fsdecode(name)) for name in names),
                   laplacian_variance=[900.0] * len(names))  # fmt: skip
    decisions = decide(table, POLICY)
    listed = path_list(decisions, "keep")
    assert listed.left_out == ("two\nlines.jpg", "cr\r.jpg")
    assert listed.data == b"plain.jpg\nlatin \xe9.jpg\n./-rf.jpg\n./#c.jpg\n./;s.jpg\n lead.jpg\n"
    all_of_them = path_list(decisions, "keep", nul=True)
    assert all_of_them.left_out == ()
    assert [path.removeprefix(b"./") for path in all_of_them.data.split(b"\0")] == [*names, b""]
    assert path_list(decisions, "reject").data == b""
    gone = subprocess.run(["xargs", "-0", "rm"], input=all_of_them.data, cwd=tmp_path, check=True)
    assert gone.returncode == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not shutil.which("rsync"), reason="no rsync on this machine")
def test_rsync_takes_the_line_list(tmp_path):
    folder, to = tmp_path / "photos", tmp_path / "to"
    (folder / "sub").mkdir(parents=True)
    names = ["a b.jpg", "#c.jpg", ";s.jpg", "-rf.jpg", "sub/é.jpg"]
    for name in names:
        (folder / name).write_bytes(b"x")
    listed = path_list(decide(photos(*names, laplacian_variance=[900.0] * 5), POLICY), "keep")
    subprocess.run(["rsync", "-a", "--files-from=-", f"{folder}/", f"{to}/"], input=listed.data, check=True)
    assert sorted(relative_key(to, path) for path in to.rglob("*.jpg")) == sorted(names)
