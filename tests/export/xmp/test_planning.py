"""Which sidecars an export would write, on folders with everything that real ones have."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pandas as pd
import pytest

from culling.decide import decide
from culling.errors import CullingError
from culling.export.changes import ChangePlan
from culling.export.lists.decisions_csv import metrics_version
from culling.export.transfer import Stopped
from culling.export.xmp import Naming, Values, XmpMapping, plan_xmp
from culling.policy import Policy, Rule
from tests.export.xmp.packets import LIGHTROOM, OURS, said
from tests.export.xmp.test_merge import GOOD, HIERARCHY, LABEL, PICK, RATING, SUBJECT

POLICY = Policy("p", (Rule("blur", "above", 0.5, 0.3), Rule("luminance", "below", 20)))
SHARP, SOFT, BLURRED = 0.1, 0.4, 0.9


class Shoot:
    """Photos with a blur each, and other files, in a folder."""

    def __init__(self, folder: Path, photos: dict[str, float], marks: dict[str, str] | None = None) -> None:
        self.folder = folder
        for key in photos:
            self.put(key, b"")
        self.table = pd.DataFrame(
            {"blur": list(photos.values()), "luminance": 100.0, "mark": [(marks or {}).get(key) for key in photos]},
            index=pd.Index(list(photos), name="path"),
        )
        self.table["error"] = None

    def put(self, name: str, data: bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def plan(self, naming: Naming = "lightroom", **options: object) -> ChangePlan:
        decisions = decide(self.table, POLICY)
        return plan_xmp(self.table, decisions, POLICY, self.folder, naming=naming, **options)  # type: ignore[arg-type]

    def export(self, naming: Naming = "lightroom", **options: object) -> ChangePlan:
        plan = self.plan(naming, **options)
        for change in plan.changes:
            change.target.parent.mkdir(parents=True, exist_ok=True)
            change.target.write_bytes(change.content)
        return plan


def names(plan: ChangePlan) -> list[str]:
    return [change.target.name for change in plan.changes]


def whys(plan: ChangePlan) -> dict[str, str]:
    return {conflict.target.name: conflict.why for conflict in plan.conflicts}


def test_each_judged_photo_gets_its_sidecar_and_twice_is_as_once(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": SHARP, "day 1/b.NEF": BLURRED, "c.NEF": SOFT, "d.NEF": float("nan")})
    shoot.table.loc["d.NEF", "luminance"] = float("nan")
    plan = shoot.export()
    assert [change.target for change in plan.changes] == [
        tmp_path / "a.xmp",
        tmp_path / "day 1/b.xmp",
        tmp_path / "c.xmp",
    ]
    assert (plan.kind, plan.folder, plan.conflicts, plan.unchanged, plan.notes) == ("xmp", tmp_path, (), 0, ())
    assert [(change.before, change.key) for change in plan.changes][1] == (None, "day 1/b.NEF")
    found = said(plan.changes[1].content, ours=True)
    assert (found[RATING], found[SUBJECT], found[HIERARCHY]) == (
        "-1",
        ["cull:reject", "cull:blur"],
        ["cull|reject|blur"],
    )
    assert {
        key.removeprefix(OURS): value for key, value in found.items() if key.startswith(OURS) and isinstance(value, str)
    } == {
        **{"verdict": "reject", "source": "policy", "policy": POLICY.policy_id, "metricsVersion": metrics_version()},
        **{"margin": "-0.8", "reasons": "blur 0.9 > 0.5 (margin −0.4)"},
    }
    again = shoot.plan()
    assert (again.changes, again.unchanged) == ((), 3)


@pytest.mark.parametrize(
    ("naming", "expected"),
    [("lightroom", ["a.xmp"]), ("full", ["a.CR3.xmp"]), ("both", ["a.xmp", "a.CR3.xmp"])],
)
def test_both_ways_to_name_a_sidecar(tmp_path: Path, naming: Naming, expected: list[str]) -> None:
    assert names(Shoot(tmp_path, {"a.CR3": SHARP}).plan(naming)) == expected


def test_the_sidecar_of_a_pair_is_the_raws_and_the_jpeg_that_differs_is_a_conflict(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": SHARP, "a.JPG": BLURRED, "b.CR3": SHARP, "B.jpg": SHARP})
    plan = shoot.plan()
    assert [change.key for change in plan.changes] == ["a.CR3", "b.CR3"]
    assert [(conflict.key, conflict.why) for conflict in plan.conflicts] == [
        ("a.JPG", "a.xmp belongs to a.CR3, which is judged differently; name sidecars in full (a.JPG.xmp)")
    ]
    assert shoot.plan("full").conflicts == ()
    shoot.table.loc["b.CR3", ["blur", "luminance"]] = float("nan")
    assert len(shoot.plan().conflicts) == 2  # the RAW is not judged, and the sidecar is still its own


def test_a_raw_that_is_no_row_keeps_its_sidecar_as_well(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.JPG": SHARP})
    shoot.put("a.RAF", b"")
    why = "a.xmp belongs to a.RAF, which is not judged; name sidecars in full (a.JPG.xmp)"
    assert whys(shoot.plan()) == {"a.xmp": why}


def test_without_one_raw_nobody_owns_the_sidecar_unless_all_say_the_same(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.jpg": SHARP, "a.png": BLURRED, "b.jpg": SHARP, "b.png": SHARP})
    plan = shoot.plan()
    assert [change.key for change in plan.changes] == ["b.jpg"]
    assert [conflict.key for conflict in plan.conflicts] == ["a.jpg", "a.png"]
    assert "a.xmp could be of a.png as well" in plan.conflicts[0].why


def test_a_name_in_full_counts_before_one_without_ending(tmp_path: Path) -> None:
    plan = Shoot(tmp_path, {"a.CR3": SHARP, "a.CR3.jpg": BLURRED}).plan("both")
    assert [(change.target.name, change.key) for change in plan.changes] == [
        ("a.xmp", "a.CR3"), ("a.CR3.xmp", "a.CR3"), ("a.CR3.jpg.xmp", "a.CR3.jpg")
    ]  # fmt: skip
    assert [conflict.key for conflict in plan.conflicts] == ["a.CR3.jpg"]


def test_a_sidecar_is_found_in_whatever_case_and_spelling(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"IMG_1.CR3": BLURRED, "é.CR3": BLURRED, "c.CR3": SHARP})
    shoot.put("img_1.XMP", LIGHTROOM)
    shoot.put("e\u0301.xmp", LIGHTROOM)
    for name in ("C.xmp", "c.XMP"):
        shoot.put(name, LIGHTROOM)
    plan = shoot.plan()
    assert names(plan) == ["img_1.XMP", "e\u0301.xmp"]
    assert plan.changes[0].before == LIGHTROOM
    assert said(plan.changes[0].content)[RATING] == "4"
    assert whys(plan) == {"c.xmp": "C.xmp and c.XMP are there; keep one of them"}
    assert plan.notes == ("xmp:Rating stays as somebody gave it in 2 sidecars: IMG_1.CR3 has 4, not -1.",)


def test_photos_that_differ_in_case_alone_do_not_write_one_sidecar(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": SHARP, "A.CR3": BLURRED})
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this disk does not tell a from A")
    assert [len(part) for part in (shoot.plan("full").changes, shoot.plan("full").conflicts)] == [1, 1]
    assert "rename one" in whys(shoot.plan("full"))["A.CR3.xmp"]


def test_what_cannot_be_merged_stays_and_says_why(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {f"{name}.CR3": SHARP for name in "abcdefgh"})
    shoot.put("a.xmp", LIGHTROOM[:-9])
    shoot.put("b.xmp", b"<!DOCTYPE x [<!ENTITY a 'ha'>]><x/>")
    shoot.put("real", LIGHTROOM)
    (tmp_path / "c.xmp").symlink_to(tmp_path / "real")
    (tmp_path / "d.xmp").mkdir()
    os.mkfifo(tmp_path / "e.xmp")
    (tmp_path / "f.CR3").unlink()
    shoot.put("g.xmp", b"")
    plan = shoot.plan()
    assert names(plan) == ["h.xmp"]
    found = whys(plan)
    assert found["a.xmp"].startswith("no whole XMP")
    assert "document type or entities" in found["b.xmp"]
    assert found["c.xmp"] == "it is a link, which is not followed"
    assert (found["d.xmp"], found["e.xmp"]) == ("it is no file", "it is no file")
    assert found["f.xmp"] == "the photo is not there any more; scan the folder again"
    assert found["g.xmp"].startswith("no whole XMP")


def test_a_folder_that_has_become_a_link_is_not_entered(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path / "shoot", {"day/a.CR3": SHARP})
    (tmp_path / "shoot/day").rename(tmp_path / "elsewhere")
    (tmp_path / "shoot/day").symlink_to(tmp_path / "elsewhere")
    assert whys(shoot.plan()) == {"a.xmp": "its folder is a link that leads elsewhere"}


def test_another_root_leaves_the_photos_alone_and_begins_with_the_sidecars_beside_them(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path / "shoot", {"x/a.CR3": BLURRED, "b.CR3": SHARP})
    shoot.put("x/a.xmp", LIGHTROOM)
    plan = shoot.export(out=tmp_path / "out")
    assert [change.target for change in plan.changes] == [tmp_path / "out/x/a.xmp", tmp_path / "out/b.xmp"]
    assert [change.before for change in plan.changes] == [None, None]
    assert said(plan.changes[0].content)[RATING] == "4"
    assert shoot.plan(out=tmp_path / "out").unchanged == 2
    assert (shoot.folder / "x/a.xmp").read_bytes() == LIGHTROOM
    (tmp_path / "out/b.xmp").unlink()
    (tmp_path / "out/b.xmp").symlink_to(shoot.folder / "b.CR3")
    assert whys(shoot.plan(out=tmp_path / "out")) == {"b.xmp": "it is a link, which is not followed"}


def test_marks_say_so_and_a_must_have_may_get_stars(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": BLURRED, "b.CR3": BLURRED}, {"a.CR3": "must-have", "b.CR3": "keep"})
    plan = shoot.plan(mapping=XmpMapping(must_have=Values(rating=5, label="Purple")))
    first, second = (said(change.content, ours=True) for change in plan.changes)
    assert (first[RATING], first[LABEL], first[PICK], first[f"{OURS}mark"]) == ("5", "Purple", "1", "must-have")
    assert first[SUBJECT] == ["cull:keep", "cull:marked", "cull:must-have"]
    assert (second.get(RATING), second[LABEL], second[f"{OURS}source"]) == (None, "Green", "human")
    assert second[SUBJECT] == ["cull:keep", "cull:marked"]


def test_a_changed_verdict_changes_the_file_and_the_mapping_says_what_is_written(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": BLURRED})
    shoot.export()
    shoot.table["blur"] = SHARP
    plan = shoot.export()
    assert said(plan.changes[0].content)[GOOD] == "true"
    assert RATING not in said(plan.changes[0].content)
    plain = shoot.plan(mapping=XmpMapping(write=("label",)))
    assert said(plain.changes[0].content) == {LABEL: "Green"}


def test_jpegs_are_told_to_need_another_way(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.jpg": SHARP, "b.CR3": SHARP})
    assert shoot.plan().notes[0].startswith("1 photo is no RAW file: Lightroom")
    assert shoot.plan("full").notes == ()


def test_it_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {f"{number}.CR3": SHARP for number in range(120)})
    told: list[tuple[int, int]] = []
    shoot.plan(progress=lambda done, total: told.append((done, total)))
    assert told == [(100, 120), (120, 120)]
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        shoot.plan(cancel=stop)


def test_bad_calls_say_what_is_wrong(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"a.CR3": SHARP})
    with pytest.raises(ValueError, match="one of lightroom, full, both, got 'adobe'"):
        shoot.plan("adobe")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not of this table"):
        plan_xmp(shoot.table, decide(shoot.table, POLICY).iloc[:0], POLICY, tmp_path)
    shoot.folder = tmp_path / "gone"
    with pytest.raises(CullingError, match=r"no folder .*gone"):
        shoot.plan()


def test_a_folder_in_a_cloud_needs_a_place_here(tmp_path: Path) -> None:
    shoot = Shoot(tmp_path, {"x/a.CR3": SHARP})
    decisions = decide(shoot.table, POLICY)
    with pytest.raises(CullingError, match="--out"):
        plan_xmp(shoot.table, decisions, POLICY, "s3://bucket/shoot")
    plan = plan_xmp(shoot.table, decisions, POLICY, "s3://bucket/shoot", out=tmp_path / "out")
    assert [change.target for change in plan.changes] == [tmp_path / "out/x/a.xmp"]
