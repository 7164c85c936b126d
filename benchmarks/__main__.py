"""`python -m benchmarks`: print one table of what was measured and on what machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import audit, maps, networks, peers, restore, screen_similar, screens, speed
from benchmarks.report import Row, markdown, show

# Each with more photos and rounds, or with few.
PARTS: dict[str, Callable[[bool], list[Row]]] = {
    "scan": lambda many: speed.scan_against_decoding(*((150, 40, 7) if many else (40, 12, 3))),
    "stages": lambda many: speed.stages(20 if many else 6),
    "networks": lambda many: networks.networks(20 if many else 6),
    "memory": lambda many: speed.memory(*(((150, 600), 40) if many else ((40,), 12))),
    "rescan": lambda many: speed.rescans(10_000 if many else 1_000),
    "screens": lambda many: [*screens.screens(_sizes(many)), *screen_similar.similar(_sizes(many))],
    "map": maps.maps,
    "rescue": restore.rescues,
    "decide": lambda _many: speed.deciding(100_000),
    "audit": audit.audits,
    "peers": lambda many: peers.against_peers(*((40, 3) if many else (12, 1))),
}


def _sizes(many: bool) -> tuple[int, ...]:
    """Rows that the screens are measured at."""
    return screens.SIZES if many else screens.SIZES[:1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer photos and rounds, about a minute")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--no-peers", action="store_true", help="leave out other programs")
    parser.add_argument("--save", action="store_true", help="write benchmarks/RESULTS.md, of the screens SCREENS.md")
    options = parser.parse_args()
    if options.only not in (None, "screens") and options.save:
        parser.error("--save keeps a whole run, or that of the screens: leave out --only")
    left_out = {"screens", "peers"} if options.no_peers else {"screens"}  # the screens have a command and a file
    chosen = [options.only] if options.only else [name for name in PARTS if name not in left_out]
    rows = [row for name in chosen for row in PARTS[name](not options.quick)]
    show(rows)
    if options.save:
        name = "SCREENS.md" if options.only else "RESULTS.md"
        Path(__file__).with_name(name).write_text(markdown(rows), "utf-8")


if __name__ == "__main__":
    main()
