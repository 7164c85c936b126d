"""Files of other programs: columns found, photos matched, hostile content refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling.audit.compare.other_columns import MAX_COLUMNS, first_cutoff, read_columns, rejecting_words
from culling.audit.compare.other_xmp import read_xmp_beside, read_xmp_files
from culling.errors import CullingError
from culling.export.lists.decisions_csv import decisions_csv
from culling.policy import Policy
from culling.rule import Rule

XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/" {}/>'
    "</rdf:RDF></x:xmpmeta>"
)


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({"blur": [0.9, 0.1, 0.5]}, index=pd.Index(["a.jpg", "sub/b.jpg", "c.CR3"], name="path"))


def test_numbers_and_words_in_table_order(table: pd.DataFrame) -> None:
    found = read_columns(
        b"path,Rating,pick,note\nsub/b.jpg,5,picked,x\na.jpg,1,rejected,\ngone.jpg,3,picked,y\n./c.CR3,,,\n",
        table,
        "stars.csv",
    )
    np.testing.assert_array_equal(found.numbers["rating"], [1, 5, np.nan])
    assert found.words["pick"].tolist() == ["rejected", "picked", None]
    assert (found.photos, found.strange) == (3, 1)
    assert found.problems == ("line 4: no photo 'gone.jpg' in this folder",)
    assert found.known("rating") == found.known("pick") == 2
    claim = found.claim("rating", "below", 2)
    assert (claim.yes.tolist(), claim.known.tolist()) == ([True, False, False], [True, True, False])
    assert found.claim("pick", "below", 0, ["rejected"]).yes.tolist() == [True, False, False]
    with pytest.raises(ValueError, match="has no column 'beauty'"):
        found.claim("beauty", "below", 0)


def test_of_several_lines_on_a_photo_the_last_counts(table: pd.DataFrame) -> None:
    found = read_columns(b"path;score\na.jpg;1,5\na.jpg;2,5\nsub\\b.jpg;\n", table)
    np.testing.assert_array_equal(found.numbers["score"], [2.5, np.nan, np.nan])


def test_a_column_of_long_texts_is_none_to_choose_from(table: pd.DataFrame) -> None:
    lines = "".join(f"a.jpg,{number},text {number}\n" for number in range(40))
    found = read_columns(f"path,rating,reasons\n{lines}".encode(), table)
    assert found.columns == ("rating",)
    assert found.numbers["rating"][0] == 39


def test_an_earlier_decisions_csv_of_ours(table: pd.DataFrame) -> None:
    from culling.decide import decide

    policy = Policy("old", (Rule("blur", "above", 0.4),))
    found = read_columns(decisions_csv(table, decide(table, policy), policy, "/photos"), table, "decisions.csv")
    np.testing.assert_array_equal(found.numbers["blur"], table["blur"])
    assert found.words["verdict"].tolist() == ["reject", "keep", "reject"]
    assert rejecting_words(found.choices("verdict")) == ["reject"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00r", "not UTF-8"),
        (b"rating\n5\n", "lacks the column path"),
        (b"path,rating\nnowhere.jpg,5\n", "speaks of no photo"),
        (b"path,rating\na.jpg,\n", "no column of numbers"),
        (b"path\na.jpg\n", "no column of numbers"),
        (b"path,rating\na.jpg,nan\n", "no column of numbers"),
        (b'path,rating\n"a.jpg,5\n', "no CSV"),
        (b"path," + b",".join(b"c%d" % at for at in range(MAX_COLUMNS)) + b"\n", "at most 200"),
        (b"", "lacks the column path"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(table: pd.DataFrame, content: bytes, said: str) -> None:
    with pytest.raises(CullingError, match=said):
        read_columns(content, table, "x.csv")


def test_xmp_files_by_their_names(table: pd.DataFrame) -> None:
    found = read_xmp_files(
        {
            "a.xmp": XMP.format('xmp:Rating="-1" digiKam:PickLabel="1"').encode(),
            "b.jpg.xmp": XMP.format('xmp:Rating="0"').encode(),
            "c.xmp": XMP.format('xmp:Rating="4" digiKam:PickLabel="3"').encode(),
            "z.xmp": XMP.format('xmp:Rating="1"').encode(),
            "bomb.xmp": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        },
        table,
    )
    np.testing.assert_array_equal(found.numbers["xmp:Rating"], [-1, np.nan, 4])
    assert found.words["digiKam:PickLabel"].tolist() == ["rejected", None, "accepted"]
    assert (found.photos, found.strange, len(found.problems)) == (3, 1, 2)
    assert first_cutoff("xmp:Rating", found.numbers["xmp:Rating"]) == ("below", 0.0)
    with pytest.raises(CullingError, match="no photo"):
        read_xmp_files({"z.xmp": XMP.format("").encode()}, table)


def test_a_name_that_several_photos_have_is_a_problem() -> None:
    table = pd.DataFrame(index=pd.Index(["x/a.jpg", "y/a.jpg", "b.jpg"], name="path"))
    rated = XMP.format('xmp:Rating="2"').encode()
    found = read_xmp_files({"a.jpg.xmp": rated, "b.xmp": rated}, table)
    assert found.problems == ("a.jpg.xmp: several photos have this name",)


def test_where_a_cutoff_begins() -> None:
    assert first_cutoff("stars", np.array([1, 2, 5, np.nan])) == ("below", 1.5)
    assert first_cutoff("blur", np.array([0.1])) == ("above", 0.35)
    assert first_cutoff("score", np.linspace(0, 1, 101)) == ("below", pytest.approx(0.1))
    assert first_cutoff("score", np.array([np.nan])) == ("below", 0.0)


def test_xmp_of_the_folder_itself(tmp_path: Path) -> None:
    table = pd.DataFrame(index=pd.Index(["a.jpg", "b.jpg", "c.jpg"], name="path"))
    for name in table.index:
        (tmp_path / name).write_bytes(b"\xff\xd8\xff\xd9")
    with pytest.raises(CullingError, match="nothing to compare with"):
        read_xmp_beside(table, tmp_path)
    (tmp_path / "a.xmp").write_text(XMP.format('xmp:Rating="2"'))
    (tmp_path / "b.jpg.xmp").write_text(XMP.format('xmp:Rating="5"'))
    found = read_xmp_beside(table, tmp_path)
    assert found.words["stars and picks"].tolist() == ["reject", "keep", None]
    assert rejecting_words(found.choices("stars and picks")) == ["reject"]
