"""Draws a client's file: what its author meant, how it is written, and what goes wrong in it.

Nothing here asks the product anything: what each row means is known because it was invented here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from pathlib import Path
from random import Random

COLUMNS = ("Dossier", "Nom", "Prénom", "Né le", "NIR", "Voie", "Complément", "CP", "Ville", "Remarque")

#: Chosen without regard to any list of the product: common and rare, French and foreign.
LAST_NAMES = (
    "Aubert", "Lefèvre", "Œuvrard", "Müller", "Noël", "Benoît", "Château", "Da Costa", "N'Guyen",
    "Saint-Aubin",
    "D’Aramitz", "Bärtschi", "Guénolé", "Prévôt", "Nuñez", "Jørgensen", "Haÿ", "Lô", "Çelik", "Gonçalves",
    "Le Floc'h", "Maës", "Pâris", "Quéré", "Rémond", "Sauvé", "Trégouët", "Vérité", "Gaudré", "Août",
    "Żak", "Šimić", "Lhermitte", "Beyoğlu", "Kovač", "Delaître", "Crémieux-Brilhac", "Hélary", "Bouët",
    "Dürr",
)  # fmt: skip
FIRST_NAMES = (
    "Zoé", "Rémi", "Béatrice", "Hélène", "Stéphane", "Inès", "Jean-Noël", "Gaëlle", "Anaïs", "François",
    "Marie", "Loïc", "Chloé", "Maëlys", "Jérôme", "Océane", "Joël", "Cécile", "Paul", "Édouard",
    "Éloïse", "Théo", "Aurélie", "Agnès", "Nicolas", "Père", "Maïté", "Saïd", "Özlem", "Håkon",
)  # fmt: skip
STREETS = (
    "12 rue des Lilas", "3 allée des Érables", "1 place de l'Église", "7 bis, chemin du Pré",
    "45 boulevard Félix Faure",
    "9 impasse du Château d'Eau", "2 rue du Général Leclerc", "18 avenue de la République", "5 quai de Saône",
    "6 rue Saint-Honoré", "11 lotissement Les Chênes", "4 rue d'Août", "33 cours Gambetta",
    "8 hameau de Bœurs",
)  # fmt: skip
COMPLEMENTS = ("", "", "Bat B", "Résidence Les Mûriers", "Étage 2", "Appt 12", "Lieu-dit Le Gué")
TOWNS = (
    ("69003", "Lyon"), ("71100", "Chalon-sur-Saône"), ("42000", "Saint-Étienne"),
    ("01000", "Bourg-en-Bresse"), ("06000", "Nice"), ("76600", "Le Havre"), ("63500", "Issoire"),
    ("91000", "Évry"), ("17000", "La Rochelle"),
    ("08000", "Charleville-Mézières"), ("62400", "Béthune"), ("22600", "Loudéac"),
)  # fmt: skip
REMARKS = ("", "", "", "à vérifier", "reçu le 3", "voir M. Noël", "n° 4, bât. C", "RAS")


class Fate(Enum):
    """What may become of a row."""

    #: A person can tell what it means: it should enter, with exactly that.
    SETTLED = auto()
    #: What the author meant is not in the file any more: it may not enter.
    REFUSED = auto()
    #: Nobody can be sure: it enters with exactly what was meant, or not at all.
    OPEN = auto()


@dataclass(frozen=True)
class Meaning:
    """What the author of a row meant."""

    reference: str
    last_name: str
    first_name: str
    birth_date: date
    nir: str
    street: str
    complement: str
    postal_code: str
    town: str
    remark: str

    def payload(self) -> dict[str, dict[str, str]]:
        """The case that the row asks for."""
        home = {"street": self.street, "postal_code": self.postal_code, "town": self.town}
        if self.complement:
            home["complement"] = self.complement
        person = {"last_name": self.last_name, "first_name": self.first_name}
        return {
            "member": {**person, "birth_date": self.birth_date.isoformat(), "nir": self.nir},
            "address": home,
        }


# --- cells: what a writer puts there -----
@dataclass(frozen=True)
class Number:
    """A number, with the format that shows it."""

    value: float
    shown_as: str = "General"


@dataclass(frozen=True)
class Formula:
    """A formula; `result` is None where nobody computed it."""

    text: str
    result: str | float | None = None


@dataclass(frozen=True)
class Wrong:
    """A formula's error, such as `#N/A`."""

    code: str


@dataclass(frozen=True)
class Raw:
    """Text that stands in a CSV file as it is, whatever quoting there is."""

    text: str


Cell = str | Number | Formula | Wrong | Raw | bool | date


@dataclass
class DrawnRow:
    """One row, as it will be written."""

    meaning: Meaning
    cells: dict[str, Cell]
    fate: Fate = Fate.SETTLED


@dataclass
class DrawnFile:
    """A file to write: its header and rows in order."""

    header: list[str]
    rows: list[DrawnRow] = field(default_factory=list)


@dataclass
class WrittenFile:
    """A file on the disk, and what its author knows of it.

    Attributes:
        about: How it was written and what went wrong in it, for whoever reads a failure.
        lines: Physical lines of a CSV file, blank ones included; 0 for a workbook.
        hidden: What the mapping says of hidden rows.
    """

    path: Path
    drawn: DrawnFile
    about: str
    lines: int = 0
    hidden: str = ""


def _person(random: Random, number: int, encodable: Callable[[str], bool]) -> Meaning:
    def one_of(words: Sequence[str]) -> str:
        return random.choice([word for word in words if encodable(word)])

    born = date(1950, 1, 1) + timedelta(days=random.randrange(20_000))
    # Department 20 is Corsica's, and depends on the year.
    place = f"{random.randint(21, 95)}{random.randint(990, 999)}"
    nir = f"{random.choice('12')}{born:%y%m}{place}{number + 1:03}"
    code, town = random.choice([home for home in TOWNS if encodable(home[1])])
    return Meaning(
        reference=f"{random.choice(('A-', 'DOS/', 'n', '2026.', ''))}{number + 1:04}",
        last_name=one_of(LAST_NAMES),
        first_name=one_of(FIRST_NAMES),
        birth_date=born,
        nir=nir + f"{97 - int(nir) % 97:02}",
        street=one_of(STREETS),
        complement=one_of(COMPLEMENTS),
        postal_code=code,
        town=town,
        remark=one_of(REMARKS),
    )


def draw(random: Random, encodable: Callable[[str], bool] = lambda _text: True) -> DrawnFile:
    """A sound file of text cells; `encodable` says which words its encoding holds."""
    rows = []
    for number in range(random.choice((1, 1, 2, 3, 5, 8, 12))):
        who = _person(random, number, encodable)
        values = (
            who.reference, who.last_name, who.first_name, f"{who.birth_date:%d/%m/%Y}", who.nir,
            who.street, who.complement, who.postal_code, who.town, who.remark,
        )  # fmt: skip
        rows.append(DrawnRow(who, dict(zip(COLUMNS, values, strict=True))))
    return DrawnFile(list(COLUMNS), rows)


def rewrite_header(
    drawn: DrawnFile, random: Random, encodable: Callable[[str], bool] = lambda _text: True
) -> None:
    """Write headings as programs do: other capitals, spaces, decomposed accents."""
    ways: tuple[Callable[[str], str], ...] = (
        str,
        str.upper,
        lambda name: f" {name} ",
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: name.replace(" ", "\u00a0"),
    )
    for place, name in enumerate(drawn.header):
        other = random.choice(ways)(name)
        if encodable(other):
            drawn.header[place] = other
