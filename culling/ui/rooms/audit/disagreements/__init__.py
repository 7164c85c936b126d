"""Two columns against each other: choosing them, the four galleries, files of other programs."""
