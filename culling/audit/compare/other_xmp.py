"""Stars, picks and colours that another program wrote into XMP, as columns to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from culling.audit.compare.other_columns import Column, OtherColumns, number_in, usable
from culling.errors import CullingError
from culling.labels.by_file import Progress
from culling.labels.from_xmp import read_xmp_labels
from culling.labels.match import Matcher
from culling.labels.xmp import Stars, read_packet

BESIDE = "XMP of this folder"
_STARS = Stars(low_rejects=True)


def read_xmp_files(files: Mapping[str, bytes], table: pd.DataFrame, name: str = "XMP files") -> OtherColumns:
    """Stars, picks and colours of XMP files, each found by its name: IMG_1.xmp or IMG_1.CR3.xmp for IMG_1.CR3.

    Args:
        files: what each file holds, by its name.
        table: the folder's photos.
        name: what they are called together.

    Raises:
        CullingError: none of them says anything of a photo of this folder.
    """
    matcher, places = Matcher(table), {str(key): row for row, key in enumerate(table.index)}
    columns: dict[str, Column] = {}
    seen: set[int] = set()
    problems: list[str] = []
    strange = 0
    for file, data in files.items():
        photo = PurePosixPath(file.replace("\\", "/")).name.rpartition(".")[0]
        paths = matcher.named(photo) or matcher.stemmed(f"{photo}.")
        try:
            values = read_packet(data)
        except ValueError as reason:
            problems.append(f"{file[:200]}: {reason}")
            continue
        if len(paths) != 1:
            strange += 1
            problems.append(f"{file[:200]}: {'several photos have' if paths else 'no photo has'} this name")
            continue
        seen.add(places[paths[0]])
        for key, value in values.items():
            columns.setdefault(key, Column(len(table))).take(places[paths[0]], _spoken(key, value))
    return usable(name, columns, len(seen), strange, problems)


def read_xmp_beside(table: pd.DataFrame, folder: Path, progress: Progress | None = None) -> OtherColumns:
    """What XMP files beside the photos, or inside JPEG files, say: keep or reject.

    −1 stars and picks say so themselves; three stars or more are keep, one and two are reject; 0 stars say nothing.

    Raises:
        CullingError: no such folder, or nothing that says anything of a photo.
    """
    read = read_xmp_labels(table, folder, stars=_STARS, progress=progress)
    words = np.array([read.labels.get(str(path)) for path in table.index], dtype=object)
    if not read.labels:
        raise CullingError(" ".join([*read.notes, "There is nothing to compare with."]))
    return OtherColumns(BESIDE, {}, {"stars and picks": words}, len(read.labels), 0, read.problems)


def _spoken(key: str, value: str) -> str:
    """As a person would say it; 0 stars and no pick are nothing said."""
    if key == "digiKam:PickLabel":
        return {"1": "rejected", "2": "pending", "3": "accepted"}.get(value.strip(), "")
    return "" if key == "xmp:Rating" and number_in(value.strip() or "0") == 0 else value
