"""The one object that scripts and notebooks ask gives the numbers of the modules behind it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from culling import CullingError, Policy, Rule
from culling.audit import Audit
from culling.audit.confusion import confusion
from culling.audit.said import rejected
from culling.labels import Truth

POLICY = Policy("one", (Rule("blur", "above", 0.6), Rule("luminance", "below", 10.0)))


@pytest.fixture(scope="module")
def audit() -> Audit:
    """400 photos: the blurred ones are mostly labelled reject."""
    rng = np.random.default_rng(5)
    blur = rng.uniform(0, 1, 400)
    names = [f"{number:03}.jpg" for number in range(400)]
    table = pd.DataFrame({"blur": blur, "luminance": rng.uniform(0, 255, 400), "error": None}, index=names)
    table["camera"] = np.where(np.arange(400) % 2, "one", "two")
    keep = rng.uniform(0, 1, 400) > blur**2
    said = dict(zip(names, np.where(keep, "keep", "reject").tolist(), strict=True))
    return Audit(table, Truth.of(table, said, sampled=True))


def test_a_cell_holds_the_photos_that_the_matrix_counts(audit: Audit) -> None:
    found = audit.confusion(POLICY)
    assert found == confusion(audit.truth, rejected(audit.table, POLICY))
    assert [len(audit.photos(POLICY, cell)) for cell in ("tp", "fp", "fn", "tn")] == [
        found.tp, found.fp, found.fn, found.tn,
    ]  # fmt: skip
    with pytest.raises(ValueError, match="a cell is one of"):
        audit.photos(POLICY, "lost")  # type: ignore[arg-type]


def test_the_best_measure_comes_first_and_has_its_curve(audit: Audit) -> None:
    assert [one.metric for one in audit.measures()] == ["blur", "luminance"]
    assert audit.curves_of("blur").auc == audit.measures()[0].auc
    assert audit.curves(POLICY).at == audit.confusion(POLICY)
    with pytest.raises(ValueError, match="no measure 'smile'"):
        audit.curves_of("smile")


def test_dearer_keepers_make_the_cutoff_milder(audit: Audit) -> None:
    cutoffs = [audit.by_cost(POLICY, "blur", lost_keeper=cost).cutoff for cost in (0.5, 2, 20)]
    assert cutoffs == sorted(cutoffs)
    assert cutoffs[0] < cutoffs[-1]
    proposal = audit.by_cost(POLICY, "blur", lost_keeper=2)
    assert proposal.policy.rules_on("blur")[0].reject == proposal.cutoff
    assert proposal.policy.rules_on("luminance") == POLICY.rules_on("luminance")


def test_a_promise_is_kept_on_the_labels_and_refused_by_too_few(audit: Audit) -> None:
    promised = audit.by_promise(POLICY, "blur", keepers_lost=0.2)
    assert audit.confusion(promised.policy).keepers_lost.value <= 0.2
    few = Audit(audit.table, audit.truth.where(np.arange(400) % 40 == 0))
    with pytest.raises(CullingError, match="label"):
        few.by_promise(POLICY, keepers_lost=0.001)
    with pytest.raises(ValueError, match="0 rules on 'contrast'"):
        audit.by_cost(POLICY, "contrast")


def test_policies_slices_and_the_report_are_those_of_the_page(audit: Audit) -> None:
    two = audit.compare(POLICY, Policy("none", (Rule("blur", "above", 0.99),)))
    assert two.of_first == audit.confusion(POLICY)
    sliced = audit.slices(POLICY, "lost")
    cameras = sliced.frame[sliced.frame["by"] == "camera"]
    assert cameras["count"].sum() == audit.truth.keep.sum()
    report = audit.report(POLICY, "shoot")
    assert report.confusion == audit.confusion(POLICY)
    assert report.provenance.folder == "shoot"


def test_without_labels_there_is_nothing_to_audit(audit: Audit) -> None:
    with pytest.raises(CullingError, match="no photo of this table is labelled"):
        Audit(audit.table, Truth.of(audit.table, {}))
