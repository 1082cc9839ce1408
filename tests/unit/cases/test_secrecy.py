"""No value of a case shows in a violation, a repr or an error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from copiste.cases import RULES, check, processes
from copiste.cases.model import TODAY as TODAY_KEY
from copiste.cases.registry import case_type
from tests.unit.cases.factory import IBAN, TODAY, address, case, child, new_member, nir, violations


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [str(value)]


def test_violations_hold_no_value() -> None:
    raw = {
        "member": new_member(last_name="Qwertz1", sex="Qwertz2", birth_date="Qwertz3", nir="Qwertz4"),
        "address": address(street="Qwertz5☃", postal_code="Qwertz6", town="Qwertz7 Cedex"),
        "bank": {"iban": "Qwertz8", "bic": "Qwertz9", "holder": ["Qwertz10"]},
        "affiliation": {
            "contract": "Qwertz-11-too-long",
            "option": {},
            "population": "Qwertz12",
            "start": "Qwertz13",
        },
        "dependants": [child("Qwertz14!", rank="Qwertz15", kind="Qwertz16")],
    }
    found = violations("enrolment", raw)
    assert len(found) > 14
    assert "Qwertz" not in repr(found)
    assert all(one.rule in RULES for one in found)


def test_a_model_shows_nothing_of_what_it_holds() -> None:
    raw = case("enrolment")
    sound: Any = case_type("enrolment").variants[0].model_validate(raw, context={TODAY_KEY: TODAY})
    shown = f"{sound!r} {sound} {sound.member!r} {sound.bank}"
    assert not [leaf for leaf in leaves(raw) if leaf in shown]


def test_a_raw_validation_error_shows_nothing_either() -> None:
    raw = {**case("enrolment"), "member": new_member(last_name="Qwertz1")}
    raw["bank"]["iban"] = "FR8420041010050500013M02607"
    with pytest.raises(ValidationError) as caught:
        case_type("enrolment").variants[0].model_validate(raw, context={TODAY_KEY: TODAY})
    assert "Qwertz" not in str(caught.value)
    assert "2607" not in f"{caught.value!r}{caught.value}"
    assert nir() not in str(caught.value)
    assert IBAN not in str(caught.value)


WORDS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from(["", "é", "FR14", "2A", "1985-07-02", "\x00"]),
    st.just([]),
    st.just({}),
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["member", "address", "bank", "affiliation", "dependants", "action", "dependant", "x"]
        ),
        st.one_of(
            WORDS, st.dictionaries(st.sampled_from(["nir", "iban", "birth_date", "start", "rank"]), WORDS)
        ),
    ),
    st.sampled_from(["enrolment", "termination", "dependant", "bank_details", "address"]),
)
def test_whatever_comes_in_is_judged_and_never_crashes(raw: dict[str, Any], process: str) -> None:
    found = check(process, raw, TODAY)
    assert isinstance(found, list)
    assert found
    assert all(one.rule in RULES for one in found)


# The bundled processes' own rules too: a rule is declared when a case model is imported.
for _process in processes():
    case_type(_process)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_every_rule_is_written_for_a_person(rule: Any) -> None:
    assert rule.code == rule.code.upper()
    assert len(rule.explanation) > 15
    assert rule.source
    assert "{" not in rule.explanation
