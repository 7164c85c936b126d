"""Photos go to the folder of their verdict: names, sidecars, links, dry run, cancel."""

import os

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from culling.decide import decide
from culling.errors import CullingError
from culling.export.sorting import plan_sort, run, undo
from culling.folders import relative_key
from tests.export.photos_to_sort import (
    BLURRED,
    DOUBT,
    POLICY,
    SHARP,
    SORTED,
    UNKNOWN,
    left_behind,
    planned,
    put,
    three,
    tree,
)


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_photos_go_to_their_verdict_with_their_sub_folder_and_back(folder, tmp_path, how):
    photos = three(folder)
    before = tree(folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.jpg")}
    plan = planned(folder, tmp_path / "to", photos, how)
    assert [(left.path, left.why) for left in plan.left_out] == [("d.jpg", "unjudged: no measure could judge")]
    ticks: list[tuple[int, int]] = []
    result = run(plan, progress=lambda done, total: ticks.append((done, total)))
    assert (result.failed, result.stopped, len(result.done)) == ([], None, 3)
    assert ticks == [(1, 3), (2, 3), (3, 3)]
    assert tree(tmp_path / "to") == SORTED
    assert tree(folder) == ({"d.jpg": b"d.jpg"} if how == "move" else before)
    assert all(step.target.stat().st_mtime_ns == times[step.source] for step in plan.steps)
    if how == "link":
        assert all(step.target.samefile(step.source) for step in plan.steps)
    taken_back = undo(result.journal)
    assert (taken_back.undone, taken_back.kept) == (3, [])
    assert tree(folder) == before
    assert [path.name for path in (tmp_path / "to").iterdir()] == [result.journal.name]
    assert undo(result.journal).undone == 0
    assert tree(folder) == before


def test_a_dry_run_writes_nothing_and_tells_what_would_fail(folder, tmp_path):
    plan = planned(folder, tmp_path / "to", three(folder), "move")
    (folder / "a.jpg").unlink()
    result = run(plan, dry_run=True)
    assert [(step.key, why) for step, why in result.failed] == [("a.jpg", "no such file")]
    assert [step.key for step in result.done] == ["day 1/b.jpg", "day 1/c.jpg"]
    assert result.journal is None
    assert not (tmp_path / "to").exists()


def test_names_never_collide_whatever_their_case(folder, tmp_path):
    names = ["a.jpg", "A.JPG", "a (2).jpg", "É.jpg", "e\u0301.jpg"]
    for name in names:
        put(folder, name)
    if len(list(folder.iterdir())) < len(names):
        pytest.skip("this disk does not tell these names apart")
    put(tmp_path / "to" / "keep", "a.jpg", b"here before")
    plan = planned(folder, tmp_path / "to", dict.fromkeys(names, SHARP))
    assert run(plan).failed == []
    assert tree(tmp_path / "to") == {
        "keep/a.jpg": b"here before",
        "keep/a (2).jpg": b"a.jpg",
        "keep/A (3).JPG": b"A.JPG",
        "keep/a (2) (2).jpg": b"a (2).jpg",
        "keep/É.jpg": "É.jpg".encode(),
        "keep/e\u0301 (2).jpg": "e\u0301.jpg".encode(),
    }


letters = st.text(st.sampled_from("aAbB ()2.é'=-\n"), min_size=1, max_size=5).map(lambda name: f"x{name}.jpg")


paths = st.lists(
    st.lists(letters, min_size=1, max_size=2).map(lambda parts: "/".join(f"{p}" for p in parts)), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(paths, st.data())
def test_whatever_the_names_every_photo_arrives_once(tmp_path_factory, names, data):
    root = tmp_path_factory.mktemp("names")
    photos: dict[str, float] = {}
    for name in names:
        path = root / "photos" / f"sub {name}"
        try:
            put(root / "photos", f"sub {name}", repr(name).encode())
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # one name as file and as folder
        photos[relative_key(root / "photos", path)] = data.draw(st.sampled_from([SHARP, DOUBT, BLURRED]))
    (root / "photos").mkdir(exist_ok=True)
    before = tree(root / "photos")
    result = run(planned(root / "photos", root / "to", photos, "move"))
    assert result.failed == []
    assert sorted(tree(root / "to").values()) == sorted(before.values())
    folded = [relative_key(root, step.target).casefold() for step in result.done]
    assert len(set(folded)) == len(folded)
    if result.journal:
        assert undo(result.journal).kept == []
    assert tree(root / "photos") == before


def test_a_second_run_finds_what_is_there_already(folder, tmp_path):
    photos = three(folder)
    run(planned(folder, tmp_path / "to", photos))
    again = planned(folder, tmp_path / "to", photos)
    assert again.steps == ()
    assert {left.why for left in again.left_out[:3]} == {"already there with the same content"}
    assert run(again).journal is None


def test_a_target_taken_after_the_plan_is_not_overwritten(folder, tmp_path):
    plan = planned(folder, tmp_path / "to", three(folder), "move")
    put(tmp_path / "to" / "keep", "a.jpg", b"theirs")
    result = run(plan)
    assert [(step.key, why) for step, why in result.failed] == [("a.jpg", "File exists")]
    assert (tmp_path / "to" / "keep" / "a.jpg").read_bytes() == b"theirs"
    assert (folder / "a.jpg").read_bytes() == b"a.jpg"
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_sidecars_travel_with_their_photo_and_nothing_else_does(folder, tmp_path, how):
    for name in ("a.CR3", "a.xmp", "a.CR3.xmp", "a.jpg", "a.jpg.XMP", "a.txt", "ab.xmp", "b.jpg", "b.xmp"):
        put(folder, name)
    put(tmp_path / "to" / "keep", "a.CR3", b"another")
    plan = planned(folder, tmp_path / "to", {"a.jpg": BLURRED, "a.CR3": SHARP, "b.jpg": UNKNOWN}, how)
    assert run(plan).failed == []
    assert tree(tmp_path / "to") == {
        "keep/a.CR3": b"another",
        "keep/a (2).CR3": b"a.CR3",
        "keep/a (2).CR3.xmp": b"a.CR3.xmp",
        "keep/a (2).xmp": b"a.xmp",
        "reject/a.jpg": b"a.jpg",
        "reject/a.jpg.XMP": b"a.jpg.XMP",
    }


def test_a_sidecar_stays_when_its_photo_could_not_go(folder, tmp_path):
    for name in ("a.jpg", "a.xmp", "b.jpg"):
        put(folder, name)
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP, "b.jpg": SHARP}, "move")
    (folder / "a.jpg").unlink()
    result = run(plan)
    assert [(step.source.name, why) for step, why in result.failed] == [
        ("a.jpg", "no such file"), ("a.xmp", "stays with its photo"),
    ]  # fmt: skip
    assert tree(folder) == {"a.xmp": b"a.xmp"}
    assert tree(tmp_path / "to") == {"keep/b.jpg": b"b.jpg"}


