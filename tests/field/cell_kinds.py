"""Kind 3: cells that the spreadsheet turned into another kind."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.field.books import MAIN, WITH_COMPLEMENT, Book, Xml, cells, load, number
from tests.field.trial import Ground, Kind, Trial
from tests.unit.cases.factory import nir
from tests.unit.intake.factory import write_csv

TRUE = Xml('t="b"', "<v>1</v>")
FALSE = Xml('t="b"', "<v>0</v>")
#: Excel's own formats for French social security numbers and telephone numbers.
FRENCH_NIR = '[>=3000000000000]#" "##" "##" "##" "###" "###" | "##;#" "##" "##" "##" "###" "###'
FORMATS = (
    "00000",
    "0.00E+00",
    "0%",
    '#,##0.00" €"',
    "dd/mm/yyyy",
    "h:mm",
    "[h]:mm",
    '0#" "##" "##" "##" "##',
    FRENCH_NIR,
    "# ##0",
    "#,##0",
    ";;;",
    "0.00",
    "dd/mm/yyyy hh:mm",
)
(ZEROS, POWER, PERCENT, EURO, DAY, TIME, HOURS, PHONE, NIR, FRENCH, GROUPED, NOTHING, CENTS, MOMENT) = range(
    1, 15
)


def _refused(cell: Xml | str, rule: str, ground: Ground, column: str = "Compl") -> str:
    """One cell among sound rows, in an optional text."""
    place = {"complement": cell} if column == "Compl" else {column.replace(" ", "_"): cell}
    outcome = load(ground, Book(cells("D1", **place), cells("D2"), formats=FORMATS))
    return outcome.rejects(("2", column, rule), besides=["D2"])


def _taken(cell: Xml | str, text: Any, ground: Ground, **mapped: Any) -> str:
    """What is kept of one cell in an optional text."""
    outcome = load(ground, Book(cells("D1", cell), formats=FORMATS), **mapped)
    said = outcome.accepts("D1")
    found = outcome.payload()["address"]["complement"]
    assert found == text, found
    return said


def _reference(cell: Xml, rule: str, ground: Ground) -> str:
    return load(ground, Book(cells(cell), cells("D2"), formats=FORMATS)).rejects(
        ("2", "Dossier", rule), besides=["D2"]
    )


def _declared(kind: str, cell: Xml, text: str, ground: Ground) -> str:
    spec = {"column": "Compl", "type": kind}
    return _taken(cell, text, ground, fields={**WITH_COMPLEMENT, "address.complement": spec})


def _identifiers(ground: Ground) -> str:
    """Numbers as references, NIR and postal codes, as people type them."""
    book = Book(
        cells(number("1001"), NIR=number(nir()), CP=number("1000")),
        cells(number("1002.0"), NIR=number(f"{float(nir()):.14E}"), CP=number("1000", ZEROS)),
        cells(number("7", ZEROS), NIR=number(nir()[:13] + nir()[13:], 0), CP="01000"),
        formats=FORMATS,
    )
    outcome = load(ground, book)
    said = outcome.accepts("1001", "1002", "00007")
    for reference in ("1001", "1002", "00007"):
        payload = outcome.payload(reference)
        assert (payload["member"]["nir"], payload["address"]["postal_code"]) == (nir(), "01000")
    return said


def _french_nir(ground: Ground) -> str:
    fields = {**WITH_COMPLEMENT, "member.nir": {"column": "NIR", "remove": "|"}}
    outcome = load(ground, Book(cells("D1", NIR=number(nir(), NIR)), formats=FORMATS), fields=fields)
    said = outcome.accepts("D1")
    assert outcome.payload()["member"]["nir"] == nir()
    return said


def _codes(ground: Ground) -> str:
    """`values` in a workbook: numbers, booleans by either language's word."""
    spec = {"column": "Compl", "values": {1: "Bat A", "VRAI": "Bat B", "FALSE": "Bat C"}}
    book = Book(cells("D1", number("1")), cells("D2", TRUE), cells("D3", FALSE), cells("D4", number("2")))
    outcome = load(ground, book, fields={**WITH_COMPLEMENT, "address.complement": spec})
    said = outcome.rejects(("5", "Compl", "VALUE_UNKNOWN"), besides=["D1", "D2", "D3"])
    found = [outcome.payload(f"D{at}")["address"]["complement"] for at in (1, 2, 3)]
    assert found == ["Bat A", "Bat B", "Bat C"], found
    return said


