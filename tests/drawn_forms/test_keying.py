"""Drawn forms are keyed through the web face: never into another field, and what nobody can tell is told."""

from __future__ import annotations

from tests.drawn_forms.keying import REFUSALS, web_face
from tests.drawn_forms.run import print_tally, try_forms

#: `make endurance` draws thousands, from another seed each time.
_FORMS, _SEED = 60, 1


def test_no_drawn_form_is_keyed_into_another_field() -> None:
    with web_face() as (page, key):
        tally = try_forms(page, _FORMS, _SEED, key, REFUSALS)
    print_tally(tally)
    assert tally.faults == []
    assert tally.share >= 0.99
