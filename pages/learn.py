"""Lessons with a photo each, what damage does to measures and decisions, and networks trained before one's eyes."""

from importlib import import_module

from culling.ui.rooms.learn import head
from culling.ui.state import session

ROOMS = {"lessons": "lessons", "what-if": "what_if", "experiments": "experiments"}

# Only the part that is open is read: each brings a house of its own.
import_module(f"culling.ui.rooms.learn.{ROOMS[head.show()]}.room").show(session())
