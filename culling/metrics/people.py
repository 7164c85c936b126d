"""Who is in the photo, and are they awake and sharp: readings of its faces (see models/faces/CARD.md)."""

from __future__ import annotations

from culling.faces import people
from culling.photos import Photo


def faces(photo: Photo) -> float:
    """How many faces are seen; neither end is better. 0 for a photo without people.

    Faces of about 10 px and more at a long side of 640 px, upright or tilted a little. Found by YuNet when it has been
    fetched, else by our faces network.

    Formula:
        The number of frames that the network scores 0.55 and higher (YuNet 0.7), overlapping ones once.

    Cannot tell:
        Profiles, heads half hidden and people in the dark may be missed; lamps, wheels, windows and flowers are taken
        for faces at times. Our network finds 87 % of those that YuNet is sure of.

    Source:
        Our faces network (models/faces/CARD.md), or YuNet (Wu et al. 2023, doi:10.1007/s11633-023-1423-y).
    """
    return float(len(photo.faces))


def face_size(photo: Photo) -> float:
    r"""Share of the picture that the largest face covers, 0 … 1; neither end is better. A portrait has 0.04 and more.

    From brow to chin, as the face is framed; 0.001 is about the smallest that is found. NaN without a face.

    Formula:
        $$\min\left(1, \max_i \frac{w_i\, h_i}{w\, h}\right)$$
        $w_i$ and $h_i$ are width and height of the $i$-th face's frame, $w$ and $h$ those of the picture.

    Cannot tell:
        Whether the largest face is the one that matters.

    Source:
        Our faces network (models/faces/CARD.md), or YuNet.
    """
    height, width = photo.pixels.shape[:2]
    return people.face_size(photo.faces, width * height)


def eyes_open(photo: Photo) -> float:
    r"""Of the person whose eyes are least open: 0 closed … 1 open; higher is better. One who blinks is enough.

    The mean of both eyes. Only people whose eyes can be judged count: nobody says anything of eyes that are less than
    24 px apart, turned away, out of focus, in the dark or behind sunglasses. NaN when that is everybody.

    Formula:
        $$\min_i \tfrac{1}{2} (p_{i,\text{left}} + p_{i,\text{right}})$$
        $p$ are the eyes network's probabilities of open eyes; of an eye that it takes for none, the other one counts.
        With OCEC-S or the face landmarker fetched, the mean of all their calibrated log odds is taken for each person.

    Cannot tell:
        Looking down from blinking: eyes that look down are closed to a network, and so are laughing eyes at times. Half
        open is not measured: near 0.5 means doubt.

    Source:
        Flatiron's idea; our eyes network (models/eyes/CARD.md), how opinions are joined: models/faces/CARD.md.
    """
    return people.eyes_open(photo.faces)


def smile(photo: Photo) -> float:
    r"""How much the people who matter smile, on average, 0 … 1; higher is better. A laugh is 0.7 and more.

    By MediaPipe's face landmarker once it has been fetched (see Networks); faces at least half as large as the largest
    count. NaN until then, and where no face is large, sharp and bright enough.

    Formula:
        $$\frac{1}{n} \sum_i s_i$$
        $s_i$ is how far the landmarker sees the corners of the mouth of the $i$-th face drawn up, mean of both.

    Cannot tell:
        Joy from politeness, nor whether a smile is wanted. Speaking and squinting read as smiles at times.

    Source:
        MediaPipe's face landmarker with blendshapes.
    """
    return people.smile(photo.faces)


def face_sharpness(photo: Photo) -> float:
    r"""How sharp is the sharpest of the people in front, 14 … 366; higher is better. The background does not count.

    Size of the face over the blur on it: 100 and more is sharp, 30 plainly blurred, the same for small and large faces.
    Those at least half as large as the largest face count. NaN without a face of 40 px.

    Formula:
        $$\max_i \frac{128}{Q_{30}(\sigma_i)}$$
        $Q_{30}(\sigma_i)$ is the blur (standard deviation in pixels) of the sharpest 30 % of the $i$-th face, brought
        to 128 px, by the focus network, weighted by its confidence.

    Cannot tell:
        Whose face you wanted sharp: the sharpest one counts. Smooth skin, soft light and make-up read as slight blur.

    Source:
        Our focus network (models/focus/CARD.md) on faces (models/faces/CARD.md).
    """
    return people.face_sharpness(photo.faces)
