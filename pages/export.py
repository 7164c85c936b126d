"""Move the cutoffs; see what each move newly rejects and newly keeps."""
