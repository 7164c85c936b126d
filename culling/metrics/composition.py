"""How the photo is composed, as facts to look at (see `culling.composition`): a tilt may be meant, a middle be right.

No preset has a rule on them. Each is NaN where there is nothing of its kind: no subject, no straight edges, no face.
"""

from __future__ import annotations

import math

from culling import composition
from culling.photos import Photo


def thirds_distance(photo: Photo) -> float:
    r"""How far the subject's middle is from the nearest crossing of the lines at thirds; neither end is better.

    As a share of the picture's diagonal: 0 on a crossing, 0.167 in the picture's middle, 0.333 in a corner. NaN without
    a subject.

    Formula:
        $$\min_{c, d} \frac{\sqrt{(x - c)^2\, w^2 + (y - d)^2\, h^2}}{\sqrt{w^2 + h^2}},
        \quad c, d \in \{\tfrac13, \tfrac23\}$$
        $(x, y)$ is the centre of mass of the subject's mask, across and down as shares of the picture of $w$ × $h$
        pixels.

    Cannot tell:
        A good composition from a bad one: a middle can be right. Of two people the middle lies between them.

    Source:
        The rule of thirds (Smith 1797); our subject network (models/subject/CARD.md).
    """
    height, width = photo.pixels.shape[:2]
    return composition.distance(photo.subject, width, height, composition.THIRD)


def golden_distance(photo: Photo) -> float:
    r"""How far the subject's middle is from the nearest golden-ratio point; neither end is better.

    As a share of the picture's diagonal: 0 on a point, 0.118 in the picture's middle, 0.382 in a corner. NaN without a
    subject.

    Formula:
        $$\min_{c, d} \frac{\sqrt{(x - c)^2\, w^2 + (y - d)^2\, h^2}}{\sqrt{w^2 + h^2}},
        \quad c, d \in \{0.382, 0.618\}$$
        $(x, y)$ is the centre of mass of the subject's mask, across and down as shares of the picture of $w$ × $h$
        pixels.

    Cannot tell:
        A good composition from a bad one. It says nearly the same as `thirds_distance`: the points lie 0.05 apart each
        way.

    Source:
        The golden ratio, $\tfrac12 (3 - \sqrt 5) = 0.382$; our subject network (models/subject/CARD.md).
    """
    height, width = photo.pixels.shape[:2]
    return composition.distance(photo.subject, width, height, composition.GOLDEN)


def horizon_tilt(photo: Photo) -> float:
    r"""How far the camera was held askew, 0 level … 15 degrees; lower is more level. Which way does not count.

    The direction that the long straight edges near level and upright have in common: horizon, buildings, tables. NaN
    where they are few or do not agree.

    Formula:
        $$\left|\arg\max_\theta V(\theta)\right|, \quad
        V(\theta) = \max_f\ (1 - 0.03\,|f|) \sum_i \ell_i^{1.5}\,
        e^{-\frac12 \left((\theta_i - f t_i - \theta) / 0.8°\right)^2}$$
        $\theta_i$, $\ell_i$ and $t_i$ are lean, length and place of the straight edges, $f$ the fan that perspective
        makes of parallel ones, −24 … 24° per long side. NaN where $V(\theta) < 0.2\,(\sum_i \ell_i^{1.5} + 0.12)$.

    Cannot tell:
        A tilt that was meant. A shore seen aslant, a hill or a wall in perspective misleads it; what leans by more than
        15° is taken for a slope.

    Source:
        Line support regions, Burns et al. 1986, doi:10.1109/TPAMI.1986.4767808; the vote is ours.
    """
    found = composition.find_horizon(photo.small_luma)
    return math.nan if found is None else abs(found.tilt)


def subject_cut(photo: Photo) -> float:
    r"""Share of the subject's outline that lies on the picture's border: 0 wholly inside … 1; lower is less cut.

    A person cut at the knees has about 0.1, a face that fills the picture 0.5 and more. NaN without a subject.

    Formula:
        $$\frac{\text{sides of cells at the picture's border}}{\text{all sides of cells at its outline}}$$
        The cells are those of the subject, where its mask is at least 0.5; outlines of holes count.

    Cannot tell:
        A crop that was meant, as that of a portrait. A ground that reaches the border is taken for cut when it is taken
        for the subject.

    Source:
        Our subject network (models/subject/CARD.md).
    """
    return composition.cut_share(photo.subject)


def head_room(photo: Photo) -> float:
    r"""Free share of the picture's height above the topmost head, 0 cut … 1; neither end is better. Faces alone tell.

    Of faces at least half as large as the largest one. NaN without a face, also where something else is the subject,
    and when people were left out of the scan.

    Formula:
        $$\min_i \frac{\max(0,\ t_i - 0.3\, u_i\, h_i)}{h}$$
        $t_i$ and $h_i$ are top and height of the $i$-th face's frame, $u_i$ how upright the face is (1 upright, 0
        lying), $h$ the picture's height: the head ends three tenths of the frame above it.

    Cannot tell:
        Hats and high hair, which reach further up. A close portrait is cut on purpose.

    Source:
        Our faces network (models/faces/CARD.md), or YuNet; the three tenths are our choice.
    """
    return composition.head_room((one.face for one in photo.faces), photo.pixels.shape[0])
