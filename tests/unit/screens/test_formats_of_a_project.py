"""A project's own formats: found beside its declarations, named there like the engine's."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.errors import Blame
from copiste.screens.declared import values as form
from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application
from copiste.screens.errors import DeclarationError, FieldValueError, FormatFailedError
from tests.unit.screens.factories import APPLICATION, write_application

FORMATS = '''
from copiste import Charset, FieldOptions, Format, FormatError

from .numerals import ROMAN


def typed(value):
    if value not in ROMAN:
        raise FormatError("expected a number from 1 to 3")
    return ROMAN[value]


def shown(text):
    return {roman: number for number, roman in ROMAN.items()}[text]


def quarter(options: FieldOptions) -> Format:
    """`1/2026`, with the sign that `format` declares."""
    if len(options.format) != 1:
        raise ValueError("a quarter needs the one sign of its format")
    return Format(
        typed=lambda value: value.replace("-Q", options.format),
        shown=lambda text: text.replace(options.format, "-Q"),
    )


FORMATS = {"roman": Format(typed=typed, shown=shown), "quarter": quarter}
CHARSETS = {"shouted": Charset(takes="[A-Z!]", convert=lambda text: text.upper() + "!")}
'''
SCREEN = """
recognise: {title: FICHE}
fields:
  volume: {caption: TOME, type: roman}
  period: {caption: TRIMESTRE, type: quarter, format: /}
  name: {caption: NOM, charset: shouted, max: 9}
tables:
  volumes: {columns: {volume: {caption: TOME, type: roman}}}
"""


def application(folder: Path, *, formats: str = FORMATS, screen: str = SCREEN) -> Application:
    (folder / "formats.py").write_text(formats, encoding="utf-8")
    (folder / "numerals.py").write_text('ROMAN = {1: "I", 2: "II", 3: "III"}\n', encoding="utf-8")
    return load_application(write_application(folder, {"member": screen}))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("volume", 3, "III"), ("period", "2026-Q1", "2026/1"), ("name", "Zoe", "ZOE!")],
)
def test_a_field_is_typed_read_and_compared_by_the_project_s_format(
    tmp_path: Path, name: str, value: object, shown: str
) -> None:
    field = application(tmp_path).screen("member").field(name)
    assert form.typed(name, field, value) == (shown,)
    assert form.same(name, field, value, (shown,))
    if name != "name":
        assert form.shown(field, (shown,)) == value


def test_a_column_has_the_project_s_format_too(tmp_path: Path) -> None:
    column = application(tmp_path).screen("member").table("volumes").columns["volume"]
    assert form.shown(column, ("II",)) == 2


def test_another_application_does_not_have_it(tmp_path: Path) -> None:
    application(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(DeclarationError, match='there is no type "roman"'):
        load_application(write_application(other, {"member": SCREEN}))


def test_what_it_refuses_is_the_data_s_fault_and_said_in_its_words(tmp_path: Path) -> None:
    field = application(tmp_path).screen("member").field("volume")
    with pytest.raises(FieldValueError, match=r'"volume": expected a number from 1 to 3\.') as refused:
        form.typed("volume", field, 4711)
    assert "4711" not in str(refused.value)


def test_its_own_mistake_is_nobody_s_data_and_shows_none_of_it(tmp_path: Path) -> None:
    field = application(tmp_path).screen("member").field("volume")
    with pytest.raises(FormatFailedError, match='Type "roman" raised KeyError') as reading:
        form.shown(field, ("SECRET",))
    with pytest.raises(FormatFailedError, match='Type "roman" raised TypeError') as typing:
        form.typed("volume", field, ["SECRET"])
    for failed in (reading.value, typing.value):
        assert (failed.kind, failed.blame) == ("application", Blame.ROBOT)
        assert "SECRET" not in str(failed)
        assert failed.__cause__ is None
        assert failed.__suppress_context__


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "type: roman}\n  period",
            "type: romn}\n  period",
            'member.yaml, line 5: fields.volume.type: there is no type "romn". Did you mean roman? '
            "Known: bool, check, choice, code, date, datetime, entries, file, iban, list, memo, month, "
            "number, pick, quarter, roman, text, time.",
        ),
        (
            "charset: shouted",
            "charset: shout",
            'member.yaml, line 7: fields.name.charset: there is no charset "shout". Did you mean shouted? '
            "Known: any, code, digits, legacy_upper, lower, shouted, upper.",
        ),
        (
            ", format: /",
            "",
            "member.yaml, line 6: fields.period: a quarter needs the one sign of its format.",
        ),
        (
            "volume: {caption: TOME, type: roman}}",
            "volume: {caption: TOME, type: dat}}",
            'line 9: tables.volumes.columns.volume.type: there is no type "dat". Did you mean date?',
        ),
    ],
)
def test_a_wrong_declaration_is_an_error_with_file_line_and_what_is_known(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in SCREEN
    with pytest.raises(DeclarationError) as error:
        application(tmp_path, screen=SCREEN.replace(old, new, 1))
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("formats", "says"),
    [
        ("FORMATS = [", "formats.py cannot be imported: SyntaxError"),
        ("import nowhere", "formats.py cannot be imported: ModuleNotFoundError: No module named 'nowhere'"),
        ("FORMATS = ['roman']", 'FORMATS is no mapping. Write FORMATS = {"name": …}.'),
        ("FORMATS = {'roman': 'I'}", 'FORMATS["roman"] is of type str. Write a copiste.Format'),
        ("CHARSETS = {'loud': '[A-Z]'}", 'CHARSETS["loud"] is of type str'),
        (
            "from copiste import Format\nFORMATS = {'date': Format()}",
            'FORMATS["date"] has the name of one of the engine\'s',
        ),
    ],
)
def test_a_file_of_formats_that_cannot_be_used_is_an_error_that_names_it(
    tmp_path: Path, formats: str, says: str
) -> None:
    with pytest.raises(DeclarationError) as error:
        application(tmp_path, formats=formats)
    assert says in str(error.value)
    assert str(tmp_path) in str(error.value)


DATES = "recognise: {title: FICHE}\nfields:\n  start: {caption: DEBUT, type: date%s}\n"


@pytest.mark.parametrize(
    ("defaults", "declared", "typed"),
    [
        ("format: DDMMYYYY", "", "02032026"),
        ("format: DDMMYYYY", ", format: MM-DD-YYYY", "03-02-2026"),
        ("format: DD/MM/YY, century: 2000", "", "02/03/26"),
    ],
)
def test_a_field_declares_what_its_application_does_unless_it_says_otherwise(
    tmp_path: Path, defaults: str, declared: str, typed: str
) -> None:
    text = APPLICATION.replace("charset: legacy_upper, format: DDMMYYYY", defaults)
    loaded = load_application(write_application(tmp_path, {"member": DATES % declared}, application=text))
    assert form.typed("start", loaded.screen("member").field("start"), "2026-03-02") == (typed,)


def test_a_default_is_checked_where_it_stands(tmp_path: Path) -> None:
    text = APPLICATION.replace("charset: legacy_upper", "charset: legacy")
    with pytest.raises(
        DeclarationError, match=r"application\.yaml, line 3: defaults\.charset: there is no charset"
    ):
        load_application(write_application(tmp_path, {}, application=text))
