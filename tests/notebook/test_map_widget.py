"""The slider and the groups follow each other; a click shows a group, a lasso what is inside."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from culling import group
from culling.notebook import photo_map
from culling.notebook.map_widget import PhotoMap
from tests.notebook.conftest import HOSTILE, Shoot


@pytest.fixture
def shown(shoot: Shoot) -> PhotoMap:
    return photo_map(shoot.table, shoot.catalog, distance=0.1)


def test_groups_are_those_of_the_distance(shown: PhotoMap, shoot: Shoot) -> None:
    near = shoot.catalog.neighbours()
    for distance in (0.1, 0.6):
        shown.distance = distance
        assert shown.groups.equals(group(shoot.table, near, distance=distance))
        assert shown.children[0].children[0].value == distance
    shown.children[0].children[0].value = 0.3
    assert shown.distance == 0.3
    assert str(shown.groups["group"].nunique()) in shown._said.value
    shown.distance = 7
    assert shown.distance == 1


def test_names_on_the_map_are_text(shown: PhotoMap) -> None:
    texts = [text for trace in shown.figure.data for text in trace.text or ()]
    assert any(text.startswith("&lt;img src=x") for text in texts)
    assert not any("<" in text for text in texts)


def test_a_group_is_shown_with_its_keeper_first(shown: PhotoMap) -> None:
    shown.distance = 1.0
    shown.show_group(HOSTILE)
    assert HOSTILE in shown.selected
    assert shown.groups.at[shown.selected[0], "keeper"]
    assert shown.pictures._photos[0]["note"].startswith("keeper: ")
    shown.distance = 0.0
    shown.show_group(HOSTILE)
    assert shown.selected == [HOSTILE]
    with pytest.raises(ValueError, match="no photo"):
        shown.show_group("nowhere.jpg")


def test_a_lasso_over_several_traces_selects_all_of_it(shown: PhotoMap, shoot: Shoot) -> None:
    one, two = SimpleNamespace(customdata=[0, 1, 2]), SimpleNamespace(customdata=[3, 4])
    lasso, again = SimpleNamespace(), SimpleNamespace()
    shown._lassoed(one, SimpleNamespace(point_inds=[0, 2]), lasso)
    shown._lassoed(two, SimpleNamespace(point_inds=[1]), lasso)
    assert shown.selected == [shoot.table.index[row] for row in (0, 2, 4)]
    shown._lassoed(two, SimpleNamespace(point_inds=[0]), again)
    assert shown.selected == [shoot.table.index[3]]
    shown._clicked(one, SimpleNamespace(point_inds=[1]), None)
    assert shoot.table.index[1] in shown.selected


def test_another_table_is_refused(shoot: Shoot) -> None:
    with pytest.raises(ValueError, match="not that of the catalog"):
        photo_map(shoot.table.iloc[:5], shoot.catalog)
