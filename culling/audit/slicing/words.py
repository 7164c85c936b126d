"""What slices say, in plain words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culling.audit.slicing.columns import in_common
from culling.audit.slicing.slices import RATES, RateName, Sliced

_NAMED = 6

#: What each rate is called where one is chosen.
TITLES: dict[RateName, str] = {
    "rejected": "Rejected",
    "wrong": "Decided wrongly",
    "precision": "Rightly rejected (precision)",
    "recall": "Found (recall)",
    "lost": "Keepers lost",
    "missed": "Rejects missed",
}

#: What each rate is the share of, as it stands beside the choice.
MEANINGS: dict[RateName, str] = {
    "rejected": "of the photos that the policy judges, the share that it rejects",
    "wrong": "of the labelled photos, the share that is decided otherwise than people said",
    "precision": "of the rejected photos, the share that is rightly rejected (precision)",
    "recall": "of the photos that should go, the share that is found (recall)",
    "lost": "of the keepers, the share that is rejected all the same (false-positive rate)",
    "missed": "of the photos that should go, the share that stays (miss rate, 1 − recall)",
}


def alike(table: pd.DataFrame) -> str:
    """Why there is nothing to compare where no way cuts the photos: what they all have in common, as far as is known.

    What is not named is known of none of them.
    """
    if len(table) < 2:
        return "There is only one photo here, so there are no slices to compare."
    same = [own if own.startswith(by) else f"{by}: {own}" for by, own in in_common(table)]
    known = f"All that is known of them is the same: {', '.join(same)}." if same else "Nothing is known of them."
    return f"These {len(table):,} photos cannot be told apart. {known}"


def sentence(found: Sliced) -> str:
    """How many slices differ from the rest by more than chance, and which."""
    if not found.looks:
        return (
            f"No slice can be tested: none has {found.least} photos or more that count here, beside others that do "
            "not belong to it."
        )
    of = f"Of {found.looks:,} slices" if found.looks > 1 else "The one slice"
    differing = found.differing.drop_duplicates("look")
    if differing.empty:
        whom = "none differs" if found.looks > 1 else "that is large enough does not differ"
        return f"{of} {whom} from the rest by more than chance would bring over so many looks."
    verb = "differs" if len(differing) == 1 else "differ"
    count = f"{len(differing):,} {verb}" if found.looks > 1 else "that is large enough differs"
    told = "; ".join(_one(found, row) for _, row in differing.iloc[:_NAMED].iterrows())
    more = f"; and {len(differing) - _NAMED:,} more" if len(differing) > _NAMED else ""
    return f"{of} {count} from the rest by more than chance would bring: {told}{more}."


def left_out(found: Sliced) -> str:
    """How many slices were too small; "" when none was."""
    if not found.too_small:
        return ""
    many = found.too_small > 1
    return (
        f"{found.too_small:,} slice{'s have' if many else ' has'} fewer than {found.least} photos that count here: "
        f"{'they are' if many else 'it is'} shown, and not tested."
    )


def name_of(row: pd.Series) -> str:
    """A slice as it stands in a sentence: "camera Canon EOS 5D", "ISO 200–399", "lens unknown"."""
    by, own = str(row["by"]), str(row["slice"])
    return own if own.startswith(by) else f"{by} {own}"


def percent(share: float) -> str:
    """ "41 %", "–" for what is not known."""
    return "–" if share != share else f"{100 * share:.{1 if 0 < share < 0.01 else 0}f} %"


def _one(found: Sliced, row: pd.Series) -> str:
    """ "ISO 3200–6399 (41 % rejected against 12 %)", with other names of the same photos."""
    alike = found.frame[(found.frame["look"] == row["look"]) & np.isclose(found.frame["value"], row["value"])]
    others = [name_of(other) for _, other in alike.iterrows() if name_of(other) != name_of(row)]
    same = f", the same photos as {' and '.join(others)}" if others else ""
    return f"{name_of(row)} ({percent(row['value'])} {RATES[found.name]} against {percent(row['rest'])}{same})"