def _csv(ground: Ground) -> str:
    path = ground.folder / "client.csv"
    header = ["Dossier", "Nom", "Prénom", "Né le", "NIR", "Rue", "CP", "Ville", "Compl"]
    lines = (("1E+05", ""), ("D2", "1,2E-05"), ("1E5", ""), ("12E-05", ""), ("D4", "12.5"))
    write_csv(path, header, *(cells(reference, complement) for reference, complement in lines))
    outcome = load(ground, path, text=True)
    return outcome.rejects(
        ("2", "Dossier", "NUMBER_MANGLED"), ("3", "Compl", "NUMBER_MANGLED"), besides=["1E5", "12E-05", "D4"]
    )


def _days(ground: Ground) -> str:
    """Dates whatever their format or type; counted from 1904 too."""
    modern = Book(
        cells("D1", Né_le=number("31230", DAY)),
        cells("D2", Né_le=number("31230.0", MOMENT)),
        cells("D3", Né_le=Xml('t="d"', "<v>1985-07-02</v>")),
        cells("D4", Né_le=Xml('t="d"', "<v>1985-07-02T00:00:00.000Z</v>")),
        formats=FORMATS,
    )
    outcome = load(ground, modern)
    said = outcome.accepts("D1", "D2", "D3", "D4")
    days = {outcome.payload(f"D{at}")["member"]["birth_date"] for at in (1, 2, 3, 4)}
    old = Book(cells("D1", Né_le=number("29768", DAY)), formats=FORMATS, properties='date1904="1"')
    days.add(load(ground, old).payload()["member"]["birth_date"])
    assert days == {"1985-07-02"}, days
    return said


def _compact_days(ground: Ground) -> str:
    """Dates as digits, which a spreadsheet takes for numbers."""
    spec = {"column": "Né le", "date": "DDMMYYYY", "digits": 8}
    book = Book(cells("D1", Né_le=number("2071985")), cells("D2", Né_le=number("31230")))
    outcome = load(ground, book, fields={**WITH_COMPLEMENT, "member.birth_date": spec})
    said = outcome.rejects(("3", "Né le", "DATE_IMPOSSIBLE"), besides=["D1"])
    assert outcome.payload()["member"]["birth_date"] == "1985-07-02"
    return said


def _as_seen(ground: Ground) -> str:
    """Rich text, phonetic guides, escaped signs, outer spaces, in the cell and in the table of strings."""
    runs = '<r><t>Bat</t></r><r><rPr><b/></rPr><t> B</t></r><rPh sb="0" eb="1"><t>ba</t></rPh>'
    book = Book(
        cells("D1", Xml('t="inlineStr"', f"<is>{runs}</is>")),
        cells("D2", Xml('t="s"', "<v>0</v>")),
        cells("D3", Xml('t="s"', "<v>1</v>")),
        cells("D4", Xml('t="inlineStr"', '<is><t xml:space="preserve">  Bat_x0020_B_x000D_ </t></is>')),
        cells("D5", Xml('s="1" t="s"', "<v>2</v>")),
    )
    strings = f"<si>{runs}</si><si><t>Bat_x000D_&#10;B</t></si><si><t>Bat B</t></si>"
    book.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    outcome = load(ground, book.related("sharedStrings", "sharedStrings.xml"))
    said = outcome.accepts("D1", "D2", "D3", "D4", "D5")
    found = {outcome.payload(f"D{at}")["address"]["complement"] for at in range(1, 6)}
    assert found == {"Bat B"}, found
    return said


def _undefined(ground: Ground) -> str:
    """Formats that the workbook uses and does not define: dates of East Asian languages, and none."""
    book = Book(cells("D1", number("31230", 1)), cells("D2", number("31230", 2)), cells("D3"), formats="ab")
    for at, used in (("164", "31"), ("165", "900")):
        book.changed("xl/styles.xml", f'<xf numFmtId="{at}"/>', f'<xf numFmtId="{used}"/>')
    return load(ground, book).rejects(
        ("2", "Compl", "DATE_NOT_WANTED"), ("3", "Compl", "NUMBER_FORMAT"), besides=["D3"]
    )


