"""What speeds up searching a library: its vectors and words once more, in files that can be made anew at any time."""
