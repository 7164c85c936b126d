"""Curves and robustness as files: the same numbers, and all that they follow from."""

from __future__ import annotations

import csv
import io
import json
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.metrics import get_metric
from culling.probe.curve import curve
from culling.probe.dials import get_dial
from culling.probe.probed import Probed
from culling.probe.robust import Robustness, robustness
from culling.probe.tables import (
    WAYS,
    curves_csv,
    curves_json,
    robustness_csv,
    robustness_json,
    robustness_table,
    turns_csv,
)
from tests.probe.photos import FOCUS, LIGHT, flat, texture


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Robustness:
    """Two greys of which one flips under −1 EV, one of them named like a formula; and no photo."""
    folder = tmp_path_factory.mktemp("greys")
    for name, level in (("=1+1.png", 80), ("b.png", 180)):
        cv2.imwrite(str(folder / name), np.full((48, 64, 3), level, np.uint8))
    (folder / "bad.jpg").write_bytes(b"nothing")
    return robustness(folder, LIGHT, trials=[("exposure", -1.0), ("jpeg", 50.0)], seed=4)


def _read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_table_counts_flips_by_way(found: Robustness) -> None:
    first, second = robustness_table(found).to_dict("records")
    assert {name: first[name] for name in ("damage", "amount", "photos", "flips", "share", "keep→reject", "other")} == {
        "damage": "exposure", "amount": -1.0, "photos": 2, "flips": 1, "share": 0.5, "keep→reject": 1, "other": 0,
    }  # fmt: skip
    assert (first["rule"], first["rule_flips"]) == ("luminance < 60", 1)
    assert (second["flips"], second["rule"]) == (0, "")
    assert sum(first[f"{was}→{now}"] for was, now in WAYS) + first["other"] == first["flips"]


def test_csv_holds_the_table_with_policy_and_seed(found: Robustness) -> None:
    rows = _read(robustness_csv(found))
    assert [row["damage"] for row in rows] == ["exposure", "jpeg"]
    assert {(row["policy_id"], row["seed"]) for row in rows} == {(LIGHT.policy_id, "4")}
    assert float(rows[0]["low"]) == found.share(0).low


def test_each_turn_is_a_line_and_so_is_each_error(found: Robustness) -> None:
    turn, bad = _read(turns_csv(found))
    assert (turn["path"], turn["was"], turn["is"], turn["by"]) == ("'=1+1.png", "keep", "reject", "luminance < 60")
    assert bad["path"] == "bad.jpg"
    assert bad["error"] == found.failed[0].error


def test_json_holds_all_and_the_same_bytes_again(found: Robustness) -> None:
    content = json.loads(robustness_json(found))
    assert robustness_json(found) == robustness_json(found)
    assert content["provenance"]["policy"]["policy_id"] == LIGHT.policy_id
    assert content["provenance"]["measures"] == {"luminance": get_metric("luminance").version}
    assert content["provenance"]["seed"] == 4
    assert (content["population"], content["probed"], content["stopped"]) == (3, 2, False)
    assert content["trials"][0]["turns"][0]["path"] == "=1+1.png"
    assert content["errors"][0]["path"] == "bad.jpg"


def test_networks_are_named_by_hash() -> None:
    from culling import nets
    from culling.policy import Policy
    from culling.probe.tables import provenance
    from culling.rule import Rule

    policy = Policy("p", (Rule("motion_blur", "above", 0.5),))
    assert provenance(policy, policy.measures, 0)["networks"] == {"focus": nets.fingerprint("focus")}


def test_curves_are_a_line_an_amount_with_measures_of_all() -> None:
    probed = Probed(flat(128))
    curves = [curve(probed, get_dial("exposure"), LIGHT), curve(probed, get_dial("noise"), LIGHT, ["contrast"])]
    rows = _read(curves_csv(curves))
    assert len(rows) == sum(len(one.points) for one in curves)
    first, last = rows[0], rows[-1]
    assert (first["damage"], first["amount"], first["unit"], first["contrast"]) == ("exposure", "-4.0", "EV", "")
    assert float(last["contrast"]) == curves[1].points[-1].values["contrast"]
    assert first["verdict"] == "reject"
    assert first["reasons"] == curves[0].points[0].said.reasons


def test_curves_as_json_hold_flips_and_nan_as_null() -> None:
    content = json.loads(curves_json([curve(Probed(texture()), get_dial("gaussian_blur"), FOCUS, ["p_keep"])]))
    (one,) = content["curves"]
    assert [flip["is"] for flip in one["flips"]] == ["maybe", "reject"]
    assert one["points"][0]["values"]["p_keep"] is None
    assert one["step"] == get_dial("gaussian_blur").step


def test_nothing_probed_makes_a_table_all_the_same(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((48, 64, 3), 80, np.uint8))
    cancel = threading.Event()
    cancel.set()
    none = robustness(tmp_path, LIGHT, cancel=cancel)
    assert robustness_table(none)["photos"].tolist() == [0] * len(none.trials)
    assert json.loads(robustness_json(none))["trials"][0]["share"] is None
