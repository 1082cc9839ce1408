"""Faults of the back-end, by a declared and seeded plan: what a robot has to live with."""
