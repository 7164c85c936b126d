"""Learning from marks: how likely a person keeps a photo, from its measures and from what is in the picture."""

from culling.preference.examples import LearningError
from culling.preference.learning import Learned, learn
from culling.preference.model import Contribution, Model

__all__ = ["Contribution", "Learned", "LearningError", "Model", "learn"]
