"""What networks do here, task by task: ours, which come with culling, and what others, fetched by choice, add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from culling import nets
from culling.model_files import ModelFile, models, state
from culling.text_search import clip, tokens

#: "cannot run": the file is right, but what runs it is not installed; "not needed": a better one is in use; "waits":
#: others are needed as well.
Standing = Literal["in use", "can be fetched", "damaged", "cannot run", "not needed", "waits"]


class Gain(NamedTuple):
    """What a network that others made brings to a task, in one sentence."""

    network: str
    words: str


class Work(NamedTuple):
    """One task.

    Attributes:
        title: what is told.
        about: where a person meets it.
        ours: the network that comes with culling; None when nothing does this until something has been fetched.
        gains: the networks that do it better, best first.
        how: the best of them takes the place of ours; they are asked beside ours; or all of them are needed.
    """

    title: str
    about: str
    ours: str | None
    gains: tuple[Gain, ...]
    how: Literal["instead", "beside", "together"] = "instead"


WORKS: tuple[Work, ...] = (
    Work(
        "Faces",
        "How many people are in a photo and where; eyes, smiles and sharpness are looked at there.",
        "faces",
        (Gain("yunet", "Sees one face in eight that ours misses, and places the eyes better."),),
    ),
    Work(
        "Eyes open or closed",
        "Who blinks: the measure eyes_open and the list of faces beside a photo.",
        "eyes",
        (
            Gain("ocec-s", "A second opinion: fewer open eyes are called closed."),
            Gain("face-landmarker", "One more opinion, from the whole face; animals taken for people are passed over."),
        ),
        how="beside",
    ),
    Work(
        "Smiles",
        "The measure smile. Nothing that comes with culling tells smiles.",
        None,
        (Gain("face-landmarker", "Tells how far the corners of the mouth are drawn up."),),
    ),
    Work(
        "Subject",
        "What the photo is of, as a mask: its sharpness, its place, and whether the frame cuts it.",
        "subject",
        (Gain("u2netp", "U²-Net, small: larger than ours. How much better was not measured here."),),
    ),
    Work(
        "Tags",
        "What is in a photo: person, animal, vehicle, food … for filters and search.",
        "tags",
        (Gain("yolox-nano", "Finds books and bags as well, which ours leaves out, and smaller things."),),
    ),
    Work(
        "Photos by words",
        "`culling find FOLDER TEXT` lists the photos that a text describes. All three files are needed.",
        None,
        (
            Gain(clip.PICTURES, "Turns each photo into a vector."),
            Gain(clip.WORDS, "Turns a text into a vector of the same kind."),
            Gain(tokens.NETWORK, "Its vocabulary."),
        ),
        how="together",
    ),
    Work(
        "Deblurring",
        "On **Rescue**, where you choose the way for each photo; `culling restore --deblur`.",
        "deblur",
        (Gain("nafnet", "NAFNet, made for motion blur. How much better was not measured here."),),
        how="beside",
    ),
    Work(
        "Enlarging",
        "On **Rescue**, by two and by four; `culling restore --upscale`.",
        "upscale_x2",
        (Gain("realesr", "Real-ESRGAN. How much better was not measured here; what was not there, it makes up."),),
        how="beside",
    ),
)


def standing(work: Work, gain: Gain) -> Standing:
    """Whether a network is in use for a task, and if not, why."""
    model = models()[gain.network]
    if state(model) == "not fetched":
        return "can be fetched"
    if state(model) == "damaged":
        return "damaged"
    if nets.problem(gain.network) is not None:
        return "cannot run"
    works = {other.network: nets.problem(other.network) is None for other in work.gains}
    if work.how == "together" and not all(works.values()):
        return "waits"
    better = work.gains[: work.gains.index(gain)]
    outdone = work.how == "instead" and any(works[other.network] for other in better)
    return "not needed" if outdone else "in use"


def in_use(work: Work) -> list[str]:
    """The networks that do a task now, in words for a person: "ours", or their names."""
    fetched = [gain.network for gain in work.gains if standing(work, gain) == "in use"]
    ours = work.ours is not None and nets.problem(work.ours) is None
    return (["ours"] if ours and (work.how == "beside" or not fetched) else []) + fetched


def listed() -> list[Work]:
    """The tasks whose networks the manifest knows, each with those of them that it knows."""
    known = models()
    works = [work._replace(gains=tuple(gain for gain in work.gains if gain.network in known)) for work in WORKS]
    return [work for work in works if work.gains]


def others() -> Sequence[ModelFile]:
    """Fetchable networks that no task here uses."""
    used = {gain.network for work in WORKS for gain in work.gains}
    return [model for model in models().values() if not model.bundled and model.name not in used]


def bundled() -> Mapping[str, ModelFile]:
    """The networks that come with culling, by name."""
    return {name: model for name, model in models().items() if model.bundled}
