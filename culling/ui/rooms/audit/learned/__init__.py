"""What was learned from marks: how good it is, its cutoff, what to mark next, why."""
