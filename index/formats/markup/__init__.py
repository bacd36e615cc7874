"""XML whose elements say who speaks."""
