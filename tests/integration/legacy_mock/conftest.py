"""Fixtures of tests at a terminal of the mock."""

from tests.integration.legacy_mock.terminal_desk import address, agent, desk, served

__all__ = ["address", "agent", "desk", "served"]
