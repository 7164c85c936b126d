"""Which of the nine tags each of COCO's 80 kinds of things belongs to: the one place to change that.

The tags are PICCL's. To none belong what stands in the street but does not drive (traffic light, fire hydrant, stop
sign, parking meter), dishes and cutlery without food (bottle to bowl), plants and vases, and what is worn or lies
about (umbrella, tie, sink, clock, scissors, teddy bear, toothbrush): they would tell little of a photo.
"""

from __future__ import annotations

#: In the order in which a photo's tags are written.
TAGS = ("person", "animal", "vehicle", "furniture", "book", "bag", "sports", "food", "device")

_KINDS = {
    "person": "person",
    "animal": "bird cat dog horse sheep cow elephant bear zebra giraffe",
    "vehicle": "bicycle car motorcycle airplane bus train truck boat",
    "furniture": "bench chair couch bed dining_table toilet",
    "book": "book",
    "bag": "backpack handbag suitcase",
    "sports": "frisbee skis snowboard sports_ball kite baseball_bat baseball_glove skateboard surfboard tennis_racket",
    "food": "banana apple sandwich orange broccoli carrot hot_dog pizza donut cake",
    "device": "tv laptop mouse remote keyboard cell_phone microwave oven toaster refrigerator hair_drier",
}

#: COCO's kind → tag; kinds that belong to none are absent.
TAG_OF = {kind.replace("_", " "): tag for tag, kinds in _KINDS.items() for kind in kinds.split()}

_COCO = """
person bicycle car motorcycle airplane bus train truck boat traffic_light fire_hydrant stop_sign parking_meter bench
bird cat dog horse sheep cow elephant bear zebra giraffe backpack umbrella handbag tie suitcase frisbee skis snowboard
sports_ball kite baseball_bat baseball_glove skateboard surfboard tennis_racket bottle wine_glass cup fork knife spoon
bowl banana apple sandwich orange broccoli carrot hot_dog pizza donut cake chair couch potted_plant bed dining_table
toilet tv laptop mouse remote keyboard cell_phone microwave oven toaster sink refrigerator book clock vase scissors
teddy_bear hair_drier toothbrush
"""

#: In the order in which a detector that was trained on COCO numbers them.
COCO = tuple(kind.replace("_", " ") for kind in _COCO.split())


def tag_text(tags: set[str] | frozenset[str]) -> str:
    """Tags as the column `tags` holds them: separated by commas, in the order of `TAGS`; "" for none."""
    return ",".join(tag for tag in TAGS if tag in tags)
