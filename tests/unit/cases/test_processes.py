"""What each process's case must hold, rule by rule."""

from __future__ import annotations

from typing import Any

import pytest

from copiste.cases import ProcessUnknownError, check, paths_of, processes
from tests.unit.cases.factory import (
    TODAY,
    address,
    bank,
    broken,
    case,
    changed,
    child,
    known_member,
    new_member,
    nir,
)


def household(*dependants: dict[str, Any]) -> dict[str, Any]:
    return {**case("enrolment"), "dependants": list(dependants)}


@pytest.mark.parametrize("process", processes())
def test_takes_a_sound_case(process: str) -> None:
    payload = check(process, case(process), TODAY)
    assert isinstance(payload, dict)
    assert payload["member"]["nir"] == nir()


@pytest.mark.parametrize("process", processes())
def test_a_payload_passes_its_own_check(process: str) -> None:
    payload = check(process, case(process), TODAY)
    assert isinstance(payload, dict)
    assert check(process, payload, TODAY) == payload


def test_fills_in_the_defaults_and_none_where_the_case_leaves_it_open() -> None:
    payload = check("enrolment", household(child()), TODAY)
    assert isinstance(payload, dict)
    assert (payload["member"]["regime"], payload["member"]["family_status"]) == ("GE", "C")
    assert payload["dependants"][0]["rank"] == 1
    assert payload["dependants"][0]["nir"] is None
    assert payload["address"]["complement"] is None
    assert payload["bank"]["bic"] is None


def test_an_empty_text_leaves_open_what_may_be_left_open() -> None:
    raw = {**household(child(nir="")), "address": address(complement=""), "bank": bank(bic="")}
    payload = check("enrolment", raw, TODAY)
    assert isinstance(payload, dict)
    assert (payload["address"]["complement"], payload["bank"]["bic"]) == (None, None)
    assert payload["dependants"][0]["nir"] is None


def test_a_payload_has_every_path_of_its_process() -> None:
    payload = check("bank_details", case("bank_details"), TODAY)
    assert isinstance(payload, dict)
    assert {f"{section}.{name}" for section, part in payload.items() for name in part} == paths_of(
        "bank_details"
    )


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("member.last_name", ..., "MISSING"),
        ("member.last_name", "  ", "MISSING"),
        ("member.last_name", "M@rtin", "NAME_CHARACTER"),
        ("member.last_name", "De La Rochefoucauld-Montbel", "NAME_TOO_LONG"),
        ("member.last_name", 12, "TYPE"),
        ("member.first_name", "Marie-Christine-Annette", "NAME_TOO_LONG"),
        ("member.sex", "H", "CODE_UNKNOWN"),
        ("member.birth_date", "31/02/1985", "DATE_FORMAT"),
        ("member.birth_date", "1985-02-31", "DATE_IMPOSSIBLE"),
        ("member.birth_date", "1899-12-31", "BIRTH_DATE_ABSURD"),
        ("member.birth_date", "2026-11-21", "BIRTH_DATE_ABSURD"),
        ("member.birth_date", 31_000, "TYPE"),
        ("member.nir", ..., "MISSING"),
        ("member.regime", "XX", "CODE_UNKNOWN"),
        ("member.family_status", "Z", "CODE_UNKNOWN"),
        ("member.shoe_size", "42", "UNEXPECTED"),
        ("address.street", "12 rue du Château d'Eau, bâtiment B", "TEXT_TOO_LONG"),
        ("address.street", "12 rue ☃", "TEXT_CHARACTER"),
        ("address.complement", "x" * 33, "TEXT_TOO_LONG"),
        ("address.postal_code", "1000", "POSTAL_CODE_FORMAT"),
        ("address.postal_code", "2A004", "POSTAL_CODE_FORMAT"),
        ("address.postal_code", "٦٩٠٠١", "POSTAL_CODE_FORMAT"),
        ("address.postal_code", "99001", "POSTAL_CODE_UNKNOWN"),
        ("address.postal_code", "97900", "POSTAL_CODE_UNKNOWN"),
        ("address.town", "Lyon Cedex 03", "TOWN_CEDEX"),
        ("address.complement", "CS 1234 CEDEX", "TOWN_CEDEX"),
        ("address.town", "Saint-Remy-en-Bouzemont-Saint-Genest", "TEXT_TOO_LONG"),
        ("bank.iban", "FR8420041010050500013M02607", "IBAN_RIB_KEY"),
        ("bank.bic", "BNPAFRP", "BIC_FORMAT"),
        ("bank.bic", "GEBABEBB", "BIC_COUNTRY"),
        ("bank.holder", ..., "MISSING"),
        ("bank.holder", "M & Mme Lefèvre", "NAME_CHARACTER"),
        ("affiliation.contract", "C0000000012", "CODE_FORMAT"),
        ("affiliation.contract", "", "CODE_FORMAT"),
        ("affiliation.contract", "C-1", "CODE_FORMAT"),
        ("affiliation.option", "BASE", "CODE_FORMAT"),
        ("affiliation.population", "E-É", "CODE_FORMAT"),
        ("affiliation.start", "1989-12-31", "DATE_FAR"),
        ("affiliation.start", "2036-12-01", "DATE_FAR"),
        ("affiliation.start", "1999-07-01", "MEMBER_TOO_YOUNG"),
        ("bank", ..., "MISSING"),
    ],
)
def test_refuses_an_enrolment(path: str, value: object, rule: str) -> None:
    assert broken("enrolment", changed("enrolment", path, value)) == [(path, rule)]


