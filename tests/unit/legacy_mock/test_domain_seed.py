"""The seed: the same each time, valid by the domain's own rules, holding what others count on."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from stdnum import luhn

from legacy_mock.domain import Backend, Identity, Signature
from legacy_mock.domain.household import is_holder
from legacy_mock.domain.iban import check_bic, check_iban
from legacy_mock.domain.ledger import Ledger
from legacy_mock.domain.nir import check_nir
from legacy_mock.domain.operators import seeded_password
from legacy_mock.domain.postal import check_town
from legacy_mock.domain.schema import RECORDS, TABLES
from legacy_mock.domain.seed import AGENTS, ROBOTS, TAKE_OVER, fill, well_known_contracts, well_known_members

if TYPE_CHECKING:
    from pathlib import Path

Tables = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("seed") / "backend.db"
    fill(path, password="SECRET88")
    return path


@pytest.fixture(scope="module")
def tables(seeded: Path) -> Tables:
    ledger = Ledger(seeded)
    return {table: ledger.rows(table) for table in TABLES}


def test_it_is_as_large_as_a_small_mutual(tables: Tables) -> None:
    assert len(tables["contracts"]) == 300
    assert len(tables["members"]) > 4900
    assert min(len(tables[table]) for table in ("dependants", "terminations", "open_claims")) > 100
    assert Counter(row["state"] for row in tables["contracts"])["FERME"] > 5


def test_the_same_number_gives_the_same_rows(tmp_path: Path, tables: Tables) -> None:
    fill(tmp_path / "again.db", password="SECRET88")
    again = Ledger(tmp_path / "again.db")
    assert {table: again.rows(table) for table in TABLES} == tables


def test_another_number_changes_the_invented_and_not_the_well_known(tmp_path: Path, tables: Tables) -> None:
    fill(tmp_path / "other.db", seed=2)
    other = Ledger(tmp_path / "other.db").rows("members")
    known = len(well_known_members())
    assert other[:known] == tables["members"][:known]
    assert other[known] != tables["members"][known]


def test_every_identifier_passes_the_domains_own_checks(tables: Tables) -> None:
    for row in tables["members"]:
        check_nir(row["nir"], row["sex"], date.fromisoformat(row["birth_date"]))
    for row in tables["dependants"]:
        if row["nir"]:
            check_nir(row["nir"], row["sex"], date.fromisoformat(row["birth_date"]))
    for row in tables["addresses"]:
        check_town(row["postal_code"], row["town"])
    for row in tables["bank_details"]:
        check_iban(row["iban"])
        if row["bic"]:
            check_bic(row["bic"], row["iban"])
    assert all(luhn.is_valid(row["siren"]) for row in tables["contracts"])


def test_everybody_holds_their_own_account(tables: Tables) -> None:
    members = {row["number"]: row for row in tables["members"]}
    for row in tables["bank_details"]:
        member = members[row["member_number"]]
        who = Identity(member["last_name"], member["first_name"], member["sex"], date.min, member["nir"])
        assert is_holder(row["holder"], who)


def test_everything_fits_the_screens(tables: Tables) -> None:
    longest = {
        "members": {"number": 8, "last_name": 25, "first_name": 20, "nir": 15, "phone": 10},
        "dependants": {"last_name": 25, "first_name": 20, "nir": 15},
        "addresses": {"street": 32, "complement": 32, "postal_code": 5, "town": 26},
        "bank_details": {"iban": 27, "bic": 11, "holder": 25},
        "contracts": {"number": 10, "company": 32},
        "journal": {"object": 26, "terminal": 4, "operator": 8, "transaction_code": 4},
        "codes": {"label": 40},
    }
    for table, columns in longest.items():
        for column, width in columns.items():
            assert max(len(row[column]) for row in tables[table]) <= width, (table, column)


def test_there_are_homonyms_twins_and_corsicans(tables: Tables) -> None:
    names = Counter((row["last_name"], row["first_name"], row["birth_date"]) for row in tables["members"])
    assert sum(count > 1 for count in names.values()) > 50
    households = defaultdict(set)
    for row in tables["dependants"]:
        households[row["member_number"], row["birth_date"]].add((row["rank"], row["first_name"]))
    assert sum(len(twins) > 1 for twins in households.values()) > 5
    assert {"2A", "2B", "20"} <= {row["nir"][5:7] for row in tables["members"]}


def test_affiliations_keep_to_their_contracts(tables: Tables) -> None:
    contracts = {row["number"]: row for row in tables["contracts"]}
    options = {(row["contract"], row["option"]) for row in tables["contract_options"]}
    populations = {(row["contract"], row["population"]) for row in tables["contract_populations"]}
    for row in tables["affiliations"]:
        contract = contracts[row["contract"]]
        assert row["start_date"] >= contract["start_date"]
        assert (row["contract"], row["option"]) in options
        assert (row["contract"], row["population"]) in populations
        assert not row["end_date"] or row["end_date"] >= row["start_date"]
        assert contract["state"] == "OUVERT" or row["end_date"]


def test_every_record_has_its_journal_row(tables: Tables) -> None:
    journal = {row["receipt"]: row for row in tables["journal"]}
    used = [row[column] for table, columns in RECORDS.items() for row in tables[table] for column in columns]
    assert {receipt for receipt in used if receipt} == set(journal)
    assert {row["operator"] for row in tables["journal"]} == {TAKE_OVER}


def test_the_well_known_are_all_there(seeded: Path) -> None:
    backend = Backend(seeded, clock=lambda: datetime(2026, 11, 20, 9, 0))  # noqa: DTZ001
    for contract in well_known_contracts():
        assert backend.contract(contract.number) == contract
    for member in well_known_members():
        file = backend.member(member.number)
        assert (file.identity, file.situation) == (member.identity, member.situation)
        assert len(backend.affiliations_of(member.number)) == len(member.affiliations)
        assert len(backend.dependants(member.number)) == len(member.dependants)
    backend.close()


def test_plain_members_have_no_homonym(tables: Tables) -> None:
    names = Counter((row["last_name"], row["first_name"], row["birth_date"]) for row in tables["members"])
    plain = [member.identity for member in well_known_members()[36:]]
    assert len(plain) == 60
    assert {names[who.last_name, who.first_name, who.birth_date.isoformat()] for who in plain} == {1}


def test_operators_sign_on_with_the_given_password(seeded: Path) -> None:
    backend = Backend(seeded)
    for code in AGENTS + ROBOTS:
        operator = backend.authenticate(code.lower(), "secret88")
        assert operator
        assert operator.role == ("ROBOT" if code in ROBOTS else "AGENT")
    assert backend.authenticate("ROB01", "SECRET89") is None
    assert backend.authenticate("ROB99", "SECRET88") is None
    assert backend.authenticate(TAKE_OVER, "SECRET88") is None
    backend.close()


def test_no_password_is_kept_in_clear(seeded: Path) -> None:
    assert b"SECRET88" not in seeded.read_bytes()


def test_the_password_comes_from_the_environment() -> None:
    assert seeded_password({}) == "MOT2PASS"
    assert seeded_password({"COPISTE_MOCK_PASSWORD": "AUTRE"}) == "AUTRE"
    assert seeded_password({"COPISTE_MOCK_PASSWORD": "HUIT8888"}) == "HUIT8888"
    for bad in ("", "NEUF99999"):
        with pytest.raises(ValueError, match="1 to 8 characters"):
            seeded_password({"COPISTE_MOCK_PASSWORD": bad})


def test_filling_again_empties_what_was_recorded(tmp_path: Path) -> None:
    path = tmp_path / "backend.db"
    fill(path, members=0)
    working = Backend(path, clock=lambda: datetime(2026, 11, 20, 9, 0))  # noqa: DTZ001
    address = working.member("10000042").address
    assert address
    by = Signature("ROB01", "T001")
    working.set_address("10000041", address.value, by)
    working.lock("10000041", by)
    fill(path, members=0)

    assert Ledger(path).snapshot()["journal"] == []
    assert Ledger(path).rows("record_locks") == []
    assert working.set_address("10000041", address.value, by).receipt == "26324-000001"
    working.close()


def test_the_code_lists_are_those_of_the_domain(seeded: Path) -> None:
    backend = Backend(seeded)
    assert [code.code for code in backend.codes("dependant_kind")] == ["CJ", "EN", "AU"]
    assert backend.codes("termination_reason")[0].label == "LICENCIEMENT LIQUIDATION JUDICIAIRE"
    with pytest.raises(KeyError):
        backend.codes("colour")
    backend.close()
