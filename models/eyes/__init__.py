"""Open or closed: a small network on an eye crop of any framing."""
