"""LocalStore, the library in a folder: SQLite is the truth, segments a copy of its vectors and words."""
