"""The labels of the audit page by themselves, and what tests do with them."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.ui.pages import run, state


def labels_alone() -> None:
    from culling.ui.rooms.audit.labels import room as labels
    from culling.ui.rooms.frame import show_notes
    from culling.ui.state import session

    here = session()
    show_notes(here)
    labels.show(here, here.open)  # type: ignore[arg-type]


def click(app: AppTest, key: str) -> None:
    app.button(key=key).click()
    run(app)


def keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button}


def read(app: AppTest) -> None:
    """Wait until what is read was read."""
    state(app).auditing.kept["label_import"].wait(30)
    run(app)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def write(photos: Path, *lines: str) -> None:
    (photos / "labels.csv").write_text("\n".join(("path,label", *lines)) + "\n")
