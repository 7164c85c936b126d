"""The photo that is written in every format."""

import numpy as np
import pytest
from skimage import data

from culling.photos import Pixels


@pytest.fixture(scope="module")
def scene() -> Pixels:
    """A real photo without any symmetry, 160 × 112."""
    return np.ascontiguousarray(data.astronaut()[20:244:2, 60:380:2])
