"""One part of the page Learn."""
