"""The quote check: whether pasted words are what was said, where, and by whom."""