def test_the_length_counts_the_capitals_that_will_be_typed() -> None:
    assert broken("enrolment", changed("enrolment", "member.last_name", "Œ" * 12)) == []
    assert broken("enrolment", changed("enrolment", "member.last_name", "Œ" * 13)) != []


def test_holds_the_nir_against_sex_and_birth_date() -> None:
    raw = {**case("enrolment"), "member": new_member(nir=nir("M"))}
    assert broken("enrolment", raw) == [("member.nir", "NIR_SEX_MISMATCH")]
    raw = {**case("address"), "member": known_member(birth_date="1986-07-02")}
    assert broken("address", raw) == [("member.nir", "NIR_YEAR_MISMATCH")]


def test_a_refused_birth_date_is_told_once_and_not_through_the_nir() -> None:
    raw = {**case("enrolment"), "member": new_member(birth_date="1885-07-02")}
    assert broken("enrolment", raw) == [("member.birth_date", "BIRTH_DATE_ABSURD")]


def test_the_bounds_of_dates_are_still_sound() -> None:
    oldest = known_member(birth_date="1900-01-01", nir=nir("F", "1900-01-01"))
    assert broken("address", {**case("address"), "member": oldest}) == []
    today = known_member(birth_date="2026-11-20", nir=nir("F", "2026-11-20"))
    assert broken("address", {**case("address"), "member": today}) == []
    assert broken("termination", changed("termination", "termination.last_day", "1990-01-01")) == []
    assert broken("termination", changed("termination", "termination.last_day", "2028-11-21")) == []
    assert broken("termination", changed("termination", "termination.last_day", "2028-11-22")) != []
    assert broken("enrolment", changed("enrolment", "affiliation.start", "1999-07-02")) == []


def test_tells_everything_wrong_at_once() -> None:
    raw = {**case("enrolment"), "member": new_member(sex="?"), "bank": bank(iban="FR00")}
    raw["address"]["town"] = "Lyon CEDEX"
    assert broken("enrolment", raw) == [
        ("member.sex", "CODE_UNKNOWN"),
        ("address.town", "TOWN_CEDEX"),
        ("bank.iban", "IBAN_FORMAT"),
    ]


