"""Everything about people that a run works with, and a search for it in whatever the run left.

Numbers (NIR, IBAN) are looked for with every sign between their digits taken out; names, birth dates and
streets as whole words, with and without accents and blanks, in any case of letters. Texts are looked at as a
reader would see them: HTML entities, JSON escapes, and the packed strings of Robot's log undone.
"""

from __future__ import annotations

import base64
import binascii
import functools
import html
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from robot import rebot
from robot.api import TestSuite

from copiste.queue.item import NewItem
from tests.acceptance.demo_files import Asked, asked
from tests.support.mock import Mock
from tests.support.records import Record, capitals

_WORD = re.compile(r"[A-Z0-9]+")
_NO_WORD = re.compile(r"[^A-Z0-9]+")
_PACKED = re.compile(r'"([A-Za-z0-9+/]{8,}={0,2})"')
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass
class PersonalData:
    """What must not be found, in the form in which it is looked for."""

    #: NIRs of 13 and 15 positions, IBANs whole and without the country's prefix.
    numbers: set[str] = field(default_factory=set)
    #: Names, birth dates and streets, each as its words.
    phrases: set[tuple[str, ...]] = field(default_factory=set)

    def add_nir(self, nir: str) -> None:
        """A NIR with its key; nothing when there is none."""
        if nir:
            self.numbers |= {nir, nir[:13]}

    def add_iban(self, iban: str) -> None:
        """An IBAN without blanks."""
        self.numbers |= {iban, iban[4:]}

    def add_words(self, text: str) -> None:
        """A name or a street: as it is, and written in one word."""
        words = tuple(_WORD.findall(capitals(text)))
        self.phrases |= {words, ("".join(words),)}

    def add_birth_date(self, day: str) -> None:
        """An ISO day, in the ways in which people and programs write it."""
        try:
            born = date.fromisoformat(day)
        except ValueError:
            return  # wrong on purpose
        for form in ("%d %m %Y", "%d%m%Y", "%Y %m %d", "%Y%m%d"):
            self.phrases.add(tuple(born.strftime(form).split()))

    def found_in(self, text: str) -> set[str]:
        """What of it stands in `text`."""
        shown = capitals(text)
        compact = _NO_WORD.sub("", shown)
        found = {number for number in self.numbers if number in compact}
        words = set(_WORD.findall(shown))
        for phrase in self.phrases:
            if words.issuperset(phrase) and (len(phrase) == 1 or _in_a_row(phrase).search(shown)):
                found.add(" ".join(phrase))
        return found


@functools.cache
def _in_a_row(phrase: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![A-Z0-9])" + r"[^A-Z0-9]{1,2}".join(phrase) + r"(?![A-Z0-9])")


def of_the_demo(mock: Mock) -> PersonalData:
    """Everybody in the spreadsheets, and everybody in the back-end whose file they are about."""
    data = PersonalData()
    cases = asked()
    for case in cases.values():
        _add_case(data, case)
    members = {row["number"]: row for row in mock.rows("members")}
    nirs = {case.records[0].nir for case in cases.values()}
    touched = {number for number, row in members.items() if row["nir"] in nirs}
    touched |= {row["member_number"] for row in mock.ledger()["journal"]}
    for number in touched:
        _add_person(data, members[number])
    for table in ("dependants", "bank_details", "addresses"):
        for row in mock.rows(table):
            if row["member_number"] in touched:
                _add_person(data, row)
    return data


def of_cases(cases: Iterable[NewItem]) -> PersonalData:
    """The members and the accounts of these enrolments."""
    data = PersonalData()
    for case in cases:
        _add_person(data, case.payload["member"])
        _add_person(data, case.payload["address"])
        data.add_iban(case.payload["bank"]["iban"])
        for child in case.payload["dependants"]:
            _add_person(data, child)
    return data


def _add_person(data: PersonalData, row: Mapping[str, str | None]) -> None:
    data.add_nir(row.get("nir") or "")
    if iban := row.get("iban"):
        data.add_iban(iban)
    for name in ("last_name", "first_name", "street"):
        if text := row.get(name):
            data.add_words(text)
    data.add_birth_date(row.get("birth_date") or "")


def _add_case(data: PersonalData, case: Asked) -> None:
    for record in case.records:
        data.add_nir(record.nir)
        _add_record(data, record)


def _add_record(data: PersonalData, record: Record) -> None:
    match record.step, record.values:
        case "member", (last_name, first_name, _sex, birth_date, *_):
            who = {"last_name": last_name, "first_name": first_name, "birth_date": birth_date}
            _add_person(data, who)
        case "dependant", (last_name, first_name, _sex, birth_date, _kind, nir, *_):
            who = {"last_name": last_name, "first_name": first_name, "birth_date": birth_date, "nir": nir}
            _add_person(data, who)
        case "dependant end", (first_name, birth_date, *_):
            _add_person(data, {"first_name": first_name, "birth_date": birth_date})
        case "address", (street, *_):
            data.add_words(street)
        case "bank details", (iban, _bic, holder):
            data.add_iban(iban)
            data.add_words(holder)


# --- texts -----
def readable(path: Path) -> Iterator[str]:
    """The texts of a file as somebody could read them.

    Robot's own part of its logs is looked at too: none of the names that the demonstration uses is in it.
    """
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".html":
        yield from _unpacked(text)
    yield _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), html.unescape(text))


def _unpacked(text: str) -> Iterator[str]:
    """The strings that Robot's log keeps in zlib and base64."""
    for packed in _PACKED.findall(text):
        try:
            yield html.unescape(zlib.decompress(base64.b64decode(packed)).decode("utf-8"))
        except (binascii.Error, zlib.error, UnicodeDecodeError):
            continue  # an ordinary string


def log_of(message: str) -> str:
    """Robot's log of one test that logs `message`."""
    from tempfile import TemporaryDirectory

    suite = TestSuite("Nothing")
    suite.tests.create("Nothing").body.create_keyword("Log", args=[message])
    with TemporaryDirectory() as folder:
        output, log = Path(folder) / "output.xml", Path(folder) / "log.html"
        suite.run(output=str(output), console="none")
        rebot(str(output), log=str(log), report=None, console="none")
        return log.read_text(encoding="utf-8")


def texts_of_jpeg(picture: bytes) -> list[bytes]:
    """The segments of a JPEG that may carry a text; JFIF's own and the colours' are left out."""
    assert picture[:2] == b"\xff\xd8"
    found, place = [], 2
    while (marker := picture[place + 1]) != 0xDA:  # start of the scan
        length = int.from_bytes(picture[place + 2 : place + 4])
        segment = picture[place + 4 : place + 2 + length]
        if (marker == 0xFE or 0xE0 <= marker <= 0xEF) and not segment.startswith(
            (b"JFIF\0", b"ICC_PROFILE\0")
        ):
            found.append(segment)
        place += 2 + length
    return found


def leaks(data: PersonalData, texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """By name of the text, what was found in it; empty when nothing was."""
    return {name: found for name, text in texts if (found := data.found_in(text))}
