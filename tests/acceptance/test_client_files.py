"""What clients send, through the whole product: the ledger holds what its author meant, or nothing of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.acceptance.faces import back_end
from tests.support import programs
from tests.support.cases import IBAN, nir
from tests.support.mock import PASSWORD, Mock
from tests.support.records import capitals

pytestmark = pytest.mark.timeout(400)

COLUMNS = ("Dossier", "Nom", "Prénom", "Né le", "NIR", "Voie", "Complément", "Remarque")
MAPPING = """
client: Somebody's
cases:
  - process: enrolment
    reference: Dossier
    fields:
      member.last_name: Nom
      member.first_name: Prénom
      member.birth_date: {column: Né le, date: DD/MM/YYYY}
      member.sex: {constant: F}
      member.nir: NIR
      address.street: Voie
      address.complement: Complément
      address.postal_code: {constant: "75011"}
      address.town: {constant: Paris}
      bank.iban: {constant: IBAN}
      bank.holder: {join: [Nom, Prénom]}
      affiliation.contract: {constant: C000000001}
      affiliation.option: {constant: BAS}
      affiliation.population: {constant: ENS}
      affiliation.start: {constant: "2026-01-01"}
""".replace("constant: IBAN", f"constant: {IBAN}")


@pytest.fixture
def face() -> str:
    """A file is read before there is any face."""
    return "web"


class Client:
    """Writes files and remembers what it meant: members as the ledger must hold them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._people = 0
        self.meant: list[tuple[str, str, str]] = []

    def row(
        self, reference: str, name: str = "Lefèvre-Test", *, sent: bool = True, **cells: Any
    ) -> list[Any]:
        """One row; with `sent=False` nothing of it may ever be keyed."""
        self._people += 1
        first_name = f"Zoé {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[self._people]}"
        values = {
            "Dossier": reference,
            "Nom": name,
            "Prénom": first_name,
            "Né le": "02/03/1984",
            "NIR": nir(self._people),
            "Voie": "12 rue des Lilas",
            "Complément": "",
            "Remarque": "",
            **cells,
        }
        if sent:
            self.meant.append((capitals(name), capitals(first_name), capitals(values["Voie"])))
        return [values[column] for column in COLUMNS]

    def text(self, name: str, rows: list[list[str]], encoding: str = "utf-8") -> str:
        """A CSV file; its cells are written as they are."""
        lines = "\r\n".join(";".join(row) for row in [list(COLUMNS), *rows]) + "\r\n"
        (self._folder / name).write_bytes(lines.encode(encoding))
        return name

    def workbook(self, name: str, rows: list[list[Any]]) -> str:
        """A workbook, by openpyxl."""
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in [list(COLUMNS), *rows]:
            book.active.append(row)
        book.save(self._folder / name)
        return name


def test_nothing_is_keyed_that_nobody_wrote_and_nothing_written_is_lost(
    tmp_path: Path, mock: Mock, face: str
) -> None:
    (tmp_path / "copiste.toml").write_text(
        f'database = "sqlite:///queue.db"\nevidence = "evidence"\n{back_end(mock, face)}'
        '[bots]\nspares = 0\n[[seats]]\noperator = "ROB01"\nterminal = "R001"\n',
        encoding="utf-8",
    )
    (tmp_path / "client.yaml").write_text(MAPPING, encoding="utf-8")
    client = Client(tmp_path)
    dated: dict[str, Any] = {"Né le": date(1984, 3, 2)}
    loads = (
        # An encoding that is not the usual one.
        (client.text("old.csv", [client.row("O-1"), client.row("O-2", "Bœuvre")], "cp1252"), 0),
        (client.text("dos.csv", [client.row("D-1"), client.row("D-2", "Château")], "cp850"), 0),
        (client.text("mac.csv", [client.row("M-1", "Benoît")], "mac_roman"), 0),
        # A quotation mark that nobody closed.
        (
            client.text(
                "quote.csv",
                [
                    client.row("Q-1"),
                    client.row("Q-2", sent=False, Remarque='"voir courrier du 12'),
                    client.row("Q-3"),
                    client.row("Q-4"),
                ],
            ),
            1,
        ),
        # Formulas that nobody computed, and cells that became something else.
        (
            client.workbook(
                "kinds.xlsx",
                [
                    client.row("K-1"),
                    client.row("K-2", sent=False, Complément='=UPPER("bat b")'),
                    client.row("K-3", sent=False, Complément=True),
                    client.row("K-4", sent=False, Voie=date(2026, 12, 3)),
                    client.row("K-5", sent=False, Dossier=337924750747973184),
                    client.row("K-6", **dated),
                ],
            ),
            1,
        ),
        # A client who counts from 1 each month.
        (client.text("october.csv", [client.row("1"), client.row("2")]), 0),
        (client.text("november.csv", [client.row("1", sent=False), client.row("2", sent=False)]), 1),
    )
    for file, code in loads:
        loaded = copiste(tmp_path, "load", file, "--mapping", "client.yaml")
        assert loaded.returncode == code, (file, loaded.stdout, loaded.stderr)

    ran = copiste(tmp_path, "run", "--no-ask")

    assert ran.returncode == 0, ran.stdout + ran.stderr
    ledger = mock.ledger()
    streets = {row["member_number"]: row["street"] for row in ledger["addresses"]}
    keyed = [(row["last_name"], row["first_name"], streets[row["number"]]) for row in ledger["members"]]
    assert sorted(keyed) == sorted(client.meant)
    assert {row["complement"] for row in ledger["addresses"]} <= {"", None}


def copiste(folder: Path, *arguments: str) -> Any:
    """The command line, as the operator calls it."""
    return programs.run(programs.COPISTE, *arguments, folder=folder, COPISTE_PASSWORD=PASSWORD)
