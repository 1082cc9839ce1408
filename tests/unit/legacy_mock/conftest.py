"""Fixtures of the mock's unit tests."""

from tests.unit.legacy_mock.domain_factories import world

__all__ = ["world"]
