"""An export goes back as far as nobody has touched it since, and nobody else's bytes are lost."""

import json
import threading

import pytest

from culling.errors import CullingError
from culling.export import xmp
from culling.export.changes import Change, ChangePlan
from culling.export.journal import undo_changes as change_undo
from culling.export.journal.places import journals_folder
from culling.export.journal.undo import undo
from culling.export.sort_plan import SortPlan, Step
from culling.export.sorting import run as sort
from culling.export.transaction import run_changes
from tests.export.files_to_write import AFTER, BEFORE, everything, filled, plan_to

PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="%d"/></rdf:RDF></x:xmpmeta>'
)


def whys(result) -> dict[str, str]:
    return {path.name: why for path, why in result.kept}


def test_changed_lists_stay_and_are_named_the_others_go_back(folder, tmp_path):
    out = filled(tmp_path / "out", {"decisions.csv": b"old", "mine.txt": b"mine"})
    wanted = {"decisions.csv": b"new", "keep.txt": b"a\n", "reject.txt": b"b\n", "names.txt": b"a", "gone.txt": b"x"}
    filled(out, {"gone.txt": b"had this"})
    journal = run_changes(plan_to(out, wanted, "lists", folder)).journal
    filled(out, {"keep.txt": b"edited\n"})
    (out / "reject.txt").unlink()
    (out / "names.txt").unlink()
    (out / "names.txt").mkdir()
    (out / "gone.txt").unlink()
    result = undo(journal)
    assert result.undone == 1
    assert whys(result) == {
        "keep.txt": "changed since it was written",
        "names.txt": "something else has taken its place",
        "gone.txt": "gone; what it held before is in the journal",
    }
    assert everything(out) == {"decisions.csv": b"old", "mine.txt": b"mine", "keep.txt": b"edited\n", "names.txt": None}
    filled(out, {"keep.txt": b"a\n"})
    assert undo(journal).undone == 1
    assert not (out / "keep.txt").exists()


def test_of_a_sidecar_changed_since_only_ours_is_taken_out(folder, monkeypatch):
    filled(folder, BEFORE)
    journal = run_changes(plan_to(folder, AFTER)).journal
    filled(folder, {"a.xmp": b"their stars and ours and later", "day 1/b.xmp": b"ours and nothing else"})
    monkeypatch.setattr(xmp, "without_ours", lambda now, before: before and now.replace(b" and ours", b""))
    assert undo(journal).undone == 2
    assert everything(folder) == BEFORE | {"a.xmp": b"their stars and later", "day 1": None}
    assert undo(journal).already


def test_a_real_sidecar_keeps_the_stars_that_came_later(folder):
    filled(folder, {"a.xmp": PACKET % 2})
    journal = run_changes(plan_to(folder, {"a.xmp": PACKET % -1})).journal
    filled(folder, {"a.xmp": PACKET % 5})
    before = everything(folder)
    result = undo(journal)
    assert (result.undone, result.kept) == (0, [])
    assert everything(folder) == before


def test_a_sidecar_that_was_broken_since_stays_and_is_told(folder):
    filled(folder, {"a.xmp": PACKET % 2})
    journal = run_changes(plan_to(folder, {"a.xmp": PACKET % -1})).journal
    filled(folder, {"a.xmp": b"<broken"})
    (why,) = whys(undo(journal)).values()
    assert why.startswith("changed since it was written, and what is ours cannot be taken out: ")
    assert everything(folder) == {"a.xmp": b"<broken"}


def test_a_file_that_changes_during_undo_is_left(folder, monkeypatch):
    filled(folder, BEFORE)
    journal = run_changes(plan_to(folder, AFTER)).journal
    write = change_undo.write_over

    def late(*args, **options):
        write(*args, **options)
        filled(folder, {"a.xmp": b"another program's"})

    monkeypatch.setattr(change_undo, "write_over", late)
    assert whys(undo(journal)) == {"a.xmp": "is being changed by another program; try again when it has ended"}
    assert everything(folder) == BEFORE | {"a.xmp": b"another program's", "day 1": None}


@pytest.mark.parametrize("kind", ["xmp", "lists"])
def test_an_older_one_waits_for_the_later_one_that_wrote_the_same_file(folder, kind):
    filled(folder, BEFORE)
    first = run_changes(plan_to(folder, AFTER, kind)).journal
    second = run_changes(plan_to(folder, {"a.xmp": b"ours, other policy"}, kind)).journal
    third = run_changes(plan_to(folder, {"c.xmp": b"c"}, kind)).journal
    result = undo(first)
    assert result.undone == 1
    assert whys(result) == {"a.xmp": f"a later export wrote it again; undo that first: {second}"}
    assert (folder / "a.xmp").read_bytes() == b"ours, other policy"
    assert (undo(second).undone, undo(first).undone, undo(third).undone) == (1, 1, 1)
    assert everything(folder) == BEFORE | {"day 1": None}


