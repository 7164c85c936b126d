"""Tags by the network that comes with culling: it reads nothing but the photo's vector (models/tags/CARD.md)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.things.classes import TAGS

NETWORK = "tags"

#: Probability from which a tag is said: four of five and more were right on photos left out of training (CARD.md; of
#: animals only half on folders of flowers and landscapes). Books and bags are too rare and small for one vector and are
#: left to YOLOX-nano.
LEAST = {"person": 0.4, "animal": 0.7, "vehicle": 0.5, "furniture": 0.4, "sports": 0.4, "food": 0.6, "device": 0.5}


def head_tags(vector: NDArray[np.float32]) -> frozenset[str]:
    """The tags that are likely enough.

    Raises:
        ModelError: the network's file is missing or damaged.
    """
    told = tag_probabilities(vector)
    return frozenset(tag for tag, least in LEAST.items() if told[tag] >= least)


def tag_probabilities(vector: NDArray[np.float32]) -> dict[str, float]:
    """Probability of each of the nine tags, by name, from a photo's vector, float32 (256,).

    Raises:
        ModelError: the network's file is missing or damaged.
        ValueError: a vector of another size.
    """
    (told,) = nets.run(NETWORK, np.asarray(vector, np.float32)[None])
    return dict(zip(TAGS, (float(share) for share in told[0]), strict=True))
