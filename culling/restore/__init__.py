"""Rescue a photo that is worth keeping: deblur, more light, upscale, the whole photo or a part of it.

Read in this order: `edit` (what is done), `region` (where), `deblur`, `light`, `upscale` (how), `plan` and `perform`
(in which order), `tiles` (any size within little memory), `estimate` (how long), `saving` and `batch` (what is
written).
"""

from __future__ import annotations

from culling.restore.edit import Background, Edit, Light, Region, Stopped
from culling.restore.estimate import seconds_ahead
from culling.restore.perform import restore

__all__ = ["Background", "Edit", "Light", "Region", "Stopped", "restore", "seconds_ahead"]
