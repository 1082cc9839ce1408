"""Unit tests of the orchestrator."""
