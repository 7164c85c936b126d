"""EXIF facts: read as Pillow writes them, kept apart from nonsense, and never a reason to lose a photo."""

import math
import random
import struct
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from culling.decoding.exif import EXIF_COLUMNS, read_exif
from culling.decoding.tags import clean_text, find_exif, read_tags
from culling.folders import find_photos
from culling.photos import read_photo

MAKE, MODEL, ORIENTATION, CHANGED = 0x010F, 0x0110, 0x0112, 0x0132
TAKEN, SCANNED, SUBSEC, OFFSET = 0x9003, 0x9004, 0x9291, 0x9011
APERTURE, SHUTTER, ISO, FOCAL, LENS, LENS_NUMBERS = 0x829D, 0x829A, 0x8827, 0x920A, 0xA434, 0xA432


def block(main: dict | None = None, photo: dict | None = None, gps: dict | None = None) -> bytes:
    """EXIF as Pillow writes it."""
    exif = Image.Exif()
    for tag, value in (main or {}).items():
        exif[tag] = value
    exif.get_ifd(0x8769).update(photo or {})
    exif.get_ifd(0x8825).update(gps or {})
    return exif.tobytes()


def little(entries: list[tuple[int, int, int, bytes]]) -> bytes:
    """A TIFF block written by hand, so that it may be wrong: (tag, type, count, four bytes) each."""
    body = b"".join(
        struct.pack("<HHL", tag, kind, count) + value.ljust(4, b"\0") for tag, kind, count, value in entries
    )
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + b"\0\0\0\0"


def test_all_facts_of_a_good_photo() -> None:
    facts = read_exif(
        block(
            {MAKE: "Canon", MODEL: "Canon EOS R5"},
            {
                TAKEN: "2024:06:01 18:30:05",
                SUBSEC: "042",
                OFFSET: "+02:00",
                APERTURE: IFDRational(28, 10),
                SHUTTER: IFDRational(1, 250),
                ISO: 400,
                FOCAL: IFDRational(85, 1),
                LENS: "RF85mm F1.2 L USM",
            },
            {1: "S", 2: (IFDRational(33), IFDRational(51), IFDRational(3540, 100)), 3: "E", 4: (151.0, 12.0, 40.0)},
        )
    )
    assert set(facts) == set(EXIF_COLUMNS)
    assert facts == {
        "taken_at": "2024-06-01T18:30:05.042+02:00",
        "camera": "Canon EOS R5",
        "lens": "RF85mm F1.2 L USM",
        "aperture": 2.8,
        "shutter_s": 0.004,
        "iso": 400,
        "focal_mm": 85.0,
        "latitude": pytest.approx(-33.8598333),
        "longitude": pytest.approx(151.2111111),
    }
    assert datetime.fromisoformat(facts["taken_at"]).microsecond == 42_000


# ── dates ──


@pytest.mark.parametrize(
    ("main", "photo", "taken_at"),
    [
        (
            {CHANGED: "2020:01:01 00:00:00"},
            {TAKEN: "2019:01:01 00:00:00", SCANNED: "2018:01:01 00:00:00"},
            "2019-01-01T00:00:00",
        ),
        ({CHANGED: "2020:01:01 00:00:00"}, {SCANNED: "2018:01:01 00:00:00"}, "2018-01-01T00:00:00"),
        ({CHANGED: "2020:01:01 00:00:00"}, {TAKEN: "0000:00:00 00:00:00"}, "2020-01-01T00:00:00"),
        ({}, {TAKEN: "2024-02-29T10:11:12", OFFSET: "Z"}, "2024-02-29T10:11:12+00:00"),
        ({}, {TAKEN: "2024:02:29 10:11:12\0junk", SUBSEC: " 5 ", OFFSET: "-0330"}, "2024-02-29T10:11:12.5-03:30"),
        ({}, {TAKEN: "2024:02:29 10:11:12", SUBSEC: "12ab", OFFSET: "+99:00"}, "2024-02-29T10:11:12"),
        ({}, {TAKEN: "2024:02:29 10:11:12", SUBSEC: "123456789"}, "2024-02-29T10:11:12.123456"),
        ({}, {TAKEN: "2023:02:29 10:11:12"}, None),
        ({}, {TAKEN: "    :  :     :  :  "}, None),
        ({}, {TAKEN: "0001:01:01 00:00:00"}, None),
        ({}, {TAKEN: "yesterday"}, None),
        ({}, {}, None),
    ],
)
def test_the_best_date_wins(main: dict, photo: dict, taken_at: str | None) -> None:
    found = read_exif(block(main, photo)).get("taken_at")
    assert found == taken_at
    if found:
        datetime.fromisoformat(found)


