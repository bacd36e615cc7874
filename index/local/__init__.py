"""LocalStore, the library in a folder: SQLite is the truth, FAISS a copy of its vectors."""
