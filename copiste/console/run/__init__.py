"""A run on the command line: its progress, its end, its schedule."""