@pytest.mark.parametrize(
    ("wrong", "path", "rule"),
    [
        ({"first_name": "lea"}, "first_name", "DEPENDANT_TWICE"),
        ({"first_name": "Léo"}, "rank", "TWIN_RANK"),
        ({"first_name": "Tom", "rank": 2, "start": "2026-11-30"}, "start", "BEFORE_AFFILIATION"),
        ({"first_name": "Tom", "birth_date": "2014-01-05", "kind": "XX"}, "kind", "CODE_UNKNOWN"),
        ({"first_name": "Tom", "rank": 0}, "rank", "RANK"),
        ({"first_name": "Tom", "rank": True}, "rank", "RANK"),
        ({"first_name": "Tom", "rank": 2, "nir": nir()}, "nir", "NIR_YEAR_MISMATCH"),
    ],
)
def test_refuses_a_second_dependant(wrong: dict[str, Any], path: str, rule: str) -> None:
    assert broken("enrolment", household(child(), child(**wrong))) == [(f"dependants[1].{path}", rule)]


def test_takes_twins_with_ranks() -> None:
    assert broken("enrolment", household(child("Léa", rank="1"), child("Léo", rank="2"))) == []


def test_takes_one_spouse_and_no_second() -> None:
    spouses = [
        child("Jean", kind="CJ", birth_date="1980-01-02"),
        child("Paul", kind="CJ", birth_date="1981-01-02"),
    ]
    assert broken("enrolment", household(spouses[0])) == []
    assert broken("enrolment", household(*spouses)) == [("dependants[1].kind", "SPOUSE_TWICE")]


def test_takes_six_dependants_and_not_seven() -> None:
    children = [child(name, birth_date=f"201{year}-03-02") for year, name in enumerate("ABCDEFG")]
    assert broken("enrolment", household(*children[:6])) == []
    assert broken("enrolment", household(*children)) == [("dependants", "DEPENDANTS_TOO_MANY")]


def test_refuses_a_dependant_with_the_members_nir() -> None:
    twin = child("Zoé", birth_date="1985-07-02", nir=nir(), kind="AU")
    assert broken("enrolment", household(twin)) == [("dependants[0].nir", "NIR_SHARED")]


def test_refuses_a_dependant_covered_before_birth() -> None:
    raw = {**case("dependant"), "dependant": child(start="2015-03-01")}
    assert broken("dependant", raw) == [("dependant.start", "BEFORE_BIRTH")]


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("termination.reason", "59", "REASON_FORMAT"),
        ("termination.reason", "099", "REASON_NOT_AN_EXIT"),
        ("termination.reason", "998", "REASON_NOT_AN_EXIT"),
        ("termination.portability", "oui", "CODE_UNKNOWN"),
        ("termination.portability", 1, "CODE_UNKNOWN"),
        ("termination.last_day", "2026-09-31", "DATE_IMPOSSIBLE"),
        ("termination.last_day", ..., "MISSING"),
        ("member.sex", "F", "UNEXPECTED"),
    ],
)
def test_refuses_a_termination(path: str, value: object, rule: str) -> None:
    assert broken("termination", changed("termination", path, value)) == [(path, rule)]


def test_a_dependant_is_added_or_ended_each_with_its_own_data() -> None:
    leaving = {"first_name": "Léa", "birth_date": "2015-03-02", "end": "2026-10-31", "reason": "AF"}
    ended = {**case("dependant"), "action": "END", "dependant": leaving}
    assert broken("dependant", ended) == []
    assert broken("dependant", {**ended, "action": "ADD"})[0] == ("dependant.last_name", "MISSING")
    assert broken("dependant", {**ended, "action": "MOVE"}) == [("action", "CODE_UNKNOWN")]
    assert broken("dependant", changed("dependant", "action", ...)) == [("action", "MISSING")]
    ended["dependant"] = {**leaving, "end": "2015-03-01"}
    assert broken("dependant", ended) == [("dependant.end", "BEFORE_BIRTH")]


def test_an_unknown_process_is_told_with_the_nearest() -> None:
    with pytest.raises(ProcessUnknownError, match="nearest: enrolment"):
        check("enrollment", {}, TODAY)
    with pytest.raises(ProcessUnknownError):
        paths_of("billing")


def test_knows_the_paths_of_a_process() -> None:
    assert {"member.nir", "bank.bic", "dependants[].rank", "affiliation.start"} <= paths_of("enrolment")
    assert {"action", "dependant.kind", "dependant.reason"} <= paths_of("dependant")
    assert not any(path.endswith("[]") for process in processes() for path in paths_of(process))
