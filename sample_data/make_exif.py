"""The invented EXIF of the sample photos: times, places, and camera settings that fit each damage."""

from __future__ import annotations

import math
from datetime import datetime
from fractions import Fraction
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

# What dials are marked with: third stops. Shutter as 1/s, ISO and aperture as they are.
_TENS = (1.0, 1.3, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.4, 8.0)
SPEEDS = [1 / s for s in (30, 25, 20, 15, 13, 10, 8, 6, 5, 4, 3.2, 2.5, 2, 1.6, 1.3)]
SPEEDS += [1, 1.3, 1.6, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 160, 200, 250]
SPEEDS += [320, 400, 500, 640, 800, 1000, 1250, 1600, 2000, 2500, 3200, 4000, 5000, 6400, 8000, 10000, 12800]
ISOS = [100 * ten * m for m in (1, 10, 100) for ten in _TENS if m * ten <= 256] + [50, 64, 80]
APERTURES = [1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.5, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9, 10, 11, 13, 14, 16, 18, 20, 22]


def settings(exposure: dict[str, float], damage: str, amount: float) -> dict[str, float]:
    """The burst's exposure, changed as the damage would have come about.

    Too dark or light: the shutter alone. Shaken: a slow shutter, paid for with ISO and then the aperture.
    Noisy: a high ISO, paid for with a fast shutter.
    """
    speed, iso, aperture = exposure["shutter"], exposure["iso"], exposure["aperture"]
    if damage == "underexpose":
        speed *= 2**amount
    elif damage == "overexpose":
        speed /= 2**amount
    elif damage in {"camera_shake", "linear_motion_blur"}:
        stops = min(math.log2(speed / 6), math.log2(iso / 100) + 2 * math.log2(22 / aperture)) if speed > 6 else 0
        from_iso = min(stops, math.log2(iso / 100))
        speed, iso, aperture = speed / 2**stops, iso / 2**from_iso, aperture * 2 ** ((stops - from_iso) / 2)
    elif damage == "add_noise":
        gain = min((amount / 1.5) ** 2, 25600 / iso)
        speed, iso = speed * gain, iso * gain
    return {
        "speed": _marked(speed, SPEEDS),
        "iso": _marked(iso, ISOS),
        "aperture": _marked(aperture, APERTURES),
        "focal": exposure["focal"],
    }


def exif_of(
    burst: dict[str, Any], camera: dict[str, str], dial: dict[str, float], taken: datetime, index: int
) -> Image.Exif:
    """EXIF as a camera writes it."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = camera["make"], camera["model"]
    exif[Base.Orientation] = burst.get("orientation", 1)
    exif[Base.Software] = "culling sample_data/make.py"
    moment, offset = taken.strftime("%Y:%m:%d %H:%M:%S"), taken.strftime("%z")
    exif[Base.DateTime] = moment
    photo = exif.get_ifd(IFD.Exif)
    photo[Base.DateTimeOriginal] = photo[Base.DateTimeDigitized] = moment
    photo[Base.OffsetTimeOriginal] = f"{offset[:3]}:{offset[3:]}"
    photo[Base.SubsecTimeOriginal] = f"{taken.microsecond // 1000:03d}"
    photo[Base.ExposureTime] = _rational(1 / dial["speed"])
    photo[Base.FNumber], photo[Base.FocalLength] = _rational(dial["aperture"]), _rational(dial["focal"])
    photo[Base.ISOSpeedRatings] = round(dial["iso"])
    photo[Base.LensModel] = camera["lens"]
    if "place" in burst:
        steps = 0.000004 * index  # half a metre between two frames
        latitude, longitude = burst["place"][0] + steps, burst["place"][1] - steps
        place = exif.get_ifd(IFD.GPSInfo)
        place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", _degrees(latitude)
        place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", _degrees(longitude)
    return exif


def _marked(value: float, marks: list[float]) -> float:
    return min(marks, key=lambda mark: abs(math.log(mark / value)))


def _rational(value: float) -> IFDRational:
    return IFDRational(Fraction(value).limit_denominator(13000))


def _degrees(angle: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    minutes = (angle % 1) * 60
    return _rational(int(angle)), _rational(int(minutes)), IFDRational(round(minutes % 1 * 60 * 1000), 1000)
