"""Two columns or two policies set against each other: where they part, which one people agree with."""
