"""Learning from marks: how likely a person keeps a photo, from its measures and from what is in the picture."""

from culling.learn.learning import Learned, learn
from culling.learn.lesson import LearningError
from culling.learn.model import Contribution, Model

__all__ = ["Contribution", "Learned", "LearningError", "Model", "learn"]
