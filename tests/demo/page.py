"""The page of the documentation about the demonstration, written from the same tables as the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_HEAD = """# The demonstration's cases

`make demo` loads three files of `work_items/samples/` and keys what they ask for: {total} cases of
{processes} processes, from two clients' workbooks of different shape and from the extranet's export.
Everybody in them is invented: each NIR follows from the person, the communes and banks in the numbers are
given to no one.
`python -m tests.demo.make` makes the files, this page, and `tests/demo/expected.yaml`, which tests read.

| file | shape |
|---|---|
| `ateliers-du-lac-bleu.xlsx` | entries, dependants in a sheet of their own, exits; dates and postal codes \
as Excel keeps them |
| `manufacture-du-plateau.xlsx` | a row for each person, families in no order; a title, two rows of header, \
merged cells, dates as text, a line of totals |
| `extranet.csv` | four kinds of rows in one cp1252 file, told apart by Nature |

Each has its mapping in `work_items/mappings/`, under the same name: read them as examples
([intake](intake.md) says what every key does).

"""

_INTAKE = """## Wrong, and caught at intake

Nothing of these enters the queue. The rejects file says file, sheet, row, column and rule, and no value.

| reference | where | rule | what happened |
|---|---|---|---|
"""

_BACK_END = """
## Wrong, and only the back-end knows

These enter the queue and end in the basket of their code, with the back-end's own message where there is one.
A refused enrolment keeps what was recorded before: correct the case, re-queue it, and it goes on from there.

| reference | where | basket | message | recorded before | what happened |
|---|---|---|---|---|---|
"""

_WORTH = """
## Sound, and worth seeing

| reference | where | warning confirmed | found there already | what to see |
|---|---|---|---|---|
"""


def text(told: Mapping[str, Any]) -> str:
    """The whole page, from what `tests.demo.make.expected` tells."""
    wrong = told["wrong"]
    orphan = told["orphan_rows"][0]
    head = _HEAD.format(total=sum(told["cases"].values()), processes=len(told["cases"]))
    intake = _rows(
        (_name(one), _place(one), f"`{one['code']}`", one["story"])
        for one in wrong
        if one["caught"] == "intake"
    )
    lost = "a dependant whose Matricule is mistyped: the member is enrolled without, and the row is not lost"
    intake += _rows([("", _place(orphan), f"`{orphan['code']}`", lost)])
    back_end = _rows(
        (
            _name(one),
            _place(one),
            f"`{one['code']}`",
            one.get("message", ""),
            ", ".join(one.get("recorded", ())),
            one["story"],
        )
        for one in wrong
        if one["caught"] == "back-end"
    )
    worth = _rows(
        (_name(one), _place(one), one.get("warning", ""), ", ".join(one.get("adopted", ())), one["story"])
        for one in told["worth_seeing"]
    )
    return head + _INTAKE + intake + _BACK_END + back_end + _WORTH + worth


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in rows)


def _name(one: Mapping[str, Any]) -> str:
    return f"`{one['reference']}`"


def _place(one: Mapping[str, Any]) -> str:
    file = one["file"].partition(".")[0]
    return f"{file}, {one['sheet']}, row {one['row']}" if one["sheet"] else f"{file}, row {one['row']}"
