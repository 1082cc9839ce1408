"""Kind 13: workbooks of other writers, and files that are not what their name says."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from zipfile import ZipFile

import openpyxl

from tests.field.books import COLUMNS, Book, Xml, cells, load, number, xlsxwriters
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import FIELDS, HEADER, row, write_csv, write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
SAVE = "open it in a spreadsheet and save it as .xlsx"


def _like_the_plain_one(change: Callable[[Book], Book], ground: Ground) -> str:
    """A workbook written in another way says the same."""
    book = Book(cells("D1", "Bat B", Né_le=number("31230", 1)), cells("D2"), formats=["dd/mm/yyyy"])
    outcome = load(ground, change(book))
    said = outcome.accepts("D1", "D2")
    assert outcome.payload()["member"]["birth_date"] == "1985-07-02"
    assert outcome.payload()["address"]["complement"] == "Bat B"
    return said


def _strict_days(ground: Ground) -> str:
    """The strict form keeps days as ISO text."""
    book = Book(cells("D1", Né_le=Xml('t="d"', "<v>1985-07-02</v>"))).strict()
    outcome = load(ground, book)
    said = outcome.accepts("D1")
    assert outcome.payload()["member"]["birth_date"] == "1985-07-02"
    return said


def _prefixed(book: Book) -> Book:
    names = ("worksheet", "sheetData", "row", "c", "v", "is", "t")
    book.changed(SHEET, "xmlns=", "xmlns:x=")
    for name in names:
        for end in (" ", ">"):
            book.parts[SHEET] = book.parts[SHEET].replace(f"<{name}{end}", f"<x:{name}{end}")
        book.parts[SHEET] = book.parts[SHEET].replace(f"</{name}>", f"</x:{name}>")
    return book


def _without_places(book: Book) -> Book:
    """No `r` on rows and cells: they stand one after the other."""
    for at in (1, 2, 3):
        book.changed(SHEET, f'<row r="{at}" ', "<row ")
        for letter in "ABCDEFGHI":
            book.parts[SHEET] = book.parts[SHEET].replace(f'r="{letter}{at}" ', "")
    return book


def _absolute(book: Book) -> Book:
    return book.changed(WORKBOOK_RELATIONS, "worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml")


def _other_case(book: Book) -> Book:
    book.parts["XL/Worksheets/Sheet1.XML"] = book.parts.pop(SHEET)
    return book


def _backslashes(book: Book) -> Book:
    book.parts = {name.replace("/", "\\"): content for name, content in book.parts.items()}
    return book


def _chartsheet(book: Book) -> Book:
    book.changed("xl/workbook.xml", "<sheets>", '<sheets><sheet name="Graphique" sheetId="9" r:id="r9"/>')
    return book.related("chartsheet", "chartsheets/s.xml")


def _wrong_dimension(book: Book) -> Book:
    return book.changed(SHEET, "<sheetData>", '<dimension ref="A1"/><sheetData>')


def _strings(book: Book) -> Book:
    """A declared table of strings that is not there, as some writers leave it."""
    return book.related("sharedStrings", "sharedStrings.xml")


def _xlsxwriter(ground: Ground) -> str:
    path = ground.folder / "client.xlsx"
    book, sheet = xlsxwriters(path, cells("D1"))
    sheet.write_url(1, 8, "https://example.org/", string="Bat B")
    book.close()
    outcome = load(ground, path)
    said = outcome.accepts("D1")
    assert outcome.payload()["address"]["complement"] == "Bat B"
    return said


def _named(name: str, noted: bool, ground: Ground) -> str:
    """A workbook under another name."""
    path = write_xlsx(ground.folder / "a.xlsx", F=[COLUMNS, cells("D1")]).rename(ground.folder / name)
    outcome = load(ground, path)
    said = outcome.accepts("D1")
    assert outcome.notes == ((f"{name} is an .xlsx workbook, and was read as that.",) if noted else ())
    return said


def _text_named(name: str, delimiter: str, ground: Ground) -> str:
    path = write_csv(ground.folder / name, HEADER, row("D1"), delimiter=delimiter)
    outcome = load(ground, path, text=True, fields=FIELDS)
    said = outcome.accepts("D1")
    assert outcome.notes == (f"{name} is no workbook but CSV text, and was read as that.",)
    return said


def _other(name: str, content: bytes, words: str, ground: Ground) -> str:
    path = ground.folder / name
    path.write_bytes(content)
    return load(ground, path).refuses(name, words)


def _zip(*parts: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w") as file:
        for name, content in parts:
            file.writestr(name, content)
    return packed.getvalue()


def _compound(*streams: str) -> bytes:
    """The beginning of a compound document, with names in its directory."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory


def _locked_zip() -> bytes:
    content = bytearray(_zip(("a.xlsx", b"x")))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    return bytes(content)


def _doctype(ground: Ground) -> str:
    """Entities are not expanded: such a part is refused."""
    book = Book(cells("D1"))
    bomb = '<!DOCTYPE x [<!ENTITY a "Bat"><!ENTITY b "&a;&a;&a;">]>'
    book.parts[SHEET] = bomb + book.parts[SHEET]
    return load(ground, book).refuses("cannot be read as an .xlsx workbook", "save it again")


