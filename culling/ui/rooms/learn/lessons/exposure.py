"""Exposure and clipping: a slider in EV, a photo with its histogram and its measures, and four photos to compare."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from culling.lessons import exposure as lesson
from culling.lessons.exposure_figure import luma_figure
from culling.lessons.measured import sample_photos
from culling.metrics import get_metric
from culling.overlay.zebra import draw_zebra
from culling.photos import Photo, Pixels, read_photo
from culling.policy import Policy
from culling.previews import fit
from culling.ui import places
from culling.ui.rooms.learn import photo as choice
from culling.ui.rooms.numbers import percent, rounded
from culling.ui.state import Session

Shown = Literal["photo", "clipping"]

_SHOWN: dict[Shown, str] = {"photo": "photo", "clipping": "clipping"}
_LONG_SIDE = 640
_STEP = 0.25
_TO = " →\N{NO-BREAK SPACE}"  # may break on a phone
_THUMBNAIL = 174  # px: two beside each other on a phone
_BADGES = {"reject": "red", "maybe": "yellow", "keep": "blue"}


def show(state: Session) -> None:
    """Photo and slider, what they do, and why mean brightness is no measure of exposure."""
    picked = choice.pick(state, "exposure-photo", lesson.SAMPLES)
    if picked is not None:
        taken = picked[1]
        ev, back, shown = _controls()
        now = lesson.bracketed(taken, ev) if back else lesson.exposed(taken, ev)
        left, right = st.columns([1, 1], gap="medium")
        with left:
            _picture(now, shown, ev, back)
            _lost(taken, ev)
        with right:
            _histogram(taken, now)
            _table(taken, now)
    _pairs()


def _controls() -> tuple[float, bool, Shown]:
    slider, switch, view = st.columns([3, 1.2, 1], gap="medium", vertical_alignment="bottom")
    ev = slider.slider(
        "Light",
        -lesson.REACH,
        lesson.REACH,
        2.0,
        _STEP,
        format="%+.2f EV",
        key="exposure-ev",
        bind="query-params",
        help="In linear light: +1 EV is twice as much, −1 EV half. What goes beyond white is cut off, as on a sensor.",
    )
    back = switch.toggle(
        "and take it back",
        key="exposure-back",
        bind="query-params",
        help="The changed photo is stored in 8 bits, as in a JPEG, and changed by as much the other way.",
    )
    shown: Shown | None = view.segmented_control(
        "Show",
        list(_SHOWN),
        default="photo",
        required=True,
        format_func=_SHOWN.__getitem__,
        key="exposure-show",
        bind="query-params",
    )
    return max(-lesson.REACH, min(lesson.REACH, ev)), back, shown or "photo"


def _picture(now: Photo, shown: Shown, ev: float, back: bool) -> None:
    how = f"{_signed(ev)} EV and back" if back else f"{_signed(ev)} EV"
    if shown == "clipping":
        st.image(draw_zebra(now, _LONG_SIDE), width="stretch", output_format="JPEG", alt=f"Clipping at {how}")
        st.caption("Orange stripes: burnt to white. Blue stripes: drowned in black.")
        return
    st.image(fit(now.pixels, _LONG_SIDE), width="stretch", output_format="JPEG", alt=f"The photo at {how}")
    st.caption(how)


def _histogram(taken: Photo, now: Photo) -> None:
    st.plotly_chart(
        luma_figure(taken, now, height=170),
        theme=None,
        key="exposure_histogram",
        config={"displayModeBar": False},
        alt="Histogram of luma, as taken as a dotted line, as it is now as an area; the ends clip.",
    )
    white, black = (get_metric(name).measure(now) for name in ("highlight_clipping", "shadow_clipping"))
    st.caption(
        f"Dotted: as taken. Burnt to white: {percent(white)} of the picture; drowned in black: {percent(black)}."
    )


def _lost(taken: Photo, ev: float) -> None:
    """What the way there and back costs, whether or not the switch is on."""
    if not ev:
        st.markdown("As taken. Move the slider.")
        return
    found, way = lesson.lost(taken, ev), f"**{_signed(ev)} EV and {_signed(-ev)} EV**"
    if ev > 0:
        st.markdown(
            f"{way}: {percent(found.wrong)} of the pixels do not come back, by up to {found.most} of 255 levels. "
            "At least one of their channels was full; all others come back."
        )
        return
    st.markdown(
        f"{way}: no highlight is burnt. {percent(found.wrong)} of the pixels come back different, by up to "
        f"{found.most} of 255 levels: in 8 bits, dark tones share few levels, so fine steps are gone."
    )


def _table(taken: Photo, now: Photo) -> None:
    rows = [
        f"| {one.measure} | {_short(one.before)}{_TO}**{_short(one.now)}** | {_says(one)} |"
        for one in lesson.readings(taken, now, Policy.default())
    ]
    st.markdown("\n".join([f"| measure | taken{_TO}now | default policy |", "|:--|:--|:--|", *rows]))
    st.caption("In brackets: where a rule on it would start, as the policy has none.")


def _says(one: lesson.Reading) -> str:
    if not one.rules:
        cutoff = get_metric(one.measure).cutoff
        return "no rule" if cutoff is None else f"no rule ({rounded(cutoff)})"
    sides = one.rules.replace("<", "below").replace(">", "above")
    badge = f":{_BADGES[one.said]}-badge[{one.said}] " if one.said else ""
    return f"{badge}{sides}"


def _short(value: float) -> str:
    """A measured number in three digits, shares in two; tiny ones need none."""
    if 0 < value < 0.001:
        return "<\N{NO-BREAK SPACE}0.001"
    return rounded(float(f"{value:.2g}" if abs(value) < 1 else f"{value:.3g}"))


def _pairs() -> None:
    """A good photo by night beside a bright one that is too dark; and the other way round."""
    st.subheader("Mean brightness is not exposure")
    st.markdown(
        "Stars in the night are dark and a palace in the sun is bright because they are (**low key**, **high key**), "
        "not by a wrong exposure. In each pair the photo to keep is further out than the one to reject, so every "
        "cutoff on luminance that rejects the second rejects the first as well."
    )
    photos = sample_photos()
    with st.container(horizontal=True, gap="small"):
        places_for = [st.container(width=_THUMBNAIL) for _ in range(4)]
    for place, path in zip(places_for, [*lesson.DARK_PAIR, *lesson.BRIGHT_PAIR], strict=True):
        row = photos.loc[path]
        with place:
            st.image(_thumbnail(path), width="stretch", output_format="JPEG", alt=lesson.KEYS[path])
            label = str(row["label"])
            st.markdown(f":{_BADGES[label]}-badge[{label}] luminance **{row['luminance']:.0f}**")
            st.caption(lesson.KEYS[path])


@st.cache_resource(max_entries=8, show_spinner=False)
def _thumbnail(path: str) -> Pixels:
    """The middle of a sample photo, all of one shape."""
    pixels = fit(read_photo(places.SAMPLE_DATA / path).pixels, 480)
    height, width = pixels.shape[:2]
    tall = min(height, width * 2 // 3)
    wide = min(width, tall * 3 // 2)
    top, left = (height - tall) // 2, (width - wide) // 2
    return pixels[top : top + tall, left : left + wide]


def _signed(ev: float) -> str:
    return f"{ev:+.2f}".replace("-", "−").rstrip("0").rstrip(".")
