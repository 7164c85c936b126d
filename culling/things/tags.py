"""Which of the nine tags a photo has: YOLOX-nano's answer when it has been fetched, else our own head's."""

from __future__ import annotations

from culling.network_choice import in_use
from culling.photos import Photo
from culling.things import yolox
from culling.things.classes import tag_text
from culling.things.head import NETWORK, head_tags


def tags_of(photo: Photo) -> str:
    """Names of tags separated by commas in a fixed order, "" when none was found.

    Raises:
        ModelError: the head's network is missing or damaged, and YOLOX-nano has not been fetched.
    """
    if in_use(NETWORK) == yolox.NETWORK:
        return tag_text({thing.tag for thing in yolox.find_things(photo.pixels)})
    return tag_text(head_tags(photo.vector))