def test_a_folder_in_or_around_the_photos_is_refused(folder, tmp_path):
    photos = three(folder)
    (tmp_path / "alias").symlink_to(folder)
    for to in (folder, folder / "sorted", tmp_path / "alias" / "sorted", tmp_path / "x" / ".." / "photos" / "s"):
        with pytest.raises(CullingError, match="choose a folder outside it"):
            planned(folder, to, photos)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "reject").symlink_to(folder)
    with pytest.raises(CullingError, match="choose a folder outside it"):
        planned(folder, tmp_path / "out", photos)
    with pytest.raises(CullingError, match="no folder"):
        planned(tmp_path / "gone", tmp_path / "to", {})


def test_a_photo_folder_named_like_a_verdict_is_not_sorted_into_itself(tmp_path):
    put(tmp_path / "keep", "a.jpg")
    with pytest.raises(CullingError, match="choose a folder outside it"):
        planned(tmp_path / "keep", tmp_path, {"a.jpg": SHARP})


def test_bad_calls_are_refused(folder, tmp_path):
    put(folder, "a.jpg")
    with pytest.raises(ValueError, match="one of copy, move, link, got 'delete'"):
        planned(folder, tmp_path / "to", {"a.jpg": SHARP}, "delete")
    for escaping in ("../a.jpg", "/etc/passwd", "x/../../a.jpg"):
        with pytest.raises(ValueError, match="not the path of a photo inside"):
            planned(folder, tmp_path / "to", {escaping: SHARP})
    table = pd.DataFrame({"laplacian_variance": [1.0]}, index=["a.jpg"])
    with pytest.raises(ValueError, match="not of this table"):
        plan_sort(table, decide(table, POLICY).iloc[:0], folder, tmp_path / "to")


def test_links_are_followed_only_inside_the_folder(folder, tmp_path):
    secret = put(tmp_path, "secret.jpg", b"secret")
    put(folder, "real.jpg", b"real")
    (folder / "inside.jpg").symlink_to("real.jpg")
    (folder / "outside.jpg").symlink_to(secret)
    (folder / "loop.jpg").symlink_to("loop.jpg")
    os.mkfifo(folder / "pipe.jpg")
    photos = dict.fromkeys(["inside.jpg", "outside.jpg", "loop.jpg", "pipe.jpg", "gone.jpg"], SHARP)
    plan = planned(folder, tmp_path / "to", photos)
    assert {left.path: left.why for left in plan.left_out} == {
        "outside.jpg": "a link that leads out of the folder",
        "loop.jpg": "no such file",
        "pipe.jpg": "not a regular file",
        "gone.jpg": "no such file",
    }
    run(plan)
    assert tree(tmp_path / "to") == {"keep/inside.jpg": b"real"}
    assert not (tmp_path / "to" / "keep" / "inside.jpg").is_symlink()
    moving = planned(folder, tmp_path / "to2", {"inside.jpg": SHARP}, "move")
    assert [left.why for left in moving.left_out] == ["a link; it can be copied, not moved"]


@pytest.mark.parametrize("how", ["copy", "link"])
def test_a_link_turned_after_the_plan_leads_nowhere(folder, tmp_path, how):
    put(folder, "real.jpg")
    (folder / "a.jpg").symlink_to("real.jpg")
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP}, how)
    (folder / "a.jpg").unlink()
    (folder / "a.jpg").symlink_to(put(tmp_path, "secret.jpg", b"secret"))
    assert [why for _, why in run(plan).failed] == ["a link that leads out of the folder"]
    assert tree(tmp_path / "to") == {}


def test_hostile_and_undecodable_names_arrive_byte_for_byte(folder, tmp_path):
    names = [b"-rf.jpg", b"=x.jpg", b"two\nlines.jpg", b"![x](http:).jpg", b"latin \xe9.jpg", b"a\\x41.jpg", b" .jpg"]
    keys = [relative_key(folder, put(folder, name, name)) for name in names]
    result = run(planned(folder, tmp_path / "to", dict.fromkeys(keys, SHARP), "move"))
    arrived = {os.fsencode(path.name): path.read_bytes() for path in (tmp_path / "to" / "keep").iterdir()}
    assert arrived == {name: name for name in names}
    assert undo(result.journal).undone == len(names)
    assert sorted(os.fsencode(path.name) for path in folder.iterdir()) == sorted(names)
