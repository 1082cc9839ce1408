from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from copiste.keywords.case_data import CaseData
from copiste.keywords.errors import CasePathError
from tests.unit.keywords.payloads import dependant

PAYLOAD: dict[str, Any] = {
    "member": {"last_name": "Quennehen", "nir": None},
    "termination": {"last_day": "2024-02-10"},
    "dependants": [dependant("Gaspard"), dependant("Lison", rank=2)],
}
BY = ("first_name", "birth_date", "rank")


def _case(key: bytes = b"key") -> CaseData:
    return CaseData(PAYLOAD, key)


def test_a_value_is_named_by_its_path() -> None:
    assert _case().value("member.last_name") == "Quennehen"
    assert _case().values({"NOM": "member.last_name"}) == {"NOM": "Quennehen"}


def test_what_the_case_leaves_open_is_none() -> None:
    assert _case().value("member.nir") is None
    assert _case().value("member.nir:month_end") is None


@pytest.mark.parametrize("path", ["surname", "member.surname", "member.last_name.first", "found.number", ""])
def test_a_path_that_is_not_there_names_what_is(path: str) -> None:
    with pytest.raises(CasePathError) as refused:
        _case().value(path)
    assert refused.value.code == "CASE_PATH_UNKNOWN"
    assert "Quennehen" not in str(refused.value)


def test_an_unknown_path_tells_the_neighbours() -> None:
    with pytest.raises(CasePathError, match=r'no "member\.surname".*last_name, nir'):
        _case().value("member.surname")


@pytest.mark.parametrize(
    ("day", "end"),
    [("2024-02-10", "2024-02-29"), ("2023-02-28", "2023-02-28"), ("2026-12-01", "2026-12-31")],
)
def test_month_end(day: str, end: str) -> None:
    case = CaseData({"last_day": day}, b"key")
    assert str(case.value("last_day:month_end")) == end


def test_an_unknown_transformation_names_those_there_are() -> None:
    with pytest.raises(CasePathError, match="month_end"):
        _case().value("termination.last_day:next_week")


def test_what_was_found_is_a_path_too() -> None:
    case = _case()
    assert not case.knows("member_number")
    case.remember("member_number", "00000042")
    assert case.knows("member_number")
    assert case.value("found.member_number") == "00000042"


def test_a_scope_gives_its_element_a_name_and_takes_it_back() -> None:
    case = _case()
    with case.scope("dependant", PAYLOAD["dependants"][1], 2, BY):
        assert case.value("dependant.first_name") == "Lison"
        assert case.value("member.last_name") == "Quennehen"
        assert case.step_label("dependant") == "dependant 2"
    with pytest.raises(CasePathError):
        case.value("dependant.first_name")
    assert (case.step_key("member"), case.step_label("member")) == ("member", "member")


def test_a_scope_is_taken_back_when_its_element_fails() -> None:
    case = _case()
    with pytest.raises(ZeroDivisionError), case.scope("dependant", PAYLOAD["dependants"][0], 1, BY):
        raise ZeroDivisionError
    assert case.step_key("dependant") == "dependant"


def _step_key(element: dict[str, Any], place: int = 1, key: bytes = b"key") -> str:
    case = _case(key)
    with case.scope("dependant", element, place, BY):
        return case.step_key("dependant")


def test_a_step_key_depends_on_who_it_is_about_and_not_on_the_place() -> None:
    gaspard, lison = PAYLOAD["dependants"]
    assert _step_key(gaspard, 1) == _step_key(gaspard, 2)
    assert _step_key(gaspard) != _step_key(lison)
    assert _step_key(gaspard) == _step_key({**gaspard, "kind": "AU", "start": "2027-01-01"})


def test_a_step_key_cannot_be_worked_out_without_the_key() -> None:
    gaspard = PAYLOAD["dependants"][0]
    assert _step_key(gaspard, key=b"key") != _step_key(gaspard, key=b"another key")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(first=("A|B", "C", 1), second=("A", "B|C", 1))
@given(
    first=st.tuples(st.text(), st.text(), st.integers(1, 9)),
    second=st.tuples(st.text(), st.text(), st.integers(1, 9)),
)
def test_two_who_differ_in_anything_that_identifies_have_two_keys(
    first: tuple[str, str, int], second: tuple[str, str, int]
) -> None:
    keys = [_step_key(dict(zip(BY, who, strict=True))) for who in (first, second)]
    assert (keys[0] == keys[1]) == (first == second)
