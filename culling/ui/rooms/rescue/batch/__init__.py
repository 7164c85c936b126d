"""Many photos rescued at once: the plan, and what came of each."""
