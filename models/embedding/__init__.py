"""A small network that says which photos show one scene, taught by a larger one to see through damage."""
