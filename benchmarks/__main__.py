"""`python -m benchmarks [--quick] [--peers] [--save]`: print one table of what was measured and on what machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import peers, speed
from benchmarks.report import Row, markdown, show


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer photos and rounds, about a minute")
    parser.add_argument("--no-peers", action="store_true", help="leave out other programs")
    parser.add_argument("--save", action="store_true", help="write benchmarks/RESULTS.md")
    options = parser.parse_args()
    many = not options.quick
    parts: list[Callable[[], list[Row]]] = [
        lambda: speed.scan_against_decoding(150 if many else 40, 40 if many else 12, 7 if many else 3),
        lambda: speed.stages(20 if many else 6),
        lambda: speed.memory((150, 600) if many else (40,), 40 if many else 12),
        lambda: speed.rescans(10_000 if many else 1_000),
        lambda: speed.deciding(100_000),
    ]
    if not options.no_peers:
        parts.append(lambda: peers.against_peers(40 if many else 12, 3 if many else 1))
    rows = [row for part in parts for row in part()]
    show(rows)
    if options.save:
        Path(__file__).with_name("RESULTS.md").write_text(markdown(rows), "utf-8")


if __name__ == "__main__":
    main()
