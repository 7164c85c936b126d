"""What rescuing a 12 MP photo takes: the most memory of a whole process, and time, beside the time told ahead."""

from __future__ import annotations

import json
from pathlib import Path

import simplejpeg

from benchmarks.child import measure
from benchmarks.photos import FULL_SIZE, camera_photo
from benchmarks.places import scratch_folder
from benchmarks.report import Row
from culling.restore import Edit, Region, seconds_ahead
from culling.synth import linear_motion_blur

MOST_MIB = 1024
BLUR = 15, 30  # px and degrees: the classical ways have nothing to do on a sharp photo

QUARTER = Region("rectangle", box=(0.25, 0.25, 0.5, 0.5))
FEW = {
    "deblur own": Edit(deblur="own"),
    "enlarge x2 own": Edit(upscale=2),
    "deblur own, a quarter of the photo": Edit(deblur="own", region=QUARTER),
}
MORE = {
    "deblur Wiener": Edit(deblur="wiener"),
    "deblur Richardson-Lucy": Edit(deblur="richardson-lucy"),
    "deblur and enlarge x2": Edit(deblur="own", upscale=2),
    "enlarge x2, a quarter, the rest dimmed": Edit(upscale=2, region=QUARTER),
    "enlarge x4 own": Edit(upscale=4),
}


def rescues(many: bool) -> list[Row]:
    """Each edit in a fresh process of its own, decoding included."""
    edits = {**FEW, **MORE} if many else FEW
    with scratch_folder() as folder:
        blurred = linear_motion_blur(simplejpeg.decode_jpeg(camera_photo(0), "RGB"), *BLUR)
        (folder / "photo.jpg").write_bytes(simplejpeg.encode_jpeg(blurred, 92, "RGB", "420"))
        del blurred
        return [row for what, edit in edits.items() for row in _rows(what, edit, folder)]


def _rows(what: str, edit: Edit, folder: Path) -> list[Row]:
    result = measure("rescue", folder, json.dumps(edit.as_dict()))
    ahead = seconds_ahead(FULL_SIZE, edit)
    spent = f"{result['wall_s']:.0f} s, {result['cpu_s']:.0f} s CPU; {ahead:.0f} s told ahead"
    return [
        Row(f"{what}, 12 MP: most memory", f"{result['peak_mib']:.0f} MiB", f"< {MOST_MIB} MiB"),
        Row(f"{what}, 12 MP: time", spent),
    ]
