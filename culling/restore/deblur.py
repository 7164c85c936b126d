"""Ways to take blur away: our own network, NAFNet where a person has fetched it, and two classical ones.

The networks see what kind of blur it is, everywhere anew. The classical ones estimate one kernel for the whole part
that they are given, and undo it: right where the camera shook or the whole part is out of focus, wrong where one
thing moved before a background that did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from culling import nets
from culling.decoding.pixels import Pixels
from culling.restore.classical import estimate_kernel
from culling.restore.classical.kernel import Kernel, motion
from culling.restore.classical.lucy import lucy_batch
from culling.restore.classical.luminance import CLASSICAL
from culling.restore.classical.wiener import fit_balance, wiener_batch
from culling.restore.edit import DEBLURS, check_choice
from culling.restore.runners import Note, runner_of
from culling.restore.tiles import Runner, Tiling

if TYPE_CHECKING:
    from culling.remote import Server


@dataclass(frozen=True)
class Deblurrer:
    """One way to take blur away.

    Attributes:
        name: as an `Edit` has it.
        title: on screen.
        summary: what it is good for, in plain words.
        network: a name of models/manifest.toml; None for what needs none.
        tiling: how a photo is cut for it.
    """

    name: str
    title: str
    summary: str
    network: str | None
    tiling: Tiling

    @property
    def problem(self) -> str | None:
        """Why it cannot be used, and what to do; None when it can."""
        return nets.problem(self.network) if self.network else None

    def runner(self, pixels: Pixels, server: Server | None = None, note: Note | None = None) -> Runner:
        """What works on the tiles of `pixels`; the classical ones look at the whole of them first."""
        if self.network:
            return runner_of(self.network, server, note, scale=1)
        return self._classical(pixels, estimate_kernel(pixels))

    def trial(self) -> Runner:
        """A runner that costs as much as any of this way, to see how fast this machine is."""
        if self.network:
            return runner_of(self.network)
        if self.name == "wiener":
            return partial(wiener_batch, kernel=motion(15, 0), balance=0.01)
        return partial(lucy_batch, kernel=motion(15, 0))

    def _classical(self, pixels: Pixels, kernel: Kernel) -> Runner:
        if self.name == "wiener":
            return partial(wiener_batch, kernel=kernel, balance=fit_balance(pixels, kernel))
        return partial(lucy_batch, kernel=kernel)


#: Every way, the one to begin with first.
DEBLURRERS = (
    Deblurrer(
        "own",
        "Own network",
        "Small and quick; camera shake, motion and misfocus, a little of each.",
        "deblur",
        # It looks further than 80 px, but what lies beyond changes 999 of 1,000 pixels by 3 levels of 255 at most.
        Tiling(tile=960, context=80, fade=32, multiple=16),
    ),
    Deblurrer(
        "nafnet",
        "NAFNet",
        "Made for motion blur, much larger; how much better was not measured here; fetched once.",
        "nafnet",
        # Its channel attention was tested on windows of 384 px (Chu et al. 2022, doi:10.1007/978-3-031-20071-7_4).
        Tiling(tile=512, context=32, fade=32, multiple=16, least=384, workers=1),
    ),
    Deblurrer(
        "wiener",
        "Wiener filter (classical)",
        "Undoes one blur that is the same all over the part; needs no network.",
        None,
        CLASSICAL,
    ),
    Deblurrer(
        "richardson-lucy",
        "Richardson–Lucy (classical)",
        "As the Wiener filter, step by step: fewer rings, more time.",
        None,
        CLASSICAL,
    ),
)


def get_deblurrer(name: str) -> Deblurrer:
    """The way of that name; ValueError lists the names when there is none."""
    check_choice("way to deblur", name, DEBLURS)
    return next(deblurrer for deblurrer in DEBLURRERS if deblurrer.name == name)
