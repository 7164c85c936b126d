"""What several tests do to the dialog that shows one photo."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.pages import state, widget


def look(app: AppTest, photo: str) -> AppTest:
    """Open a photo from the library."""
    app.selectbox(key="library_look").set_value(photo).run()
    assert not app.exception
    return app


def click(app: AppTest, key: str) -> None:
    """Press a button."""
    app.button(key=key).click().run()
    assert not app.exception


def show(app: AppTest, what: str) -> None:
    """Choose what is shown of the photo."""
    widget(app.button_group, "detail_show").set_value(what).run()
    assert not app.exception


def address(app: AppTest, kind: str, row: int) -> str:
    """Where a picture of a row is."""
    return f"{state(app).open.sheet.address}/picture/{kind}/{row}"


def captions(app: AppTest) -> str:
    """All captions of the page."""
    return "\n".join(item.value for item in app.caption)


def page_html(app: AppTest) -> str:
    """All HTML that the page writes itself."""
    return "\n".join(item.value for item in app.html)