def test_a_sidecar_that_a_later_sort_moved_waits_for_that(folder, tmp_path):
    filled(folder, BEFORE)
    journal = run_changes(plan_to(folder, AFTER)).journal
    steps = tuple(Step("a.jpg", folder / name, tmp_path / "to" / "keep" / name) for name in ("a.jpg", "a.xmp"))
    moved = sort(SortPlan("move", folder, tmp_path / "to", steps, ())).journal
    assert whys(undo(journal)) == {"a.xmp": f"a later sort moved it; undo that first: {moved}"}
    assert undo(moved).undone == 2
    assert undo(journal).undone == 1
    assert everything(folder) == BEFORE | {"day 1": None}


def test_undo_can_be_cancelled_and_goes_on(folder):
    before = everything(filled(folder, BEFORE))
    journal = run_changes(plan_to(folder, AFTER)).journal
    cancel = threading.Event()
    ticks: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        ticks.append((done, total))
        cancel.set()

    result = undo(journal, tell, cancel)
    assert (result.undone, result.stopped, ticks) == (1, "cancelled", [(1, 2)])
    assert undo(journal).undone == 1
    assert everything(folder) == before


def test_names_that_are_no_text_and_large_files_come_back(folder):
    name = b"latin \xe9\n.xmp".decode("utf-8", "surrogateescape")
    before = everything(filled(folder, {name: bytes(range(256)) * 5000, "empty.xmp": b""}))
    journal = run_changes(plan_to(folder, {name: b"ours", "empty.xmp": b"ours"})).journal
    assert undo(journal).undone == 2
    assert everything(folder) == before


def test_a_line_that_a_crash_cut_off_is_passed_over(folder):
    before = everything(filled(folder, BEFORE))
    journal = run_changes(plan_to(folder, AFTER)).journal
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]) + lines[-1][:5])
    assert undo(journal).undone == 2
    assert everything(folder) == before


def test_a_name_only_reserved_before_a_crash_is_freed(folder):
    """Where a disk knows no links, a name is reserved by an empty file until the part takes it."""
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    begin = json.loads(journal.read_bytes().splitlines()[1])
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))
    filled(folder, {"a.xmp": b"", begin["part"]: b"ours"})
    assert undo(journal).kept == []
    assert everything(folder) == {}


def test_a_folder_that_became_a_link_is_not_written_through(folder, tmp_path):
    filled(folder, BEFORE)
    journal = run_changes(plan_to(folder, {"day 1/b.xmp": b"ours"})).journal
    (folder / "day 1").rename(tmp_path / "elsewhere")
    (folder / "day 1").symlink_to(tmp_path / "elsewhere")
    assert whys(undo(journal)) == {"b.xmp": "its folder is a link that leads elsewhere now"}
    assert (tmp_path / "elsewhere" / "b.xmp").read_bytes() == b"ours"


def test_without_the_disk_undo_says_so(folder, tmp_path):
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    folder.rename(tmp_path / "unplugged")
    with pytest.raises(CullingError, match="is the disk connected"):
        undo(journal)


@pytest.mark.parametrize("where", ["target", "part"])
@pytest.mark.parametrize("path", ["../../secret", "/etc/passwd", "", "a\0b"])
def test_a_changed_journal_reaches_no_other_files(folder, where, path):
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    lines[1][where] = path
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(CullingError, match="leads out of the folder"):
        undo(journal)
    assert everything(folder) == {"a.xmp": b"ours"}


def test_only_journals_of_our_own_are_believed(folder, tmp_path):
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    sent = tmp_path / "sent by mail.jsonl"
    sent.write_bytes(journal.read_bytes())
    link = journals_folder(folder) / "000009-20200101T000000Z-xmp.jsonl"
    link.symlink_to(sent)
    for hostile in (sent, link):
        with pytest.raises(CullingError, match="only believed there"):
            undo(hostile)
    assert everything(folder) == {"a.xmp": b"ours"}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"root": "relative"},
        {"culling_journal": 9},
        {"before": "no base64!", "had": 4},
        {"before": "eJxLTEpOAQAD2AGL", "had": 3},
        {"before": "eJxLTEpOAQAD2AGL", "had": "x"},
        {"what": 1},
    ],
)
def test_a_damaged_journal_is_not_undone(folder, change):
    journal = run_changes(ChangePlan("xmp", folder, (Change(folder / "a.xmp", b"ours"),))).journal
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    at = 1 if "had" in change else 0
    lines[at] |= change
    if "what" in change:
        lines.append(change)
        lines[0].pop("what")
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with pytest.raises(CullingError, match="is damaged"):
        undo(journal)
    assert everything(folder) == {"a.xmp": b"ours"}