# ── names ──


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("NIKON CORPORATION", "NIKON D40", "NIKON D40"),
        ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
        ("EASTMAN KODAK COMPANY", "KODAK DX4330 DIGITAL CAMERA", "KODAK DX4330 DIGITAL CAMERA"),
        ("Apple", "iPhone 6", "Apple iPhone 6"),
        ("SAMSUNG", "SAMSUNG-SM-N900A", "SAMSUNG-SM-N900A"),
        ("OLYMPUS IMAGING CORP.  ", "E-P3      ", "OLYMPUS IMAGING CORP. E-P3"),
        ("ACME", "", "ACME"),
        ("", "X1", "X1"),
        ("", "", None),
    ],
)
def test_the_make_is_not_said_twice(make: str, model: str, camera: str | None) -> None:
    assert read_exif(block({MAKE: make, MODEL: model})).get("camera") == camera


@pytest.mark.parametrize(
    "name", ["unknown", "Unknown Lens", "----", "N/A", "0.0 mm f/0.0", "(null)", "None", "   ", ""]
)
def test_a_lens_that_says_nothing_is_left_out(name: str) -> None:
    assert "lens" not in read_exif(block(photo={LENS: name}))


@pytest.mark.parametrize(
    ("numbers", "lens"),
    [
        ((IFDRational(24), IFDRational(70), IFDRational(28, 10), IFDRational(28, 10)), "24-70 mm f/2.8"),
        ((IFDRational(18), IFDRational(55), IFDRational(0, 0), IFDRational(0, 0)), "18-55 mm"),
        ((IFDRational(0, 0),) * 4, None),
    ],
)
def test_a_lens_without_name_is_told_by_its_numbers(numbers: tuple, lens: str | None) -> None:
    assert read_exif(block(photo={LENS_NUMBERS: numbers})).get("lens") == lens


def test_text_is_cleaned() -> None:
    assert clean_text(b"ACME\0\0\0rubbish") == "ACME"
    assert clean_text(" Grüße \r\n\t an\x1b[31m alle ".encode()) == "Grüße an [31m alle"
    assert clean_text(b"caf\xe9") == "café"
    assert clean_text("abc\u202egpj.exe\u200b".encode()) == "abc gpj.exe"
    assert clean_text(b"x" * 5000) == "x" * 200
    assert clean_text(b"\xff\xfe\0") == "ÿþ"


# ── numbers ──


