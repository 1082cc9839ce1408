"""Fixtures of the mock's unit tests."""

from tests.unit.legacy_mock.domain_factories import small_seed, world

__all__ = ["small_seed", "world"]
