"""Keyword libraries and business steps; a commit key is reached through `Record Once` alone."""
