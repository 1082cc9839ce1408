from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from copiste.intake import load_mapping, parse_mapping
from copiste.intake.errors import MappingError
from tests.unit.intake.factory import FIELDS, client, enrolment, mapping

YAML = """
client: Ateliers du lac bleu
file: {encoding: cp1252, delimiter: ";"}
cases:
  - process: address
    reference: Dossier
    when: {Nature: [Adresse, 2]}
    fields:
      member.last_name: Nom
      member.first_name: {column: Prénoms, split: {by: ",", take: 1}}
      member.birth_date: {column: Né le, date: DD/MM/YYYY}
      member.nir: N° SS
      address.street: {join: [N°, Voie]}
      address.postal_code: {column: CP, digits: 5}
      address.town: Ville
"""


def test_reads_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "client.yaml"
    path.write_text(YAML, encoding="utf-8")
    found = load_mapping(path)
    (case,) = found.cases
    assert found.file.encoding == "cp1252"
    assert case.fields["member.last_name"].columns == ("Nom",)
    assert case.fields["address.street"].columns == ("N°", "Voie")
    assert case.when == {"Nature": ("Adresse", "2")}


def test_reads_the_same_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "client.toml"
    path.write_text(
        """
client = "x"
[[cases]]
process = "address"
reference = "Dossier"
[cases.fields]
"member.last_name" = "Nom"
"member.first_name" = "Prénom"
"member.birth_date" = {column = "Né le", date = "DD/MM/YYYY"}
"member.nir" = "NIR"
"address.street" = "Rue"
"address.postal_code" = {column = "CP", digits = 5}
"address.town" = "Ville"
""",
        encoding="utf-8",
    )
    assert load_mapping(path).cases == mapping().cases
    path.write_text("client = x\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r"client\.toml is not TOML that can be read: .*line 1"):
        load_mapping(path)


def told(raw: dict[str, Any]) -> str:
    with pytest.raises(MappingError) as caught:
        parse_mapping(raw, "client.yaml")
    return str(caught.value)


def one_case(**changes: Any) -> dict[str, Any]:
    case = {"process": "address", "reference": "Dossier", "fields": FIELDS, **changes}
    return {"client": "test", "cases": [{key: value for key, value in case.items() if value is not ...}]}


def with_field(path: str, spec: Any) -> dict[str, Any]:
    return one_case(fields={**FIELDS, path: spec})


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"client": "x", "casses": [], "cases": []}, 'unknown key "casses" at casses; nearest: "cases"'),
        (one_case(refference="x"), 'unknown key "refference" at cases[0].refference; nearest: "reference"'),
        (with_field("member.nir", {"colunm": "NIR"}), 'nearest: "column"'),
        (with_field("member.nri", "NIR"), 'process address has no "member.nri"; nearest: "member.nir"'),
        (with_field("bank.iban", "IBAN"), 'process address has no "bank.iban"'),
        (one_case(process="adress"), 'no process "adress"; nearest: "address"'),
        (one_case(reference=...), "cases[0].reference: Field required"),
        (one_case(fields={}), "cases[0].fields"),
        (one_case(header_row=0), "cases[0].header_row"),
        (with_field("member.nir", {"column": "NIR", "constant": "x"}), "exactly one of `column`"),
        (with_field("member.nir", {"digits": 13}), "exactly one of `column`"),
        (
            with_field("member.birth_date", {"column": "Né le", "date": "DD/MM/YY"}),
            "a two-digit year is a guess",
        ),
        (with_field("member.birth_date", {"column": "Né le", "date": "%d/%m/%Y"}), "DD, MM and YYYY"),
        (with_field("member.nir", {"column": "NIR", "split": {"take": 0}}), "`take` counts from 1"),
        (with_field("member.nir", {"inherit": "member.nir"}), "are for attached rows"),
        (one_case(not_before="member.death"), 'process address has no "member.death"'),
        (one_case(reference="NIR"), "personal data, which would show in logs"),
        (one_case(reference={"join": ["Dossier", "Nom"]}), "personal data"),
        (
            one_case(fields={path: spec for path, spec in FIELDS.items() if "nir" not in path}),
            "needs member.nir;",
        ),
        ([], "the whole file"),
        ({"client": "x", "cases": [], "file": {"delimiter": ";;"}}, "file.delimiter"),
    ],
)
def test_tells_what_is_wrong_with_a_mapping(raw: Any, text: str) -> None:
    assert text in told(raw)


def test_tells_what_is_wrong_with_attached_rows() -> None:
    def attached(**fields: Any) -> dict[str, Any]:
        return {"client": "x", "cases": [enrolment(children={"sheet": "E", "fields": fields})]}

    assert 'no "dependants[].firstname"; nearest: "dependants[].first_name"' in told(attached(firstname="x"))
    assert 'no "member.start"' in told(attached(start={"inherit": "member.start"}))
    assert 'no "dependants[].day"' in told(attached(rank={"rank_among": "day"}))
    assert "cases[0].attached.dependants: process enrolment needs birth_date, " in told(
        attached(first_name="x")
    )
    raw = enrolment()
    raw["fields"]["dependants[0].first_name"] = "Enfant"
    assert "dependants[0]: process enrolment needs birth_date" in told({"client": "x", "cases": [raw]})
    raw["fields"] = {**enrolment()["fields"], "dependants[].first_name": "Enfant"}
    assert 'no "dependants[?].first_name"' in told({"client": "x", "cases": [raw]})


@pytest.mark.parametrize(
    ("text", "told_text"),
    [
        ("client: [", "not YAML that can be read at line 1"),
        ("client: a\nclient: b\n", "keys given twice"),
        ("", "the whole file"),
    ],
)
def test_tells_where_yaml_is_wrong(tmp_path: Path, text: str, told_text: str) -> None:
    path = tmp_path / "client.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        load_mapping(path)
    assert told_text in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_tells_that_there_is_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"There is no mapping client\.yaml"):
        load_mapping(tmp_path / "client.yaml")
    (tmp_path / "cp1252.yaml").write_bytes("client: Énergie".encode("cp1252"))
    with pytest.raises(MappingError, match="not YAML"):
        load_mapping(tmp_path / "cp1252.yaml")


def test_the_factories_mappings_are_sound() -> None:
    assert mapping().cases[0].process == "address"
    assert client(enrolment()).cases[0].attached["dependants"].key.columns == ("Matricule",)
