"""The case queue: prepared cases, their states, their journal, and the ways in."""
