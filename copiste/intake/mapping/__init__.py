"""What a client's columns mean, bound to one file."""
