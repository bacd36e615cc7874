"""The parts of the ``ontherecord`` command; qa/cli.py puts them together."""
