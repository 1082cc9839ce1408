"""What an error text says of an unknown name."""

from __future__ import annotations

import pytest

from copiste.suggestions import did_you_mean, did_you_mean_or_all, nearest

KNOWN = ("Europe/Paris", "url", "face")


@pytest.mark.parametrize(
    ("name", "near"),
    [("ulr", "url"), ("europe/pari", "Europe/Paris"), ("FACE", "face"), ("password", None), ("", None)],
)
def test_the_nearest_is_the_one_that_was_meant(name: str, near: str | None) -> None:
    assert nearest(name, KNOWN) == near


def test_nothing_is_said_where_nothing_is_near() -> None:
    assert did_you_mean("ulr", KNOWN) == " Did you mean url?"
    assert did_you_mean("password", KNOWN) == ""


def test_or_all_are_listed() -> None:
    assert did_you_mean_or_all("ulr", KNOWN) == " Did you mean url?"
    assert did_you_mean_or_all("password", iter(KNOWN)) == " Known: Europe/Paris, face, url."
    assert did_you_mean_or_all("password", ()) == " Known: none."
