"""EXIF facts: read as Pillow writes them, kept apart from nonsense, and never a reason to lose a photo."""

import math
import random
import struct
import time
from datetime import datetime
from typing import Any

import pytest
from PIL.TiffImagePlugin import IFDRational

from culling.decoding.exif import EXIF_COLUMNS, read_exif
from culling.decoding.tags import clean_text, read_tags
from tests.decoding.exif_blocks import (
    APERTURE,
    CHANGED,
    FOCAL,
    ISO,
    LENS,
    LENS_NUMBERS,
    MAKE,
    MODEL,
    OFFSET,
    ORIENTATION,
    SCANNED,
    SHUTTER,
    SUBSEC,
    TAKEN,
    block,
    little,
)


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
