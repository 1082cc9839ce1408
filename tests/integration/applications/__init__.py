"""Applications of other people that tests drive, and what stands between them and a browser."""
