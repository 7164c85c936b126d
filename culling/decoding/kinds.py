"""What a file is by its first bytes, whatever its name says, and what to call it."""

from __future__ import annotations

# fmt: off
RAW_SUFFIXES = frozenset((
    "3fr", "arw", "bay", "cap", "cr2", "cr3", "crw", "dcr", "dcs", "dng", "erf", "fff", "gpr", "iiq", "k25", "kdc",
    "mdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef", "ptx", "pxn", "raf", "raw", "rw2", "rwl", "rwz", "sr2",
    "srf", "srw", "x3f",
))

_PICTURE_SUFFIXES = frozenset((
    "jpg", "jpeg", "jpe", "jif", "jfif", "jps", "mpo", "png", "apng", "webp", "tif", "tiff", "gif", "bmp", "dib",
    "avif", "avifs", "heic", "heics", "heif", "heifs", "hif", "jp2", "j2k", "j2c", "jpc", "jpf", "jpx", "psd", "psb",
    "tga", "icb", "vda", "vst", "ppm", "pgm", "pbm", "pnm", "pfm", "pcx", "dcx", "sgi", "rgb", "rgba", "bw", "ras",
    "sun", "dds", "ico", "cur", "icns", "xpm", "xbm", "msp", "fli", "flc", "qoi", "fit", "fits", "im", "pcd", "pxr",
))
# fmt: on

# Formats that nothing here decodes, by suffix; people have them, so each becomes a row that says so.
UNSUPPORTED = {
    "jxl": "JPEG XL",
    "flif": "FLIF",
    "bpg": "BPG",
    "exr": "OpenEXR",
    "hdr": "Radiance HDR",
    "jxr": "JPEG XR",
    "wdp": "JPEG XR",
    "hdp": "JPEG XR",
    "xcf": "GIMP",
}

# Found in a folder and tried; what fails becomes a row with an error that names the cause.
PHOTO_SUFFIXES = _PICTURE_SUFFIXES | RAW_SUFFIXES | frozenset(UNSUPPORTED)

# Formats without a mark of their own at the start: a damaged one looks like anything.
UNMARKED_SUFFIXES = frozenset(("tga", "icb", "vda", "vst", "im", "pcd", "pxr", "xbm"))

_STARTS = (
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"FUJIFILMCCD-RAW", "RAW"),
    (b"IIRO", "RAW"),
    (b"IIRS", "RAW"),
    (b"MMOR", "RAW"),
    (b"IIU\0", "RAW"),
    (b"\0MRM", "RAW"),
    (b"FOVb", "RAW"),
    (b"II\x1a\0\0\0HEAPCCDR", "RAW"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"DDS ", "DDS"),
    (b"\x01\xda", "SGI"),
    (b"\x0a\x05\x01", "PCX"),
    (b"\0\0\x01\0", "ICO"),
    (b"DanM", "MSP"),
    (b"LinS", "MSP"),
    (b"qoif", "QOI"),
    (b"FLIF", "FLIF"),
    (b"BPG\xfb", "BPG"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"II\xbc", "JPEG XR"),
    (b"gimp xcf", "GIMP"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
)

# What `kind_of` may answer and nothing here decodes.
UNSUPPORTED_KINDS = frozenset((*UNSUPPORTED.values(), "PDF", "PostScript"))

VIDEO = "video"
UNKNOWN = ""

_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))


def kind_of(data: bytes, suffix: str) -> str:
    """The format's name, such as "JPEG", "HEIC" or "JPEG XL"; `UNKNOWN` where the first bytes tell nothing.

    `suffix` (no dot, lower case) only tells RAW from TIFF, which begin alike.

    >>> kind_of(b"GIF89a", "jpg")
    'GIF'
    """
    if data.startswith(_TIFF_STARTS):
        return "RAW" if suffix in RAW_SUFFIXES or data[8:10] == b"CR" else "TIFF"
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    return "RAW" if suffix in RAW_SUFFIXES else UNKNOWN


def _iso_media_kind(data: bytes) -> str:
    """HEIC, AVIF, CR3 and videos share one container; the brands in its first box tell them apart."""
    end = min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIC"
    if b"crx " in brands:
        return "RAW"
    return "JPEG XL" if b"jxl " in brands else VIDEO
