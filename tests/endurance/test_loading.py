"""A seeded slice of what `make endurance` does at length."""

from __future__ import annotations

from tests.endurance.loading import try_files


def test_what_enters_is_what_the_author_of_the_file_meant() -> None:
    tally = try_files(600, seed=2026)
    assert tally.faults == []
    assert tally.share >= 0.99
