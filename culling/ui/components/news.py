"""Listens for what others mark or group in the folder, so that a page follows without a key being pressed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from culling.ui.components.parts import joined
from culling.ui.jobs import OpenFolder

_news = st.components.v2.component("culling_news", html="<div hidden></div>", js=joined("news/news.js"))


def listen(folder: OpenFolder, on_news: Callable[[], None]) -> None:
    """Call `on_news` soon after photos were marked or grouped by anybody, this session included."""
    data = {"address": f"{folder.sheet.address}/latest", "heard": folder.latest}
    _news(key="news", data=data, on_news_change=on_news)
