"""A mapping as a file that a person edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.export.xmp import mapping_toml
from culling.export.xmp.mapping import Values, XmpMapping

OWN = XmpMapping(
    Values(label='Rot "laut"'), must_have=Values(rating=5), write=("label", "rating"), replace=("label",),
    prefix="wählen:", reasons={"luminance below": "zu dunkel"},
)  # fmt: skip


@pytest.mark.parametrize("mapping", [XmpMapping(), OWN, XmpMapping(write=(), prefix="", reasons={})])
def test_what_is_saved_reads_back(tmp_path: Path, mapping: XmpMapping) -> None:
    mapping.save(tmp_path / "xmp.toml")
    assert XmpMapping.load(tmp_path / "xmp.toml") == mapping


def test_what_is_left_out_is_as_by_default(tmp_path: Path) -> None:
    (tmp_path / "xmp.toml").write_text("[keep]\nrating = 3\n[must-have]\nrating = 5\n")
    found = XmpMapping.load(tmp_path / "xmp.toml")
    assert (found.keep, found.must_have, found.reject) == (Values(rating=3), Values(rating=5), XmpMapping().reject)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[reject]\nrating = 9", "reject.rating must be one of −1, 0"),
        ("[reject]\nstars = 1", "reject.stars is no key of an XMP mapping; there are: rating, label, pick"),
        ("[rejected]", "rejected is no key of an XMP mapping; there are: reject, maybe, keep, must-have, write"),
        ("reject = 1", "reject must be a table"),
        ('write = "label"', "write must be a list of names out of rating, label"),
        ("write = [1]", "write must be a list of names"),
        ('write = ["colour"]', "write must list names out of rating"),
        ("prefix = 1", "prefix must be text"),
        ("reasons = 1", "reasons must be a table"),
        ("reject = [", "is not TOML"),
        ("a = " + "[" * 5_000, "nested too deeply|is not TOML"),
        ("\ud800", "not UTF-8 text at byte 0"),
    ],
)
def test_a_wrong_file_names_itself_and_the_key(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "xmp.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(CullingError, match=why) as raised:
        XmpMapping.load(tmp_path / "xmp.toml")
    assert "xmp.toml" in str(raised.value)


def test_no_file_and_a_huge_one_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CullingError, match=r"cannot read the XMP mapping .*No such file"):
        XmpMapping.load(tmp_path / "gone.toml")
    XmpMapping().save(tmp_path / "xmp.toml")
    monkeypatch.setattr(mapping_toml, "MAX_FILE_BYTES", 10)
    with pytest.raises(CullingError, match="larger than 10 bytes"):
        XmpMapping.load(tmp_path / "xmp.toml")
