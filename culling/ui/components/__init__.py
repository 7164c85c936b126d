"""Browser parts of our own: inline scripts, no build step, nothing loaded from elsewhere."""
