"""Connectors at work."""
