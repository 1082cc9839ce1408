"""Kind 4: records swallowed by a quotation mark."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from copiste.intake import ClientMapping
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import ENROLMENT_HEADER, HEADER, Loaded, client, enrolment, row
from tests.unit.intake.factory import enrolment_row as member
from tests.unit.intake.factory import mapping as address_mapping

_HEADER = [*HEADER, "Comm"]


def _line(number: int, comment: str = "", **cells: str) -> str:
    """A line as its writer left it: nothing is quoted for them."""
    return ";".join([*row(f"T-{number:03}", **cells), comment])


def _file(
    lines: Sequence[str],
    accepted: Sequence[str],
    refused: Mapping[int, str],
    *,
    ends: str = "\r\n",
    form: Callable[[], ClientMapping] = address_mapping,
    header: Sequence[str] = _HEADER,
) -> Callable[[Ground], str]:
    """The records `accepted` enter; lines `refused`, and no other, are rejects, each of its rule."""

    def run(ground: Ground) -> str:
        path = ground.folder / "client.csv"
        path.write_bytes(ends.join([";".join(header), *lines, ""]).encode())
        loaded = Loaded(path, form())
        entered = [reference for _process, reference in loaded.queue.items]
        told = {int(line): rule for line, _column, rule in loaded.rejects}
        assert entered == list(accepted), f"{len(entered)} cases entered, {len(accepted)} should"
        assert told == dict(refused), f"refused: {told}"
        report = loaded.report
        assert sum(report.lines.values()) == path.read_bytes().count(ends.encode())
        return (
            f"{len(entered)} cases enter; lines refused: {sorted(told) or 'none'}; lines {dict(report.lines)}"
        )

    return run


_UNBALANCED = "QUOTE_UNBALANCED"


def _attached() -> ClientMapping:
    children = {
        "when": {"Ligne": "E"},
        "key": "Matricule",
        "parent_key": "Matricule",
        "fields": {
            "last_name": {"inherit": "member.last_name"},
            "first_name": "Prénom",
            "birth_date": {"column": "Né le", "date": "DD/MM/YYYY"},
            "sex": "Sexe",
            "kind": {"constant": "EN"},
            "rank": {"rank_among": "birth_date"},
            "start": {"inherit": "affiliation.start"},
        },
    }
    block = enrolment(when={"Ligne": "A"}, attached={"dependants": children})
    return client({**block, "sheet": None})


def _child(key: str, name: str) -> str:
    cells = dict.fromkeys([*ENROLMENT_HEADER, "Ligne", "Comm"], "")
    cells |= {"Matricule": key, "Prénom": name, "Né le": "02/07/2015", "Sexe": "F", "Ligne": "E"}
    return ";".join(cells.values())


KIND = Kind(
    number=4,
    title="records swallowed by a quotation mark, also to the end of the file, also in unused columns",
    should="each line belongs to one record that enters, is refused by its number or skipped",
    trials=(
        Trial(
            "opened in an unused column and never closed",
            _file(
                [_line(0), _line(1, '"voir courrier du 12'), *map(_line, range(2, 6))],
                ["T-000", "T-002", "T-003", "T-004", "T-005"],
                {3: _UNBALANCED},
            ),
        ),
        Trial(
            "opened, and closed rows later: nobody can tell which",
            _file(
                [_line(0), _line(1, '"'), _line(2), _line(3, '"'), _line(4)],
                ["T-000", "T-004"],
                {3: _UNBALANCED, 4: _UNBALANCED, 5: _UNBALANCED},
            ),
        ),
        Trial(
            "two such rows, each never closed",
            _file(
                [_line(0, '"un'), _line(1), _line(2, '"deux'), _line(3)],
                ["T-001", "T-003"],
                {2: _UNBALANCED, 4: _UNBALANCED},
            ),
        ),
        Trial(
            "quotation marks inside an unquoted cell are text",
            _file(
                [_line(0, 'tuyau de 5"'), _line(1, 'dit le "petit" ici'), _line(2)],
                ["T-000", "T-001", "T-002"],
                {},
            ),
        ),
        Trial(
            "not doubled inside a quoted cell",
            _file([_line(0, '"Le "Petit" Paris"'), _line(1)], ["T-001"], {2: _UNBALANCED}),
        ),
        Trial(
            "doubled, and with backslashes, passes",
            _file(
                [_line(0, '"Le ""Petit"" Paris"'), _line(1, r'"Le \"Petit\" Paris"'), _line(2)],
                ["T-000", "T-001", "T-002"],
                {},
            ),
        ),
        Trial(
            "an address of several lines passes",
            _file(
                [_line(0, Rue='"1 rue\r\nNeuve"'), _line(1, '"a;\r\nb"'), _line(2)],
                ["T-000", "T-001", "T-002"],
                {},
            ),
        ),
        Trial(
            "lines that end in CR alone",
            _file([_line(0), _line(1, '"voir'), _line(2)], ["T-000", "T-002"], {3: _UNBALANCED}, ends="\r"),
        ),
        Trial(
            "in a row that is attached",
            _file(
                [
                    ";".join([*member("T-000", "M0"), "A", ""]),
                    _child("M0", "Léa") + '"voir',
                    _child("M0", "Luc"),
                    ";".join([*member("T-001", "M1"), "A", ""]),
                ],
                ["T-000", "T-001"],
                {3: _UNBALANCED},
                form=_attached,
                header=[*ENROLMENT_HEADER, "Ligne", "Comm"],
            ),
        ),
        Trial(
            "in a row that the mapping would skip",
            _file(
                [_line(0), _line(1, '"voir', Nom="TOTAL"), _line(2)],
                ["T-000", "T-002"],
                {3: _UNBALANCED},
                form=lambda: address_mapping(skip=[{"when": {"Nom": ["TOTAL"]}}]),
            ),
        ),
    ),
)
