"""The seed: the same fictitious back-end from the same seed number."""
