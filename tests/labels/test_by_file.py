"""Labels found file by file: progress, a stop in between, contradictions."""

from culling.labels.by_file import each_file, settle


def test_a_stop_leaves_what_was_taken_and_a_note() -> None:
    taken: list[str] = []
    told: list[tuple[int, int]] = []
    notes = each_file(["a", "b", "c"], taken.append, lambda *at: told.append(at), lambda: len(taken) == 2)
    assert (taken, told) == (["a", "b"], [(1, 3), (2, 3)])
    assert notes == ["Stopped after 2 of 3 files."]
    assert each_file(["d"], taken.append) == []


def test_photos_of_which_both_was_said_have_no_label() -> None:
    problems = ["before"]
    found = {"a.jpg": {"keep": "1.xmp"}, "b.jpg": {"keep": "2.xmp", "reject": "3.xmp"}}
    assert settle(found, problems) == {"a.jpg": "keep"}
    assert problems == ["before", "b.jpg: 2.xmp and 3.xmp contradict each other; neither counts"]
