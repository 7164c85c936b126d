"""Lists for people and other programs: CSV files, paths, names, a contact sheet, and a folder of all of them."""
