"""What the benchmark of suggestions counts, on hand-made tables."""

from __future__ import annotations

from pathlib import Path

from benchmarks.suggestions import labelled, wrongly
from culling.suggest import look
from tests.suggest.tables import photos


def test_wrong_suggestions_are_counted_over_all_sets_with_an_interval() -> None:
    blurred = photos(4, blur=[0.9, 0.1, 0.1, 0.1], laplacian_variance=[100.0, 100.0, 900.0, 900.0])
    text = wrongly({"one": look(blurred), "other": look(photos(6, laplacian_variance=[500.0] * 6))})
    assert "- shaky: 1 of 10 (10.0%, 1.8% to 40.4%)" in text  # Wilson's interval, worked out by hand
    assert "- dark: 0 of 10 (0.0%" in text
    assert "screenshot" not in text
    assert "PICCL's shaky: 2 of 10" in text


def test_damage_on_purpose_is_told_apart_from_other_damage(tmp_path: Path) -> None:
    labels = ("a.jpg,reject,camera_shake", "b.jpg,reject,underexposed", "c.jpg,keep,clean", "d.jpg,reject,blurred")
    (tmp_path / "labels.csv").write_text("\n".join(["path,label,flaw", *labels]))
    seen = look(photos(4, blur=[0.9, 0.9, 0.9, 0.1], p_dark=[0.1, 0.1, 0.1, 0.1]))
    text = labelled(seen, tmp_path / "labels.csv")
    assert "- shaky: 2 of 3 (66.7%" in text
    assert "of those suggested are damaged, 1 of them so; found are 1 of 2 (50.0%" in text
    assert "- dark: none of none of those suggested are damaged, 0 of them so; found are 0 of 1" in text
