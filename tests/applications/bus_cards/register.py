"""The register of cards: what it accepts, refuses, and keeps in SQLite."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

TOWNS = {
    "41000": ("Blois",),
    "41350": ("Huisseau-sur-Cosson", "Saint-Claude-de-Diray", "Vineuil"),
    "45000": ("Orléans",),
    "45140": ("Ingré", "Ormes", "Saint-Jean-de-la-Ruelle"),
}
PLANS = {
    "TOUT": (("MENS", "Mensuel"), ("ANNU", "Annuel")),
    "ETUD": (("MENS", "Mensuel"), ("SCOL", "Année scolaire")),
    "SENI": (("ANNU", "Annuel"), ("CREU", "Heures creuses")),
}
STOPS = (
    *(
        "Cathédrale",
        "Cité scolaire",
        "Gare",
        "Gare routière",
        "Hôpital",
        "Hôtel de Ville",
        "Jardin des Plantes",
    ),
    *("Les Aulnes", "Les Aulnes Nord", "Mairie", "Place du Marché", "Pont Neuf", "Stade", "Zone d’activités"),
)
_TEXTS = (
    *("civility", "last_name", "first_name", "born", "phone", "email", "postcode", "town", "stop", "profile"),
    *("plan", "starts", "pick_up", "payment", "notes"),
)
_COLUMNS = (*_TEXTS, "months", "options", "amount", "by_mail")
_TABLE = f"""
create table if not exists card (
    number integer primary key, {", ".join(f"{name} text not null" for name in _TEXTS)},
    months integer not null, options text not null, amount integer not null, by_mail integer not null,
    saves integer not null, seeded integer not null, unique (last_name, first_name, born))
"""
_SEEDED = 30


class RefusedError(Exception):
    """A card that is not recorded: what the page says, and what stands under its fields."""

    def __init__(self, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(message)
        self.fields = dict(fields)


class Register:
    """Cards in one SQLite file, opened for each call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database, database:
            database.execute("pragma journal_mode=wal")
            database.execute("begin immediate")
            database.execute(_TABLE)
            if not database.execute("select 1 from card").fetchone():
                for number in range(1, _SEEDED + 1):
                    self._insert(database, _seeded(number), seeded=True)

    def save(self, asked: Mapping[str, Any], number: int | None = None) -> dict[str, Any]:
        """Make a card, or change the one of this number; what is recorded. Raises `RefusedError`."""
        row = _checked(asked)
        with closing(self._open()) as database, database:
            database.execute("begin immediate")
            same = database.execute(
                "select number from card where (last_name, first_name, born) = (?, ?, ?) and number is not ?",
                (row["last_name"], row["first_name"], row["born"], number),
            ).fetchone()
            if same:
                raise RefusedError(f"Ce titulaire possède déjà la carte {label(same[0])}.", {})
            if number is None:
                number = self._insert(database, row, seeded=False)
            else:
                changes = ", ".join(f"{name} = :{name}" for name in _COLUMNS)
                database.execute(
                    f"update card set {changes}, saves = saves + 1 where number = :number",
                    {**row, "number": number},
                )
        found = self.get(number)
        assert found is not None
        return found

    def get(self, number: int) -> dict[str, Any] | None:
        """The card of a number, by column."""
        with closing(self._open()) as database:
            row = database.execute("select * from card where number = ?", (number,)).fetchone()
            return dict(row) if row else None

    def search(self, text: str) -> list[dict[str, Any]]:
        """Cards whose holder's name or whose number contains the text, newest first."""
        with closing(self._open()) as database:
            rows = [dict(row) for row in database.execute("select * from card order by number desc")]
        wanted = text.casefold().split()
        return [
            row
            for row in rows
            if all(
                word in f"{label(row['number'])} {row['last_name']} {row['first_name']}".casefold()
                for word in wanted
            )
        ]

    def _insert(self, database: sqlite3.Connection, row: Mapping[str, Any], *, seeded: bool) -> int:
        (last,) = database.execute("select coalesce(max(number), 0) from card").fetchone()
        names = ", ".join(_COLUMNS)
        marks = ", ".join(f":{name}" for name in _COLUMNS)
        database.execute(
            f"insert into card (number, {names}, saves, seeded) values (:number, {marks}, 1, :seeded)",
            {**row, "number": last + 1, "seeded": seeded},
        )
        return int(last) + 1

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=20)
        database.row_factory = sqlite3.Row
        return database


def label(number: int) -> str:
    """A card's number as people read it."""
    return f"B-{number:05d}"


def _checked(asked: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {name: str(asked.get(name, "")).strip() for name in _TEXTS}
    row["notes"] = str(asked.get("notes", ""))
    row["phone"] = re.sub(r"\D", "", row["phone"])
    row["options"] = ",".join(sorted(asked.get("options", [])))
    row["months"] = int(asked.get("months") or 0)
    row["by_mail"] = int(bool(asked.get("by_mail")))
    amount = re.sub(r"\s", "", str(asked.get("amount", ""))).replace(",", ".")
    wrong = {}
    if not re.fullmatch(r"\d+(\.\d{1,2})?", amount):
        wrong["amount"] = "Montant incorrect."
    row["amount"] = 0 if wrong else round(float(amount) * 100)
    if row["town"] not in TOWNS.get(row["postcode"], ()):
        wrong["town"] = "Cette commune n’a pas ce code postal."
    if row["plan"] not in dict(PLANS.get(row["profile"], ())):
        wrong["plan"] = "Formule sans rapport avec le profil."
    if row["stop"] not in STOPS:
        wrong["stop"] = "Arrêt inconnu."
    if row["phone"] and not re.fullmatch(r"0\d{9}", row["phone"]):
        wrong["phone"] = "Dix chiffres, le premier est 0."
    if row["born"] >= date.today().isoformat():  # noqa: DTZ011 - the counter's own day
        wrong["born"] = "Date de naissance à venir."
    if wrong:
        raise RefusedError("La carte n’est pas enregistrée : voyez les zones en rouge.", wrong)
    return row


def _seeded(number: int) -> dict[str, Any]:
    return _checked(
        {
            "civility": "M",
            "last_name": f"Ancien{number:02d}",
            "first_name": "Camille",
            "born": f"19{60 + number % 30}-05-{number % 28 + 1:02d}",
            "postcode": "41000",
            "town": "Blois",
            "stop": STOPS[number % len(STOPS)],
            "profile": "TOUT",
            "plan": "MENS",
            "starts": "2026-01-01",
            "months": 12,
            "pick_up": "10:00",
            "amount": "360",
            "payment": "CB",
        }
    )
