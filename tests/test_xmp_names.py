"""What of a packet is somebody else's."""

from __future__ import annotations

import pytest

from culling.xmp_names import not_ours, same_value

OURS = {"xmp:Rating": "-1", "xmpDM:pick": "-1"}


@pytest.mark.parametrize(
    ("values", "authored", "keywords", "theirs"),
    [
        (OURS, ["xmp:Rating=-1", "xmpDM:pick=-1"], [], {}),
        (OURS, ["xmp:Rating=-1"], ["cull:reject"], {"xmpDM:pick": "-1"}),
        (OURS | {"xmp:Rating": "3"}, ["xmp:Rating=-1", "xmpDM:pick=-1"], [], {"xmp:Rating": "3"}),
        (OURS, [], [], OURS),
        (OURS, [], ["Anna", "cull:reject"], {}),  # from exiftool's CSV
        ({"xmp:Rating": "5"} | OURS, [], ["cull:keep"], OURS),
        ({"xmpDM:good": "True"}, ["xmpDM:good=true"], [], {}),
        (OURS, ["nonsense"], [], OURS),
    ],
)
def test_what_we_wrote_and_nobody_changed_is_not_theirs(
    values: dict[str, str], authored: list[str], keywords: list[str], theirs: dict[str, str]
) -> None:
    assert not_ours(values, authored, keywords) == theirs


def test_values_are_compared_as_what_they_mean() -> None:
    assert same_value("-1.0", " -1")
    assert not same_value("nan", "1")
    assert not same_value("", "0")
