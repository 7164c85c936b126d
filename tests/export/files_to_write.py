"""A folder with two files, and a plan that changes them and adds some of its own."""

from pathlib import Path

from culling.export.changes import Change, ChangePlan

BEFORE = {"a.jpg": b"pixels", "a.xmp": b"their stars", "day 1/b.CR3": b"raw"}
AFTER = BEFORE | {"a.xmp": b"their stars and ours", "day 1/b.xmp": b"ours"}


def filled(folder: Path, content: dict[str, bytes]) -> Path:
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def plan_to(folder: Path, wanted: dict[str, bytes], kind: str = "xmp", about: Path | None = None) -> ChangePlan:
    """What turns the files below `folder`, as they are now, into `wanted`."""
    changes = []
    for name, content in wanted.items():
        target = folder / name
        before = target.read_bytes() if target.is_file() else None
        if before != content:
            changes.append(Change(target, content, before, name))
    return ChangePlan(kind, about or folder, tuple(changes))


def everything(place: Path) -> dict[str, bytes | None]:
    """Every file and folder below, empty ones and left-over parts too."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(place.rglob("*"))
    }