#: What is tried, the cell, the rule.
_REFUSED: tuple[tuple[str, Xml | str, str], ...] = (
    ("a decimal", number("12.5"), "NUMBER_NOT_DIGITS"),
    ("a computed decimal", number("12.000000000000002"), "NUMBER_NOT_DIGITS"),
    ("a negative number", number("-12"), "NUMBER_NOT_DIGITS"),
    ("minus nothing", number("-0"), "NUMBER_NOT_DIGITS"),
    ("1E21", number("1e+21"), "NUMBER_TOO_LONG"),
    ("a power of ten by its format", number("100000", POWER), "NUMBER_MANGLED"),
    ("a power of ten in text", "1E+05", "NUMBER_MANGLED"),
    ("a percentage", number("1", PERCENT), "NUMBER_FORMAT"),
    ("an amount", number("12", EURO), "NUMBER_FORMAT"),
    ("a whole number shown with decimals", number("12", CENTS), "NUMBER_FORMAT"),
    ("thousands, whose sign is the reader's language's", number("1234", GROUPED), "NUMBER_FORMAT"),
    ("a number that is not shown", number("12", NOTHING), "NUMBER_FORMAT"),
    ("TRUE", TRUE, "BOOLEAN_NOT_WANTED"),
    ("a date", number("31230", DAY), "DATE_NOT_WANTED"),
    ("an ISO date", Xml('t="d"', "<v>1985-07-02</v>"), "DATE_NOT_WANTED"),
    ("a time of day", number("0.5", TIME), "DATE_NOT_WANTED"),
    ("a duration", number("1.5", HOURS), "DATE_NOT_WANTED"),
    ("an error", Xml('t="e"', "<v>#GETTING_DATA</v>"), "FORMULA_ERROR"),
)
_NO_DATES: tuple[tuple[str, Xml, str], ...] = (
    ("a day number", number("31230"), "NUMBER_NOT_DATE"),
    ("a day before the first", number("-3", DAY), "NUMBER_NOT_DATE"),
    ("a day with a time", number("31230.75", MOMENT), "DATE_WITH_TIME"),
    ("a time alone", number("0.5", TIME), "DATE_WITH_TIME"),
    ("TRUE", TRUE, "BOOLEAN_NOT_WANTED"),
)
_TAKEN: tuple[tuple[str, Xml | str, str | None], ...] = (
    ("digits", number("12"), "12"),
    ("15 digits", number("123456789012345"), "123456789012345"),
    ("nothing", number("0"), "0"),
    ("a telephone number", number("611223344", PHONE), "06 11 22 33 44"),
    ("French thousands", number("1234", FRENCH), "1 234"),
    ("grouped digits without a thousand", number("123", GROUPED), "123"),
    ("1E5, as a person types it", "1E5", "1E5"),
    ("the word TRUE", "TRUE", "TRUE"),
    ("a cell without a value", Xml('s="1"'), None),
)

KIND = Kind(
    3,
    "a cell that the spreadsheet turned into another kind",
    "refused where text is wanted, unless the mapping says how it is to be read",
    (
        Trial(
            "a reference of 18 digits",
            partial(_reference, number("1.234567890123457e+17"), "NUMBER_TOO_LONG"),
        ),
        Trial("a reference with decimals", partial(_reference, number("1.5"), "NUMBER_NOT_DIGITS")),
        *(Trial(f"{name} as text", partial(_refused, cell, rule)) for name, cell, rule in _REFUSED),
        *(
            Trial(f"{name} as date", partial(_refused, cell, rule, column="Né le"))
            for name, cell, rule in _NO_DATES
        ),
        *(Trial(f"{name} is taken", partial(_taken, cell, text)) for name, cell, text in _TAKEN),
        Trial("references, NIR and postal codes as numbers", _identifiers),
        Trial("a NIR in Excel's own French format", _french_nir),
        Trial(
            "an amount declared as a number", partial(_declared, "number", number("1234.5", EURO), "1234.5")
        ),
        Trial("what Excel stores of 1.1", partial(_declared, "number", number("1.1000000000000001"), "1.1")),
        Trial(
            "thousands declared as an integer", partial(_declared, "integer", number("1234", GROUPED), "1234")
        ),
        Trial("a date declared as one", partial(_declared, "date", number("31230", DAY), "1985-07-02")),
        Trial("numbers and booleans among `values`", _codes),
        Trial("powers of ten in a CSV file", _csv),
        Trial("dates of every format and type", _days),
        Trial("dates as digits", _compact_days),
        Trial("formats that nobody defined", _undefined),
        Trial("rich text, phonetic guides, escaped signs", _as_seen),
    ),
)
