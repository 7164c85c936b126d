"""An audit as one HTML file: nothing is loaded from elsewhere, no script, light and dark, fit for print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from culling.audit.compare.disagree import p_text, sentence
from culling.audit.intervals import Rate
from culling.audit.report import parts
from culling.audit.report.html import Html, joined, tag
from culling.audit.report.numbers import Numbers
from culling.audit.report.plots import pr_svg, rate_svg, roc_svg
from culling.audit.report.sentences import command, summary
from culling.labels.words import counted
from culling.presets import title as title_of

_STYLE = Path(__file__).with_name("report.css")
# The file itself forbids what it has no need of: a browser would load nothing even if a name came through unescaped.
_ALONE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def report_html(found: Numbers, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The report; the same numbers and pictures give the same bytes.

    Args:
        found: the numbers.
        pictures: JPEG of photos by path; those of lost keepers and missed rejects are put in.
    """
    title = f"Audit of the policy {title_of(found.policy)}"
    head = joined(
        [
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=_ALONE),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", title),
            Html(f"<style>\n{_STYLE.read_text('utf-8')}</style>"),
        ]
    )
    page = Html(
        f'<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{_body(title, found, pictures or {})}\n</body>\n</html>'
    )
    return f"<!DOCTYPE html>\n{page}\n".encode()


def _body(title: str, found: Numbers, pictures: Mapping[str, bytes]) -> Html:
    sections = [
        _part("Summary", _summary(found), heading=False),
        _part("The labels", parts.labels(found)),
        _part("Decisions against labels", parts.confusion(found)),
        _part("Every cutoff at once", _curves(found)),
        _part("Rule by rule", parts.rules(found) if found.rules else tag("p", "The policy has no rules.")),
        _part("Each measure by itself", parts.measures(found)),
        _part("Lost keepers", parts.photos(found.lost, "lost keeper", pictures)),
        _part("Missed rejects", parts.photos(found.missed, "missed reject", pictures)),
        _part("Where policy and people disagree", _disagreement(found)),
        *([_part("Slices", joined([parts.slices(one) for one in found.sliced]))] if found.sliced else []),
        _part("What these numbers cannot tell", _limits(found)),
        _part("What they follow from", joined([parts.hashes(found), tag("h3", "The policy"), _toml(found)])),
        _part("The same report again", _again(found, bool(pictures))),
    ]
    name = found.provenance.folder
    about = tag(
        "p",
        f"{counted(found.photos, 'photo')}{f' of {name}' if name else ''}, {found.provenance.program}",
        class_="soft",
    )
    return tag("main", tag("h1", title), about, *sections)


def _part(heading_text: str, content: Html, heading: bool = True) -> Html:
    own = tag("h2", heading_text) if heading else Html("")
    return tag("section", own, content, aria_label=heading_text)


def _summary(found: Numbers) -> Html:
    cells = found.confusion
    cards = [
        _card("of the rejected photos, rightly rejected", cells.precision),
        _card("of the photos that should go, found", cells.recall),
        _card("of the keepers, lost", cells.keepers_lost),
    ]
    told = tag("ul", *(tag("li", line) for line in summary(found)))
    return joined([*_warning(found), tag("div", *cards, class_="cards"), told])


def _card(words: str, rate: Rate) -> Html:
    return tag("div", tag("strong", rate.text), tag("div", words), rate_svg(rate, words), class_="card")


def _warning(found: Numbers) -> list[Html]:
    """Circular labels stand above every number."""
    if not found.facts.circular:
        return []
    told = f"The labels are circular: {found.facts.circular} The numbers below say nothing of the policy."
    return [tag("div", tag("p", told), class_="problems")]


def _curves(found: Numbers) -> Html:
    curves = found.curves
    if not curves.known:
        return tag("p", "There is no curve without photos labelled keep and photos labelled reject.", class_="soft")
    return joined(
        [
            tag("div", _figure(roc_svg(curves), "ROC"), _figure(pr_svg(curves), "Precision–recall"), class_="plots"),
            tag("p", _CURVES, class_="soft"),
        ]
    )


_CURVES = (
    "What would happen if all cutoffs moved together by the same share of themselves: photos in the order of the "
    "policy's margin. The dot is where the cutoffs stand, its cross the intervals of both rates; the band is the 95 % "
    "interval at each point by itself; dashed is what chance does."
)


def _figure(plot: Html, caption: str) -> Html:
    return tag("figure", plot, tag("figcaption", caption))


def _disagreement(found: Numbers) -> Html:
    between = found.between
    told = [tag("p", sentence(between))]
    if between.count:
        kappa = "not defined" if between.kappa != between.kappa else f"{between.kappa:.2f}"
        photos = counted(between.count, "labelled photo")
        terms = f"McNemar's exact test: {p_text(between.p)}; Cohen's κ {kappa}, over {photos}."
        told.append(tag("p", terms, class_="soft"))
    return joined(told)


def _limits(found: Numbers) -> Html:
    if not found.limits:
        return tag("p", "Nothing speaks against them beyond their intervals.")
    return tag("ul", *(tag("li", line) for line in found.limits))


def _toml(found: Numbers) -> Html:
    return tag("pre", found.policy.to_toml(), tabindex="0", aria_label="The policy as TOML")


def _again(found: Numbers, pictured: bool) -> Html:
    told = (
        "With the policy above saved as policy.toml, the same photos, labels, program and networks give the same bytes:"
    )
    labels = found.facts.source if found.facts.source.endswith(".csv") else ""
    return joined(
        [
            tag("p", told),
            tag("pre", command(found, labels=labels, pictured=pictured), tabindex="0", aria_label="Command"),
        ]
    )
