"""What comes in: the files that a user means, what he says of them, and what is refused."""
