"""Fixtures of the mock's unit tests."""

from tests.unit.legacy_mock.domain_factories import small_seed, world
from tests.unit.legacy_mock.host_terminal import place

__all__ = ["place", "small_seed", "world"]
