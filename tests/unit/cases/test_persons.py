"""The table of paths that identify a person is kept with the case models."""

from __future__ import annotations

import pytest

from copiste.cases import paths_of, processes
from copiste.cases.persons import persons_of, words_of
from copiste.cases.registry import case_type


@pytest.mark.parametrize("process", processes())
def test_the_table_has_everybody_whom_a_case_may_hold(process: str) -> None:
    born = {path.removesuffix(".birth_date") for path in paths_of(process) if path.endswith(".birth_date")}
    assert {person.path for person in case_type(process).persons} == born


def test_nothing_is_found_by_the_nir() -> None:
    case = {"member": {"last_name": "Roux", "first_name": "Léo", "birth_date": "2015-03-02", "nir": "1"}}
    assert list(persons_of("address", case)) == [("Roux Léo", "2015-03-02")]


@pytest.mark.parametrize(
    "payload",
    [{}, {"member": None}, {"member": []}, {"member": {"last_name": 7, "birth_date": "2015-03-02"}},
     {"member": {"last_name": "Roux"}}, {"member": {}, "dependants": "Léo"}, {"dependants": [None, "Léo"]}],
)  # fmt: skip
def test_a_payload_of_another_shape_has_nobody(payload: dict[str, object]) -> None:
    assert list(persons_of("enrolment", payload)) == []


def test_names_are_compared_word_by_word_in_any_order() -> None:
    assert (
        words_of("Zoé  d’Alméida-Roux") == words_of("ROUX D'ALMEIDA ZOE") == ("ALMEIDA", "D", "ROUX", "ZOE")
    )
