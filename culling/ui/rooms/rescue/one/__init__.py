"""One photo: what is done to it, where in it, before and after, the new file."""
