"""Declared screens of legacy applications, and the sessions that drive them through a face."""
