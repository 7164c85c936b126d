"""Who is in the photo, and are they awake and sharp: readings of its faces (see models/faces/CARD.md)."""

from __future__ import annotations

from culling.faces import people
from culling.photos import Photo


def faces(photo: Photo) -> float:
    """How many faces are seen; neither end is better. 0 for a photo without people.

    Faces of about 10 px and more at a long side of 640 px, upright or tilted a little; profiles, heads half hidden
    and people in the dark may be missed. Found by YuNet when it has been fetched, else by our faces network.
    """
    return float(len(photo.faces))


def face_size(photo: Photo) -> float:
    """Share of the picture that the largest face covers, 0 … 1; neither end is better. A portrait has 0.04 and more.

    From brow to chin, as the face is framed; 0.001 is about the smallest that is found. NaN without a face.
    """
    height, width = photo.pixels.shape[:2]
    return people.face_size(photo.faces, width * height)


def eyes_open(photo: Photo) -> float:
    """Of the person whose eyes are least open: 0 closed … 1 open; higher is better. One who blinks is enough.

    The mean of both eyes. Only people whose eyes can be judged count: nobody says anything of eyes that are less
    than 24 px apart, turned away, out of focus, in the dark or behind sunglasses. NaN when that is everybody.
    """
    return people.eyes_open(photo.faces)


def smile(photo: Photo) -> float:
    """How much the people who matter smile, on average, 0 … 1; higher is better. A laugh is 0.7 and more.

    The corners of the mouth, by MediaPipe's face landmarker once it has been fetched (see Networks); faces at least
    half as large as the largest count. NaN until then, and where no face is large, sharp and bright enough.
    """
    return people.smile(photo.faces)


def face_sharpness(photo: Photo) -> float:
    """How sharp is the sharpest of the people in front, 14 … 366; higher is better. The background does not count.

    Size of the face over the blur on it (the standard deviation of its sharpest third): 100 and more is sharp, 30
    plainly blurred, the same for small and large faces. Those at least half as large as the largest face count. NaN
    without a face of 40 px.
    """
    return people.face_sharpness(photo.faces)
