"""Plain text: who speaks is told by labels, of which there are as many kinds as writers."""
