"""The rooms of the page of blur anatomy: measures and parts, map, the condition that exempts, the selection."""
