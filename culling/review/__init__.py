"""Looking through a folder: which photos, in which order, how far a person is, and what came of it."""

from culling.review.filter import NONE, Filter, choices, select
from culling.review.order import Order, arrange
from culling.review.progress import Progress, progress
from culling.review.summary import Summary, summarise

__all__ = [
    "NONE",
    "Filter",
    "Order",
    "Progress",
    "Summary",
    "arrange",
    "choices",
    "progress",
    "select",
    "summarise",
]
