"""The parts of the page Rescue."""
