"""Two policies beside each other: which two, who flips, which is right."""
