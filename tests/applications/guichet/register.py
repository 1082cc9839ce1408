"""The register of requests: what it accepts, refuses, and keeps in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

RECORDS = {"N": "Naissance", "M": "Mariage", "D": "Décès"}
TOWNS = ("Blois", "Bourges", "Chartres", "Châteauroux", "Orléans", "Tours")
CIVILITIES = {"1": "Madame", "2": "Monsieur"}
#: Boxes, by the names that the pages give them.
BOXES = {"urg": "urgent", "cou": "by_post", "ext": "extract"}
_TEXTS = {"ref": "reference", "nom": "last_name", "pre": "first_name", "adr": "address", "mot": "reason"}
_TABLE = """
create table if not exists deposit (
    number integer primary key autoincrement, reference text not null unique, civility text not null,
    last_name text not null, first_name text not null, born text not null, record text not null,
    event text not null, town text not null, copies integer not null, urgent integer not null,
    by_post integer not null, extract integer not null, address text not null, reason text not null,
    unique (last_name, first_name, born, record))
"""
#: Numbers begin here, so that none is mistaken for a count.
_FIRST = 12345


class RefusedError(Exception):
    """A request that is not recorded; the text is what its page says."""


class Register:
    """Requests in one SQLite file, opened for each call: requests come on several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self._open()) as database, database:
            database.execute("pragma journal_mode=wal")
            database.execute(_TABLE)

    def check(self, form: Mapping[str, str]) -> dict[str, object]:
        """The request that a form asks for. Raises `RefusedError`."""
        for name, caption in (("ref", "Votre référence"), ("nom", "Nom de naissance"), ("pre", "Prénoms")):
            if not form.get(name, "").strip():
                raise RefusedError(f"La zone « {caption} » est obligatoire.")
        if form.get("civ") not in CIVILITIES or form.get("act") not in RECORDS:
            raise RefusedError("Veuillez préciser la civilité et la nature de l'acte.")
        born, event = _day(form.get("dnj", "")), _day(form.get("dev", ""))
        if event < born:
            raise RefusedError("La date de l'événement précède la date de naissance.")
        if form.get("com") not in TOWNS:
            raise RefusedError("Cette commune ne dépend pas de notre service.")
        copies = form.get("nbe", "")
        if not copies.isdecimal() or not 1 <= int(copies) <= 9:
            raise RefusedError("Nombre d'exemplaires : de 1 à 9.")
        return {
            **{column: form.get(name, "") for name, column in _TEXTS.items()},
            **{column: int(name in form) for name, column in BOXES.items()},
            "civility": form["civ"],
            "record": form["act"],
            "born": born.isoformat(),
            "event": event.isoformat(),
            "town": form["com"],
            "copies": int(copies),
        }

    def record(self, form: Mapping[str, str]) -> int:
        """Record what a form asks for; the number of the deposit. Raises `RefusedError`."""
        wanted = self.check(form)
        names = ", ".join(("number", *wanted))
        with closing(self._open()) as database, database:
            database.execute("begin immediate")
            (last,) = database.execute(
                "select coalesce(max(number), ?) from deposit", (_FIRST - 1,)
            ).fetchone()
            values = (last + 1, *wanted.values())
            marks = ", ".join("?" * len(values))
            try:
                database.execute(f"insert into deposit ({names}) values ({marks})", values)
            except sqlite3.IntegrityError:
                raise RefusedError(
                    "Une demande a déjà été déposée pour cet acte ou sous cette référence."
                ) from None
        return int(last) + 1

    def find(self, reference: str) -> dict[str, object] | None:
        """The deposit under an applicant's reference, by column."""
        with closing(self._open()) as database:
            database.row_factory = sqlite3.Row
            row = database.execute("select * from deposit where reference = ?", (reference,)).fetchone()
            return dict(row) if row else None

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=20)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day
    except ValueError:
        raise RefusedError("Date incorrecte : JJ/MM/AAAA.") from None
