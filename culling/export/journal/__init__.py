"""What sorts and exports did, line by line: written down, read back, listed, taken back; one writer at a time."""
