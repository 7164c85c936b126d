"""What leaves the program: tables and decisions as CSV, lists of paths, photos sorted into folders with a journal."""
