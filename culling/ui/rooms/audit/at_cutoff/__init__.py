"""What the cutoffs as they are do against labels: the matrix, its photos, the rates, the curves."""
