"""Kind 1: an encoding of eight bits that is not the one that was assumed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from copiste.intake import IntakeError
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import HEADER, Loaded, mapping, row, write_csv

#: Last name, first name, street, town: one has an accent, or all.
_FRENCH = (
    ("Lefèvre", "Zoé", "3 allée des Érables", "Chalon-sur-Saône"),
    ("Noël", "François", "12 rue du Château d'Eau", "Besançon"),
    ("Benoît", "Hélène", "1 place Saint-Étienne", "Orléans"),
)
_FRENCH_OF_DOS = (("Noël", "François", "3 allée du Château", "Chalon-sur-Saône"),)
_FOREIGN = (("Müller", "Jürgen", "1 rue Neuve", "Lyon"), ("Núñez", "José", "1 rue Neuve", "Lyon"))
_POLISH = (("Wałęsa", "Łukasz", "1 rue Neuve", "Lyon"), ("Dvořák", "Tomáš", "1 rue Neuve", "Lyon"))
_Persons = Sequence[tuple[str, str, str, str]]


def _rows(persons: _Persons) -> list[list[str]]:
    return [
        row(f"T-{number:03}", Nom=last, Prénom=first, Rue=street, Ville=town)
        for number, (last, first, street, town) in enumerate(persons)
    ]


def _loaded(ground: Ground, persons: _Persons, encoding: str, declared: str = "") -> Loaded:
    path = write_csv(ground.folder / "client.csv", HEADER, *_rows(persons), encoding=encoding)
    return Loaded(path, mapping(**({"file": {"encoding": declared}} if declared else {})))


def _read(persons: _Persons, encoding: str, declared: str = "") -> Callable[[Ground], str]:
    """The file is read, and every case holds what its author wrote."""

    def run(ground: Ground) -> str:
        loaded = _loaded(ground, persons, encoding, declared)
        assert loaded.report.accepted == len(persons), loaded.rejects
        for number, (last, first, street, town) in enumerate(persons):
            case = loaded.queue.payload(f"T-{number:03}")
            person, place = case["member"], case["address"]
            same = (person["last_name"], person["first_name"], place["street"], place["town"])
            assert same == (last, first, street, town), f"row {number + 2} came with other letters"
        return f"{loaded.report.accepted} cases as written; {loaded.report.encoding}"

    return run


def _ebcdic(ground: Ground) -> str:
    (ground.folder / "client.csv").write_bytes(
        "\n".join(";".join(one) for one in [HEADER, *_rows(_FRENCH)]).encode("cp500")
    )
    return _refused(ground, "EBCDIC")


def _two_readings(ground: Ground) -> str:
    """One word that is a name in cp1252 (`Vähä`) is not told from one of another encoding."""
    header = [name.replace("é", "e") for name in HEADER]
    plain = {"Nom": "V\u00e4h\u00e4", "Prénom": "Jean"}
    content = "\n".join(";".join(one) for one in [header, row("T-000", **plain)])
    (ground.folder / "client.csv").write_bytes(content.encode("mac-roman"))
    return _refused(ground, "file: {encoding:")


def _refused(ground: Ground, told: str) -> str:
    said = ""
    try:
        Loaded(ground.folder / "client.csv", mapping())
    except IntakeError as error:
        said = str(error)
    assert said, "read all the same"
    assert told in said, f"refused without saying {told}"
    return f"refused: {said}"


def _two_files_in_one(ground: Ground) -> str:
    """Somebody appended an export of DOS to one of Windows: its rows are refused, the others enter."""
    path = write_csv(ground.folder / "client.csv", HEADER, *_rows(_FRENCH), encoding="cp1252")
    with path.open("ab") as file:
        file.write((";".join(row("T-100", Nom="Rivière", Prénom="Gaëlle")) + "\r\n").encode("cp850"))
    loaded = Loaded(path, mapping())
    assert loaded.report.accepted == len(_FRENCH), loaded.rejects
    assert {rule for _row, _column, rule in loaded.rejects} == {"BROKEN_CHARACTER"}, loaded.rejects
    return f"{loaded.report.accepted} cases enter, the appended row is refused"


KIND = Kind(
    number=1,
    title="an encoding of eight bits that is not the one assumed, whose accents fall on letters of cp1252",
    should="told by evidence, or refused with the encodings that would fit; never other letters",
    trials=(
        Trial("cp850 of DOS", _read(_FRENCH, "cp850")),
        Trial("cp850, one accented word", _read((("Lefèvre", "Jean", "1 rue Neuve", "Lyon"),), "cp850")),
        Trial("cp437 of DOS", _read(_FRENCH_OF_DOS, "cp437")),
        Trial("Mac OS Roman", _read(_FRENCH, "mac-roman")),
        Trial("Mac OS Roman, capitals", _read((("LEFÈVRE", "HÉLÈNE", "1 RUE NEUVE", "LYON"),), "mac-roman")),
        Trial(
            "ISO-8859-15 with œ", _read((("Œuvrard", "Zoé", "1 rue du Sacré-Cœur", "Lyon"),), "iso8859-15")
        ),
        Trial("cp1250 with Polish and Czech names", _read(_POLISH, "cp1250")),
        Trial("cp1252 passes, German and Spanish names", _read(_FOREIGN, "cp1252")),
        Trial("cp1252 passes, French", _read(_FRENCH, "cp1252")),
        Trial("UTF-8 passes", _read(_FRENCH, "utf-8")),
        Trial("UTF-16 without its mark", _read(_FRENCH, "utf-16-le")),
        Trial("UTF-32 with its mark", _read(_FRENCH, "utf-32")),
        Trial("what the mapping declares wins", _read(_FRENCH, "cp850", "cp850")),
        Trial("EBCDIC", _ebcdic),
        Trial("a word that two encodings make sense of", _two_readings),
        Trial("rows of another encoding appended", _two_files_in_one),
    ),
)
