"""Captions and subtitles; and cues, from which everything with times makes its turns."""
