"""How fast and how lean: measured as ratios, side by side in one interleaved run. `python -m benchmarks --help`."""
