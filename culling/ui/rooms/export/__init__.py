"""The page Export, part by part: downloads, XMP sidecars, lists, sorting, and what was done before."""