@pytest.mark.parametrize(
    ("photo", "facts"),
    [
        ({APERTURE: IFDRational(0, 0), SHUTTER: IFDRational(1, 0), FOCAL: IFDRational(0, 1), ISO: 0}, {}),
        ({0x9202: IFDRational(3), 0x9201: IFDRational(8)}, {"aperture": 2.82843, "shutter_s": 0.00390625}),
        ({0x9201: IFDRational(-5)}, {"shutter_s": 32.0}),
        ({APERTURE: IFDRational(4), 0x9202: IFDRational(10)}, {"aperture": 4.0}),
        ({ISO: 65535, 0x8833: 102400}, {"iso": 102400}),
        ({ISO: 65535}, {}),
        ({ISO: (200, 0)}, {"iso": 200}),
        ({0x9202: IFDRational(2**32 - 1, 1), 0x9201: IFDRational(-(2**31), 1)}, {}),
        ({SHUTTER: "fast", ISO: "many"}, {}),
    ],
)
def test_nonsense_numbers_are_dropped(photo: dict, facts: dict) -> None:
    assert read_exif(block(photo=photo)) == facts


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        ({1: "N", 2: (47.0, 30.0, 0.0), 3: "W", 4: (8.0, 15.0, 36.0)}, (47.5, -8.26)),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (47.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (47.0, 75.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}, None),
        ({1: "X", 2: (47.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}, None),
        ({2: (47.0, 0.0, 0.0), 4: (8.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (47.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, None),
        ({1: "N", 2: (IFDRational(47, 0), 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}, None),
        ({1: "S", 2: (0.0, 0.0, 0.0), 3: "E", 4: (9.5, 0.0, 0.0)}, (0.0, 9.5)),
    ],
)
def test_a_place_is_whole_or_absent(gps: dict, place: tuple | None) -> None:
    facts = read_exif(block(gps=gps))
    assert (facts.get("latitude"), facts.get("longitude")) == (place or (None, None))


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_a_nonsense_orientation_is_upright(value: int) -> None:
    assert read_tags(little([(ORIENTATION, 3, 1, struct.pack("<H", value))])).orientation == 1


# ── damage ──


def test_each_fact_stands_alone() -> None:
    """A camera name that lies outside the block and a value of unknown type take nothing else along."""
    damaged = little(
        [
            (MAKE, 2, 40, struct.pack("<L", 9_999_999)),
            (MODEL, 2, 3, b"X1\0"),
            (ISO, 99, 1, b"\1"),
            (ORIENTATION, 3, 1, b"\6"),
            (0x8769, 4, 1, b"\xff\xff\xff\xff"),
            (0x8825, 4, 1, struct.pack("<L", 8)),
        ]
    )
    assert read_exif(damaged) == {"camera": "X1"}
    assert read_tags(damaged).orientation == 6


@pytest.mark.parametrize(
    "content", [b"", b"II", b"MM\0*", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", b"XX*\0\x08\0\0\0", bytes(99)]
)
def test_no_exif_is_no_facts(content: bytes) -> None:
    assert read_exif(content) == {}


def test_random_damage_never_raises_and_never_takes_long() -> None:
    sound = block(
        {MAKE: "ACME", MODEL: "X1"},
        {TAKEN: "2024:02:29 10:11:12", ISO: 100, APERTURE: 2.8},
        {1: "N", 2: (1.0, 2.0, 3.0)},
    )
    chance = random.Random(3)
    start = time.process_time()
    for _ in range(3000):
        content = bytearray(sound)
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(6, len(content))] = chance.randrange(256)
        facts: dict[str, Any] = read_exif(bytes(content[: chance.randint(6, len(content))]))
        assert set(facts) <= set(EXIF_COLUMNS)
        assert all(math.isfinite(value) for value in facts.values() if not isinstance(value, str))
    assert time.process_time() - start < 3


def test_a_directory_that_claims_65535_entries_costs_little() -> None:
    huge = b"II*\0\x08\0\0\0\xff\xff" + struct.pack("<HHLL", ISO, 3, 1, 100) * 65_535
    start = time.process_time()
    assert read_exif(huge) == {"iso": 100}
    assert time.process_time() - start < 0.1


# ── where files keep it ──


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_every_format_carries_it(tmp_path: Path, suffix: str) -> None:
    place = {1: "N", 2: (47.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}
    exif = Image.Exif()
    exif.load(block({MODEL: "X1"}, {ISO: 320, TAKEN: "2024:02:29 10:11:12"}, place))
    Image.new("RGB", (64, 48)).save(tmp_path / f"a.{suffix}", exif=exif)
    assert read_photo(tmp_path / f"a.{suffix}").exif == {
        "taken_at": "2024-02-29T10:11:12",
        "camera": "X1",
        "iso": 320,
        "latitude": 47.0,
        "longitude": 8.0,
    }


def test_png_as_imagemagick_writes_it(tmp_path: Path) -> None:
    content = b"Exif\0\0" + little([(MODEL, 2, 3, b"X1\0")])
    info = PngImagePlugin.PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(content):8}\n{content.hex()}\n")
    Image.new("RGB", (8, 6)).save(tmp_path / "a.png", pnginfo=info)
    assert read_photo(tmp_path / "a.png").exif == {"camera": "X1"}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif"])
def test_damaged_exif_does_not_stop_the_photo(tmp_path: Path, suffix: str) -> None:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[MODEL] = "X1"
    Image.new("RGB", (64, 48), "red").save(buffer, {"jpg": "JPEG"}.get(suffix, suffix), exif=exif)
    content = buffer.getvalue()
    at = content.index(b"MM\0*")
    (tmp_path / f"a.{suffix}").write_bytes(content[:at] + b"rats" + content[at + 4 :])
    if suffix == "png":  # its checksum would tell
        info = PngImagePlugin.PngInfo()
        info.add(b"eXIf", b"rats" + bytes(30))
        Image.new("RGB", (64, 48), "red").save(tmp_path / "a.png", pnginfo=info)
    photo = read_photo(tmp_path / f"a.{suffix}")
    assert photo.exif == {}
    assert photo.pixels[20, 20, 0] > 240


def test_canon_raw_keeps_three_blocks() -> None:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content) + 8) + name + content

    content = (
        box(b"ftyp", b"crx \0\0\0\1crx isom")
        + box(b"CMT1", little([(MODEL, 2, 3, b"R5\0"), (ORIENTATION, 3, 1, b"\x08")]))
        + box(b"CMT2", little([(ISO, 3, 1, b"\x64\0")]))
        + box(b"CMT4", little([(1, 2, 2, b"N\0")]))
    )
    assert read_exif(find_exif(content)) == {"camera": "R5", "iso": 100}
    assert read_tags(content).orientation == 8


def test_fuji_raw_keeps_it_in_its_preview() -> None:
    payload = b"Exif\0\0" + little([(MODEL, 2, 3, b"X1\0")])
    jpeg = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + b"\xff\xda"
    content = b"FUJIFILMCCD-RAW".ljust(84, b" ") + struct.pack(">LL", 92, len(jpeg)) + jpeg
    assert read_exif(find_exif(content)) == {"camera": "X1"}


# ── real photos ──


def test_reading_costs_less_than_half_a_millisecond(shared_data: Path) -> None:
    contents = [path.read_bytes() for path in find_photos(shared_data / "camera_snapshots")]
    start = time.process_time()
    found = [read_exif(find_exif(content)) for content in contents]
    assert (time.process_time() - start) / len(contents) < 0.0005
    assert sum("camera" in facts for facts in found) > 95


def test_facts_agree_with_pillow(shared_data: Path) -> None:
    """Pillow reads the same tags of the same photos by other code."""
    compared = 0
    for path in find_photos(shared_data / "exif" / "gps"):
        with Image.open(path) as image:
            exif = image.getexif()
            photo = exif.get_ifd(0x8769)
        facts = read_photo(path).exif
        assert facts["taken_at"][:19] == photo[TAKEN].replace(":", "-", 2).replace(" ", "T")
        assert facts["aperture"] == pytest.approx(float(photo[APERTURE]), rel=1e-5)
        assert facts["shutter_s"] == pytest.approx(float(photo[SHUTTER]), rel=1e-5)
        assert (facts["iso"], facts["focal_mm"]) == (photo[ISO], pytest.approx(float(photo[FOCAL])))
        assert 43 < facts["latitude"] < 44
        assert 11 < facts["longitude"] < 12
        compared += 1
    assert compared == 9
