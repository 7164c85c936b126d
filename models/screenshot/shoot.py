"""Make screenshots to learn from: `python -m models.screenshot.shoot --photos FOLDER`, five minutes on one core.

Writes build/train/screenshot/shots/KIND/….png; Chromium shows pages of our own, nothing is read from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, sync_playwright

from models.screenshot.drawn import scanned, terminal
from models.screenshot.pages import KINDS, SCREENS, Writer
from models.training.photos import manifest, parser, read_rgb

WORK = Path("build/train/screenshot")
SHOTS = WORK / "shots"
EACH = 28  # of a kind
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    *(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-sync",
        "--allow-file-access-from-files",
    ),
    *("--disable-background-networking", "--disable-component-update"),
)


def main() -> None:
    """Shoot what is not there yet."""
    options = parser(__doc__ or "", SHOTS)
    options.add_argument("--chromium", default=CHROMIUM)
    given = options.parse_args()
    rng = np.random.default_rng(given.seed)
    rows = manifest(given.photos, "train_sharp")
    photos = [Path(str(file)) for file in rows.loc[rows["split"] == "train", "file"]]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=list(QUIET))
        for kind, pages in KINDS.items():
            for number in range(EACH):
                html = pages[number % len(pages)](Writer(rng, photos))
                screen = SCREENS[rng.integers(len(SCREENS))]
                _shoot(browser, html, screen, given.out / kind / f"{number:02}.png", int(rng.integers(0, 600)))
        browser.close()
    _drawn(given.out, rng)


def _shoot(browser: Browser, html: str, screen: tuple[int, int, float], file: Path, scrolled: int) -> None:
    """What one screen shows of a page."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    source = file.with_suffix(".html")
    source.write_text(html, "utf-8")
    width, height, scale = screen
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
    page.goto(source.resolve().as_uri())
    page.evaluate(f"scrollTo(0, {scrolled})")
    page.screenshot(path=file)
    page.close()


def _drawn(out: Path, rng: np.random.Generator) -> None:
    """Terminals, and the documents as a scanner gives them."""
    pages = [page for page in map(read_rgb, sorted((out / "document").glob("*.png"))) if page is not None]
    made = {"terminal": [terminal(rng) for _ in range(EACH)], "scan": [scanned(page, rng) for page in pages]}
    for kind, pictures in made.items():
        (out / kind).mkdir(exist_ok=True)
        for number, pixels in enumerate(pictures):
            cv2.imwrite(str(out / kind / f"{number:02}.png"), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
