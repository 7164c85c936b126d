"""A rate by camera, lens, hour …: the bars, the table, the photos of a slice."""
