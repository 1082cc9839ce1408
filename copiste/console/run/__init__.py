"""A run under a person's eyes."""
