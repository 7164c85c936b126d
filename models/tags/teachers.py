"""What two networks of others say of a picture, as nine tags: they teach, and are not needed afterwards.

YOLOX-nano sees things that are in the picture; the ImageNet MobileNetV2, whose first layers the embedding began with,
says what the picture shows as a whole, for kinds that COCO lacks: most animals, food, tools and vehicles.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.photos import Pixels
from culling.things.classes import TAGS
from culling.things.yolox import letterboxed, things_of
from models.training.sessions import session_of

PICTURE_PX = 224
FAINTEST = 0.1

#: Numbers of ImageNet's classes, "first–last" included, for each tag; `person` and `book` it hardly knows.
_NUMBERS = {
    "animal": "0-397",
    "vehicle": "403 404 405 407 408 417 436 444 450 466 468 472 484 510 511 547 554 555 561 565 569 573 575 576 586 "
    "595 603 609 612 625 627 628 654 656 661 665 670 671 675 690 705 717 724 734 751 757 779 780 802 803 812 814 817 "
    "820 829 833 847 856 864 866 867 870 871 874 880 895 913 914",
    "furniture": "423 431 453 493 495 516 520 526 532 548 553 559 564 703 765 831 857 861 894",
    "book": "454 624 917 921",
    "bag": "414 636 728 748",
    "sports": "422 429 430 522 543 560 574 602 615 702 722 746 747 752 768 795 805 852 890 981",
    "food": "924-939 943-957 959-963 964 965",
    "device": "481 482 485 487 508 527 528 534 545 550 589 590 598 605 606 613 620 632 650 651 662 664 673 681 688 707 "
    "713 732 742 745 754 759 760 761 766 782 827 848 851 859 878 882 891 897",
    "person": "981 982 983",
}


class Teachers:
    """YOLOX-nano and the ImageNet MobileNetV2 by their files."""

    def __init__(self, yolox: Path, imagenet: Path) -> None:
        self._yolox, self._imagenet = session_of(yolox), session_of(imagenet)
        self._classes = np.zeros((1001, len(TAGS)), np.float32)
        for tag, numbers in _NUMBERS.items():
            self._classes[[1 + number for number in _numbered(numbers)], TAGS.index(tag)] = 1  # 0 is "background"

    def things(self, pixels: Pixels) -> NDArray[np.float32]:
        """For each tag the score of the surest thing, and the share of the picture that the largest of .4 covers."""
        given, scale = letterboxed(pixels)
        said = self._yolox.run(None, {"images": given})[0][0]
        found = np.zeros((2, len(TAGS)), np.float32)
        for thing in things_of(said, scale, (pixels.shape[1], pixels.shape[0]), FAINTEST):
            if thing.tag:
                at, area = TAGS.index(thing.tag), thing.width * thing.height / (pixels.shape[0] * pixels.shape[1])
                found[0, at] = max(found[0, at], thing.score)
                found[1, at] = max(found[1, at], area if thing.score >= 0.4 else 0)
        return found

    def shown(self, pixels: Pixels) -> NDArray[np.float32]:
        """Probability of each tag as the one thing that the picture shows, float32 (9,)."""
        square = cv2.resize(pixels, (PICTURE_PX, PICTURE_PX), interpolation=cv2.INTER_AREA)
        batch = ((square.astype(np.float32) - 127) / 127.5).transpose(2, 0, 1)[None]
        (said,) = self._imagenet.run(["output"], {"input": np.ascontiguousarray(batch)})[0]  # sums to 1 already
        return np.asarray(said @ self._classes, np.float32)


def _numbered(text: str) -> list[int]:
    ends = [[int(end) for end in part.split("-")] for part in text.split()]
    return [number for part in ends for number in range(part[0], part[-1] + 1)]
