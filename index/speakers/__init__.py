"""From labels to people: who speaks in a transcript, and who is who in the whole library."""
