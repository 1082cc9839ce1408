"""Lines into records: what a person would take for one, and nothing that swallows another."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.intake.files.delimited.records import Cutter
from copiste.intake.files.workbook import Row

HEADER = "Ref;Nom;Rue;CP;Comm\n"
#: A record as (first line, lines, cells), a refused line as its number.
Cut = tuple[int, int, list[str]] | int


def cut(text: str, width: int = 5, delimiter: str = ";") -> list[Cut]:
    cutter = Cutter(delimiter, width, 1)
    lines = io.StringIO(HEADER.replace(";", delimiter) + text, newline="")
    found: list[Cut] = []
    for number, cells, damage, count, _hidden in cutter.records(lines):
        assert damage is None or (count, damage.code) == (1, "QUOTE_UNBALANCED")
        found.append((number, count, list(cells)) if damage is None else number)
    return found[1:]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("1;a;b;c;d\r\n2;;;;\n", [(2, 1, ["1", "a", "b", "c", "d"]), (3, 1, ["2", "", "", "", ""])]),
        ('1;a;rue de l"Eglise;5";"x" \n', [(2, 1, ["1", "a", 'rue de l"Eglise', '5"', "x"])]),
        ('1;a; "b;c" ;d;e\n', [(2, 1, ["1", "a", "b;c", "d", "e"])]),
        ('1;a; "b" c;d;e\n', [(2, 1, ["1", "a", ' "b" c', "d", "e"])]),
        ('1;a;"b""c";"";""""\n', [(2, 1, ["1", "a", 'b"c', "", '"'])]),
        ('1;a;"b \\"c\\"";d;e\n', [(2, 1, ["1", "a", 'b "c"', "d", "e"])]),
        ('1;a;"b\\";d;e\n', [(2, 1, ["1", "a", "b\\", "d", "e"])]),
        ('1;a;"b "c" d";e;f\n', [2]),
        # Cells of several lines: in the middle, with a delimiter, at the end, in the first column, two.
        ('1;a;"b\nc";d;e\n', [(2, 2, ["1", "a", "b\nc", "d", "e"])]),
        ('1;a;"b\r\nc;c\r\n\r\nd";d;e\r\n', [(2, 4, ["1", "a", "b\r\nc;c\r\n\r\nd", "d", "e"])]),
        ('1;a;b;c;"d\ne"\n2;;;;\n', [(2, 2, ["1", "a", "b", "c", "d\ne"]), (4, 1, ["2", "", "", "", ""])]),
        ('"1\n2";a;b;c;d\n', [(2, 2, ["1\n2", "a", "b", "c", "d"])]),
        ('1;"a\nb";"c\nd";e;f\n', [(2, 3, ["1", "a\nb", "c\nd", "e", "f"])]),
        ('1;"a\rb";c;d;e\r', [(2, 2, ["1", "a\rb", "c", "d", "e"])]),
        # Cells at the end cut off, or one too many: left to the header, unless a line may be a record.
        ('1;"a\nb";c\n', [(2, 2, ["1", "a\nb", "c"])]),
        ('1;"a\nb";c;d;e;f\n', [2, 3]),
        ('1;a;b;c;"d\ne";f\n', [(2, 2, ["1", "a", "b", "c", "d\ne", "f"])]),
        # Never closed, or closed by something else.
        ('1;a;b;c;"d\n2;a;b;c;d\n', [2, (3, 1, ["2", "a", "b", "c", "d"])]),
        ('1;a;b;c;"d\n2;a;b;c;"d\n3;;;;\n', [2, 3, (4, 1, ["3", "", "", "", ""])]),
        ('"1;a;b;c;d\n2;a;b;c;x "y" z\n', [2, (3, 1, ["2", "a", "b", "c", 'x "y" z'])]),
        # Closed after lines that look like records: all of them are doubted.
        ('1;a;b;c;"\n2;a;b;c;d\n3;a;b;c;"\n4;;;;\n', [2, 3, 4, (5, 1, ["4", "", "", "", ""])]),
        # Rows whose end was cut off begin as records do.
        ('T-1;a;b;c;"d\nT-2;a\nT-3;"\n', [2, 3, 4]),
        (
            "a\x0cb;c\u2028d;e\x85f;g\x0bh;i\x1cj\n",
            [(2, 1, ["a\x0cb", "c\u2028d", "e\x85f", "g\x0bh", "i\x1cj"])],
        ),
    ],
)
def test_lines_are_cut_as_a_person_would(text: str, records: list[Cut]) -> None:
    assert cut(text) == records
    assert cut(text.replace(";", "|"), delimiter="|") == [
        one if isinstance(one, int) else (*one[:2], [cell.replace(";", "|") for cell in one[2]])
        for one in records
    ]


def test_in_a_narrow_file_a_delimiter_alone_makes_no_record() -> None:
    assert cut('T-1;"1 rue A\nbât. B; esc. 2"\n', 2) == [(2, 2, ["T-1", "1 rue A\nbât. B; esc. 2"])]
    assert cut('T-1;"1 rue A\nT-2;2 rue B\nT-3;"\n', 2) == [2, 3, 4]


def test_headings_of_several_lines_are_one_header() -> None:
    (header,) = Cutter(";").records(['Ref;"Date\n', 'de naissance";Nom\n'])
    assert header == Row(1, ["Ref", "Date\nde naissance", "Nom"], None, 2)


def test_a_header_does_not_swallow_rows() -> None:
    found = list(Cutter(";").records(['Ref;Nom;"Comm\n', "1;a;b\n", '2;c;d"\n']))
    assert [(one.number, one.damage is None) for one in found] == [(1, False), (2, False), (3, False)]


def test_an_end_is_not_looked_for_through_the_whole_file() -> None:
    looked = 0

    def lines() -> Iterable[str]:
        nonlocal looked
        for number in range(100_000):
            looked += 1
            yield f'{number};a;b;c;""\n' if number else '0;a;b;c;"d\n'

    first = next(iter(Cutter(";", 5).records(lines())))
    assert first.damage is not None
    assert looked < 1_000


cells = st.text(st.sampled_from('ab;,"\n\r\\ é\u2028'), max_size=6)


@given(st.lists(st.lists(cells, min_size=4, max_size=4), max_size=6), st.booleans())
def test_every_line_is_in_one_record_and_each_record_is_a_row_that_was_written(
    rows: list[list[str]], always: bool
) -> None:
    written = io.StringIO(newline="")
    sound = [[f"T-{number}", *row] for number, row in enumerate(rows)]
    if always:
        csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(sound)
    else:
        csv.writer(written, delimiter=";").writerows(sound)
    text = written.getvalue()
    lines = io.StringIO(text, newline="").readlines()
    found = list(Cutter(";", 5).records(lines))
    at = 1
    for record in found:
        assert record.number == at
        at += record.lines
    assert at == len(lines) + 1
    whole = [record.cells for record in found if record.damage is None and len(record.cells) == 5]
    assert [row for row in whole if row in sound] == [row for row in sound if row in whole]


@given(st.text(st.sampled_from('a1;"\n\r \\'), max_size=60), st.integers(0, 6))
def test_any_text_is_cut_without_a_line_lost(text: str, width: int) -> None:
    lines = io.StringIO(text, newline="").readlines()
    at = 1
    for record in Cutter(";", width).records(lines):
        assert record.number == at
        at += record.lines
    assert at == len(lines) + 1
