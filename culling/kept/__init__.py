"""What a catalog keeps of photos beside their rows, one file a kind; `culling.catalog` puts them together."""
