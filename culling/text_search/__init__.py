"""Photos found by words, when CLIP's two networks and its vocabulary have been fetched; nothing else needs them."""
