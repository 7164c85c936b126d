"""The parts of a report that are tables: rules, measures, photos that were decided wrongly, slices, labels, hashes."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from culling.audit.auc import auc_sentence
from culling.audit.report.html import Html, joined, tag
from culling.audit.report.numbers import Numbers
from culling.audit.report.plots import forest_svg, rate_svg
from culling.audit.report.sentences import LISTED
from culling.audit.report.wrong import Wrong
from culling.audit.slicing.slices import Sliced
from culling.audit.slicing.words import MEANINGS, left_out, percent, sentence
from culling.labels.words import counted
from culling.presets import title

_BY = {"blind": "blind: the photo alone was shown", "seen": "seen: with its numbers or verdict on the screen"}


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> Html:
    """A table that can be scrolled sideways; the first cell of a row is its heading.

    `kinds`: the CSS class of each column, such as "number".
    """
    names = (tag("th", name, scope="col", class_=kind or None) for name, kind in zip(head, kinds, strict=True))
    top = [tag("thead", tag("tr", *names))] if any(head) else []
    body = [
        tag("tr", tag("th", row[0], scope="row", class_=kinds[0] or None), *_cells(row[1:], kinds[1:])) for row in rows
    ]
    inside = tag("table", tag("caption", caption), *top, tag("tbody", *body))
    return tag("div", inside, class_="wide", tabindex="0", role="region", aria_label=caption)


def _cells(row: Sequence[str], kinds: Sequence[str]) -> list[Html]:
    return [tag("td", cell, class_=kind or None) for cell, kind in zip(row, kinds, strict=True)]


def labels(found: Numbers) -> Html:
    """Who said what, when and in which way."""
    truth, facts = found.truth, found.facts
    keep = int(truth.keep.sum())
    rows = [("photos labelled", f"{len(truth):,} of {found.photos:,}: {keep:,} keep, {len(truth) - keep:,} reject")]
    ways = Counter(truth.how)
    rows += [("labelled", f"{count:,} {_BY.get(how, how)}") for how, count in sorted(ways.items())]
    rows += [("by", f"{who}: {count:,}") for who, count in sorted(facts.by.items())]
    rows += [("from", facts.source)] * bool(facts.source)
    rows += [("between", f"{facts.first} and {facts.last}")] * bool(facts.first)
    rows += [("sample", "a random sample, or the whole folder" if truth.sampled else "not known how they were chosen")]
    rows += [("weights", "each counts for the photos it stands for (inverse probability)")] * truth.weighted
    rows += [("locked away", f"{counted(facts.locked, 'label')}, not used here")] * bool(facts.locked)
    rows += [("shown twice", facts.agreement)] * bool(facts.agreement)
    return table("Who said what of which photos, and how", ("", ""), rows, ("short", ""))


def confusion(found: Numbers) -> Html:
    """The four cells, and every rate with its interval."""
    cells = found.confusion
    rows = [
        ("rejected", f"{cells.tp:,} rightly rejected", counted(cells.fp, "lost keeper")),
        ("not rejected", counted(cells.fn, "missed reject"), f"{cells.tn:,} rightly kept"),
    ]
    words = (
        ("of the rejected photos, rightly rejected", "precision", cells.precision),
        ("of the photos that should go, found", "recall, true-positive rate", cells.recall),
        ("of the keepers, lost", "false-positive rate", cells.keepers_lost),
        ("of all, decided as people said", "accuracy", cells.agreement),
        ("of all, rejected", "reject share", cells.reject_share),
        ("of all, labelled reject", "prevalence", cells.prevalence),
    )
    rates = [(word, term, rate_svg(rate, word), rate.text, f"{rate.count:,}") for word, term, rate in words]
    head = ("share", "term", "interval from 0 to 100 %", "value (95 %)", "labels")
    return joined(
        [
            table("Labels by what the policy says (rows) and what people said (columns)",
                  ("the policy alone", "labelled reject", "labelled keep"), rows, ("", "", "")),
            table("Rates with 95 % intervals (Wilson; on the effective sample size where labels have weights)",
                  head, rates, ("", "", "", "rate", "number")),
        ]
    )  # fmt: skip


def rules(found: Numbers) -> Html:
    """Each rule as if it were the only one, and what it adds."""
    rows = [
        (
            one.rule.text + (f" unless {one.rule.unless}" if one.rule.unless else ""),
            f"{one.fired:,}",
            one.confusion.precision.text,
            one.confusion.recall.text,
            one.confusion.keepers_lost.text,
            f"{one.alone:,}: {one.right_alone:,} rightly, {one.lost_alone:,} lost",
        )
        for one in found.rules
    ]
    head = ("rule", "photos rejected", "rightly rejected", "found", "keepers lost", "by it alone: labelled")
    caption = (
        "Each rule as if it were the only one. “By it alone”: photos that no other rule rejects, so that they would "
        "stay without it; of these, as far as they are labelled, how many rightly go and how many keepers are lost."
    )
    return table(caption, head, rows, ("", "number", "rate", "rate", "rate", "rate"))


def measures(found: Numbers) -> Html:
    """Every measure without a cutoff: the area under its ROC curve, and what that says."""
    known = [one for one in found.measures if one.auc.known]
    if not known:
        return tag("p", "No measure can be checked: the labels lack one of the two classes, or a value.", class_="soft")
    said = [tag("li", auc_sentence(one.metric, one.auc)) for one in known]
    return joined(
        [
            tag("figure", forest_svg([(one.metric, one.auc) for one in known]), tag("figcaption", _FOREST)),
            tag("details", tag("summary", "What each says, in words"), tag("ul", *said)),
        ]
    )


_FOREST = (
    "How often a photo that should go is ranked above a keeper (area under the ROC curve, DeLong's 95 % interval). "
    "Left of the dashed line the measure points the wrong way; a hollow dot cannot be told from chance. Of a measure "
    "without a better end the labels chose which end is worse."
)


def photos(listed: Sequence[Wrong], kind: str, pictures: Mapping[str, bytes]) -> Html:
    """Photos that were decided wrongly: path, verdict, reasons with values and cutoffs, pictures where asked for."""
    if not listed:
        return tag("p", f"No {kind}s among the labelled photos.", class_="soft")
    shown = listed[:LISTED]
    pictured = any(one.path in pictures for one in shown)
    head = ("photo", *(["picture"] if pictured else []), "verdict", "what the rules say")
    rows = [
        (one.path, *([_picture(one.path, kind, pictures)] if pictured else []), one.verdict, one.reasons or "–")
        for one in shown
    ]
    kinds = ("path", *([""] if pictured else []), "short", "")
    found = table(f"{kind[0].upper()}{kind[1:]}s, the worst first", head, rows, kinds)
    more = len(listed) - len(shown)
    return joined([found, *([tag("p", f"{more:,} more are in the JSON file.", class_="soft")] if more else [])])


def _picture(path: str, kind: str, pictures: Mapping[str, bytes]) -> Html:
    if path not in pictures:
        return Html("")
    data = base64.b64encode(pictures[path]).decode("ascii")
    return tag("img", src=f"data:image/jpeg;base64,{data}", alt=f"{kind}: {path}")


def slices(found: Sliced) -> Html:
    """One rate by slices: what differs by more than chance, and all of them to unfold."""
    rows = [_slice(row) for row in found.frame.to_dict("records") if row["count"]]
    head = ("by", "slice", "photos", "value", "95 %", "all others", "q (false discovery rate)")
    told = [tag("p", sentence(found))] + [tag("p", left_out(found), class_="soft")] * bool(found.too_small)
    caption = f"{MEANINGS[found.name]}; overall {found.overall.text}"
    kinds = ("", "path", "number", "number", "short", "number", "number")
    unfold = tag("details", tag("summary", f"All {counted(len(rows), 'slice')}"), table(caption, head, rows, kinds))
    return joined([tag("h3", MEANINGS[found.name].capitalize()), *told, *([unfold] if rows else [])])


def _slice(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        str(row["by"]),
        str(row["slice"]),
        f"{int(row['count']):,}",
        percent(row["value"]),
        f"{percent(row['low'])} to {percent(row['high'])}",
        percent(row["rest"]),
        f"{row['q']:.3f}" if row["q"] == row["q"] else "not tested",
    )


def hashes(found: Numbers) -> Html:
    """What the numbers follow from."""
    made_of = found.provenance
    rows = [
        ("program", made_of.program),
        ("folder", made_of.folder or "–"),
        ("policy", f"{title(found.policy)}, {made_of.policy_id}"),
        ("labels", made_of.labels_sha256),
        ("table", made_of.table_sha256),
        *([("marks learned from", made_of.learned_sha256)] if made_of.learned_sha256 else []),
        *((f"network {name}", sha256) for name, sha256 in made_of.networks.items()),
        ("measures, versions", ", ".join(f"{name} {version}" for name, version in made_of.measures.items())),
        ("columns of the table", ", ".join(made_of.columns)),
    ]
    return table("Versions, and SHA-256 of what was read", ("", ""), rows, ("short", "path"))
