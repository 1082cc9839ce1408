"""What a robot gets on its path: one file, of the standard library alone."""