def _spoiled(ground: Ground) -> str:
    """A bit of a sheet flipped on the way: nothing enters, though its XML is still sound."""
    path = Book(*(cells(f"D{at}") for at in range(1, 300))).write(ground.folder / "client.xlsx")
    stored = ground.folder / "stored.xlsx"
    with ZipFile(path) as old, ZipFile(stored, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    content = stored.read_bytes()
    assert content.count(b"D288<") == 1
    stored.write_bytes(content.replace(b"D288<", b"D289<"))
    outcome = load(ground, stored)
    assert outcome.references == []
    return outcome.refuses("cannot be read as an .xlsx workbook")


def _nothing_left(ground: Ground) -> str:
    """A strict workbook leaves no copy of itself."""
    before = set(ground.folder.iterdir())
    load(ground, Book(cells("D1")).strict()).accepts("D1")
    left = {path.name for path in set(ground.folder.iterdir()) - before}
    assert left == {"client.xlsx", "client.rejects.csv"}, left
    return "nothing beside the rejects file"


def _macro_workbook(ground: Ground) -> str:
    path = ground.folder / "client.xlsm"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "F"
    for line in (COLUMNS, cells("D1")):
        sheet.append(line)
    book.save(path)
    return load(ground, path).accepts("D1")


_HTML = b"<html><body><table><tr><td>Dossier</td></tr></table></body></html>"
_XML_2003 = (
    b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
_ODS = _zip(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>"))
_XLSB = _zip(("[Content_Types].xml", b"<x/>"), ("xl/workbook.bin", b"x"))
_NUMBERS = _zip(("Index/Document.iwa", b"x"), ("Metadata/Properties.plist", b"x"))
_WORD = _zip(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))

_WRITTEN: tuple[tuple[str, Callable[[Book], Book]], ...] = (
    ("the plain form", lambda book: book),
    ("the strict form", Book.strict),
    ("elements with a prefix", _prefixed),
    ("rows and cells without their places", _without_places),
    ("absolute part names", _absolute),
    ("part names in capitals", _other_case),
    ("part names with backslashes", _backslashes),
    ("a chart sheet in front", _chartsheet),
    ("a wrong dimension", _wrong_dimension),
    ("a table of strings that is missing", _strings),
)
#: Name, content, what is said.
_OTHERS: tuple[tuple[str, bytes, str], ...] = (
    ("client.xls", _compound("Workbook"), f"is an old .xls workbook; {SAVE}"),
    ("client.xlsx", _compound("Book"), f"is an old .xls workbook; {SAVE}"),
    ("client.xlsx", _compound("EncryptionInfo", "EncryptedPackage"), "has a password"),
    ("client.doc", _compound("WordDocument"), "is a Word document"),
    ("client.xls", b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(64), "is an old .xls workbook"),
    ("client.ods", _ODS, f"is an OpenDocument spreadsheet; {SAVE}"),
    ("client.xlsx", _ODS, "is an OpenDocument spreadsheet"),
    ("client.xlsb", _XLSB, "is a binary workbook (.xlsb)"),
    ("client.numbers", _NUMBERS, "is a Numbers document"),
    ("client.xlsx", _WORD, "is a Word document"),
    ("client.xls", _HTML, "is a web page"),
    ("client.csv", b"\xef\xbb\xbf\r\n<TABLE border=1>", "is a web page"),
    ("client.xls", _XML_2003, "is an XML spreadsheet of 2003"),
    ("client.xlsx", b"%PDF-1.7\n", "is a PDF document"),
    ("client.xlsx", _zip(("juin.xlsx", b"x"), ("juillet.xlsx", b"x")), "is an archive of other files"),
    ("client.xlsx", _locked_zip(), "is packed with a password"),
    ("client.csv.gz", b"\x1f\x8b\x08" + bytes(20), "is an archive of other files"),
    ("client.xlsx", b"PK\x03\x04 and no more", "cannot be read as an .xlsx workbook"),
    ("client.pages", b"\x00\x01\x02", "is neither .csv nor .xlsx"),
)

KIND = Kind(
    13,
    "workbooks of other writers, and files that are not what their name says",
    "read, or refused by name with what to do",
    (
        *(Trial(name, partial(_like_the_plain_one, change)) for name, change in _WRITTEN),
        Trial("ISO days in the strict form", _strict_days),
        Trial("XlsxWriter, with a hyperlink", _xlsxwriter),
        Trial("a workbook with macros", _macro_workbook),
        Trial("a workbook named .csv", partial(_named, "client.csv", True)),
        Trial("a workbook named .xls", partial(_named, "client.xls", True)),
        Trial("a template", partial(_named, "client.xltx", False)),
        Trial("CSV named .xlsx", partial(_text_named, "client.xlsx", ";")),
        Trial("tabs named .xls", partial(_text_named, "client.xls", "\t")),
        *(
            Trial(f"{name}: {words}", partial(_other, name, content, words))
            for name, content, words in _OTHERS
        ),
        Trial("a document type with entities", _doctype),
        Trial("a bit flipped on the way", _spoiled),
        Trial("nothing left behind", _nothing_left),
    ),
)
