"""The case queue: the only code that changes a state."""
