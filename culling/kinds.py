"""What a file is by its first bytes, whatever its name says, and what to call it."""

from __future__ import annotations

# Suffix → what people call the format, for the formats that nothing here decodes.
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

# fmt: off
RAW_SUFFIXES = frozenset((
    "3fr", "arw", "bay", "cap", "cr2", "cr3", "crw", "dcr", "dcs", "dng", "erf", "fff", "gpr", "iiq", "k25",
    "kdc", "mdc", "mef", "mos", "mrw", "nef", "nrw", "orf", "pef", "ptx", "pxn", "raf", "raw", "rw2", "rwl",
    "rwz", "sr2", "srf", "srw", "x3f",
))

_PICTURE_SUFFIXES = frozenset((
    "jpg", "jpeg", "jpe", "jif", "jfif", "jps", "mpo", "png", "apng", "webp", "tif", "tiff", "gif", "bmp",
    "dib", "avif", "avifs", "heic", "heics", "heif", "heifs", "hif", "jp2", "j2k", "j2c", "jpc", "jpf", "jpx",
    "psd", "psb", "tga", "icb", "vda", "vst", "ppm", "pgm", "pbm", "pnm", "pfm", "pam", "pcx", "dcx", "sgi",
    "rgb", "rgba", "bw", "ras", "sun", "dds", "ico", "cur", "icns", "xpm", "xbm", "msp", "fli", "flc", "qoi",
    "fit", "fits", "im", "pcd", "pxr",
))
# fmt: on

# Found in a folder and tried; what fails becomes a row with an error that names the cause.
PHOTO_SUFFIXES = _PICTURE_SUFFIXES | RAW_SUFFIXES | frozenset(UNSUPPORTED)

_STARTS = (
    (b"\xff\xd8", "jpeg"),
    (b"\x89PNG", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"MMOR", "raw"),
    (b"IIU\0", "raw"),
    (b"\0MRM", "raw"),
    (b"FOVb", "raw"),
    (b"II\x1a\0\0\0HEAPCCDR", "raw"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"FLIF", "FLIF"),
    (b"BPG\xfb", "BPG"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"II\xbc", "JPEG XR"),
    (b"gimp xcf", "GIMP"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\xd7\xcd\xc6\x9a", "WMF"),
)

_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))


def kind_of(data: bytes, suffix: str) -> str:
    """The decoder that fits: "jpeg", "png", "gif", "bmp", "webp", "tiff", "raw", "heif", "avif" or "other".

    "other" is for Pillow to find out. A name with a capital letter, such as "JPEG XL", is a format that nothing
    here decodes. `suffix` (no dot, lower case) only tells RAW from TIFF, which begin alike.
    """
    if data.startswith(_TIFF_STARTS):
        return "raw" if suffix in RAW_SUFFIXES or data[8:10] == b"CR" else "tiff"
    if data[4:8] == b"ftyp":
        return _iso_media_kind(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    return "raw" if suffix in RAW_SUFFIXES else "other"


def _iso_media_kind(data: bytes) -> str:
    """HEIC, AVIF, CR3 and videos share one container; the brands in its first box tell them apart."""
    end = min(int.from_bytes(data[:4], "big"), 512)
    brands = {data[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return "avif"
    if brands & _HEIF_BRANDS:
        return "heif"
    if b"crx " in brands:
        return "raw"
    return "JPEG XL" if b"jxl " in brands else "Video"
