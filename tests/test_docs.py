"""What the README says is what the code does. `python -m tests.test_docs` writes the tables of measures and of keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from culling import METRICS, Policy
from culling.cli import app
from culling.metrics import Metric

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LINKING = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
LINKING += [f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))]
KEYS = ROOT / "culling" / "ui" / "components" / "web" / "gallery" / "keys.js"


def _commands(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by the words that a person types, such as "models fetch"."""
    found = {}
    for name, command in group.commands.items():
        inner = _commands(command, f"{before}{name} ") if hasattr(command, "commands") else {before + name: command}
        found.update(inner)
    return found


COMMANDS = _commands(get_command(app))


def _documented() -> list[tuple[str, list[str]]]:
    """The README's command lines: the command, and all words after it, its comment left out."""
    found = []
    for line in re.findall(r"^    culling (\w.*)", README.read_text("utf-8"), re.MULTILINE):
        words = line.replace("[", " ").replace("]", " ").split("#")[0].split()
        length = 2 if " ".join(words[:2]) in COMMANDS else 1
        found.append((" ".join(words[:length]), words[length:]))
    return found


def measures_table() -> str:
    lines = ["| measure | unit | better | looks at | meaning | source |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_line, METRICS)]) + "\n"


def keys_table() -> str:
    """The keys as the gallery's own help tells them."""
    (told,) = re.findall(r"const KEY_HELP = \[(.*?)\n\];", KEYS.read_text("utf-8"), re.DOTALL)
    rows = re.findall(r'\["([^"]+)", "([^"]+)"\]', told)
    return "\n".join(["| key | what it does |", "|---|---|", *(f"| {key} | {does} |" for key, does in rows)]) + "\n"


#: Parts of the README that are written from the code.
TABLES = {"measures": measures_table, "keys": keys_table}


def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)


def _line(metric: Metric) -> str:
    better = {True: "higher", False: "lower", None: "–"}[metric.higher_is_better]
    cells = (f"`{metric.name}`", metric.unit, better, metric.working_size, metric.summary, metric.source)
    return "| " + " | ".join(cells) + " |"


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_the_code(name: str) -> None:
    found = _part(name).search(README.read_text("utf-8"))
    assert found is not None
    assert found.group().count("\n") > 10
    assert found.group() == TABLES[name](), "run: python -m tests.test_docs"


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    assert {name for name, _ in _documented()} == set(COMMANDS)


def test_every_documented_option_exists() -> None:
    for name, words in _documented():
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_policy_in_the_readme_is_valid() -> None:
    (toml,) = re.findall(r"```toml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(Policy.from_toml(toml).rules) == 2


@pytest.mark.parametrize("name", LINKING)
def test_linked_files_and_headings_exist(name: str) -> None:
    page = ROOT / name
    for target, _, anchor in re.findall(r"\]\(([^)#:]*)(#?)([^):]*)\)", page.read_text("utf-8")):
        linked = page.parent / target if target else page
        assert linked.is_file(), f"{name} links {target}, which is not there"
        assert not anchor or anchor in _anchors(linked), f"{name} links {target}#{anchor}, and no heading is called so"


def _anchors(page: Path) -> set[str]:
    """What GitHub names the headings of a page: small letters, words joined by dashes, other signs left out."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_dependency_has_its_reason_and_its_exact_version() -> None:
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in _constraints()}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    lines = re.findall(r'^    "([A-Za-z0-9_-]+)[^"]*>=[^"]*",(.*)$', project, re.MULTILINE)
    assert len(lines) > 15
    for name, rest in lines:
        assert "#" in rest, f"{name}: say why it is there"
        assert name.lower() in pinned, f"{name}: no exact version in constraints.txt"


def test_constraints_are_names_and_versions_alone() -> None:
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+]*", line) for line in _constraints())


def _constraints() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    text = README.read_text("utf-8")
    for part, table in TABLES.items():
        text = _part(part).sub(table().replace("\\", r"\\"), text)
    README.write_text(text, "utf-8")
