"""Nobody's data leaks: what a whole demonstration left is searched for everybody it was about."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from fnmatch import fnmatch
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from copiste.queue.personal_data.sealing import Sealer
from copiste.screens.web.browser import launch
from copiste.settings import Settings
from tests.acceptance import personal_data
from tests.acceptance.demo_run import PASSWORD, DemoRun
from tests.acceptance.onlookers import AtPage, AtTerminal, Onlooker
from tests.acceptance.personal_data import PersonalData, leaks, readable
from tests.acceptance.pictures import areas
from tests.support.mock import Mock
from tests.support.person import Person
from tests.support.programs import REPOSITORY
from tests.support.s3270 import terminal_at

pytestmark = pytest.mark.timeout(900)

#: The one column of the queue that holds the case, sealed.
PAYLOAD = "items.payload"
#: Size of a bot's window, and so of its pictures.
WIDTH, HEIGHT = 1024, 768


@pytest.fixture(scope="module")
def people(demo: DemoRun) -> PersonalData:
    return personal_data.of_the_demo(demo.mock)


def documented() -> tuple[str, ...]:
    """The files that `docs/personal-data.md` says hold personal data."""
    page = (REPOSITORY / "docs" / "personal-data.md").read_text(encoding="utf-8")
    table = page.partition("## Places that hold personal data")[2].partition("\n## ")[0]
    return tuple(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE))


def files(demo: DemoRun) -> dict[str, Path]:
    """Every file that the demonstration left: in its working directory, its home, its temporary directory."""
    return {
        str(path.relative_to(root)): path
        for root in (demo.home, demo.temporary)
        for path in root.rglob("*")
        if path.is_file()
    }


def test_only_the_documented_files_hold_anything_about_anybody(demo: DemoRun, people: PersonalData) -> None:
    held = ("queue.db*", "mock.db*", "*.jpg", "item.json")
    assert set(documented()) == set(held)
    texts = {
        name: path
        for name, path in files(demo).items()
        if not any(fnmatch(Path(name).name, pattern) for pattern in held)
    }
    kinds = {Path(name).suffix for name in texts}
    assert {".log", ".html", ".csv", ".xml", ".json", ".toml"} <= kinds
    assert len(texts) > 150
    found = leaks(people, ((name, text) for name, path in texts.items() for text in readable(path)))
    assert found == {}


def test_neither_the_console_nor_a_file_s_name_says_anything(demo: DemoRun, people: PersonalData) -> None:
    said = {"out": demo.out, "err": demo.err, "names": "\n".join(files(demo))}
    assert all(said.values())
    assert leaks(people, said.items()) == {}


def test_nothing_in_the_queue_can_be_read_without_its_keys(demo: DemoRun, people: PersonalData) -> None:
    cells: dict[str, str] = {}
    with sqlite3.connect(f"file:{demo.folder / 'queue.db'}?mode=ro", uri=True) as queue:
        tables = [name for (name,) in queue.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            for _, column, *_ in queue.execute(f"PRAGMA table_info({table})").fetchall():
                values = queue.execute(f"SELECT CAST({column} AS TEXT) FROM {table}").fetchall()
                cells[f"{table}.{column}"] = "\n".join(value or "" for (value,) in values)
    assert {PAYLOAD, "events.why", "items.message", "steps.step", "transactions.message"} <= set(cells)
    settings = Settings(database=f"sqlite:///{demo.folder / 'queue.db'}")
    sealer = Sealer(settings.keys)
    opened = (sealer.open(payload) for payload in cells[PAYLOAD].splitlines())
    assert (
        len(people.found_in("\n".join(json.dumps(payload, ensure_ascii=False) for payload in opened))) > 500
    )
    found = leaks(people, cells.items())
    # Sealed text is random letters, in which a name of three may stand by chance. An unsealed payload would
    # show longer ones.
    sealed = found.pop(PAYLOAD, set())
    assert [word for word in sealed if len(word) > 4] == []
    assert len(sealed) < 3
    assert found == {}


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Were it blind, every test above would pass."""
    names = personal_data.PersonalData()
    names.add_words("D'Almeida")
    names.add_birth_date("1980-05-12")
    names.add_nir("269058699600116")
    names.add_iban("FR7699920017400000070004003")
    shown = "né 12/05/1980, D'ALMEIDA, 2 69 05 86 996 001 (16) sur FR76 9992 0017 4000 0007 0004 003"
    page = tmp_path / "page.html"
    page.write_text(shown.replace("'", "&#39;"), encoding="utf-8")
    wanted = {"12 05 1980", "D ALMEIDA", "269058699600116", "2690586996001"}
    wanted |= {"FR7699920017400000070004003", "99920017400000070004003"}
    assert leaks(names, [("page", text) for text in readable(page)]) == {"page": wanted}

    log = tmp_path / "log.html"
    log.write_text(personal_data.log_of("long enough to be packed " * 40 + shown), encoding="utf-8")
    assert "ALMEIDA" not in log.read_text(encoding="utf-8")
    assert leaks(names, [("log", text) for text in readable(log)]) == {"log": wanted}

    escaped = tmp_path / "day.json"
    escaped.write_text(r'{"who": "Z\u00e9lie d\u2019Almeida"}', encoding="utf-8")
    assert leaks(names, [("json", text) for text in readable(escaped)]) == {"json": {"D ALMEIDA"}}


# --- pictures
@pytest.fixture
def onlooker(demo: DemoRun, tmp_path: Path) -> Iterator[Onlooker]:
    """Somebody at a copy of the demonstration's back-end, through the same face."""
    shutil.copy(demo.folder / "mock.db", tmp_path / "mock.db")
    mock = Mock(tmp_path / "mock.db", password=PASSWORD)
    mock.start()
    with ExitStack() as stack:
        stack.callback(mock.stop)
        if demo.face == "pixels":
            yield AtTerminal(stack.enter_context(terminal_at(mock.terminal)).sign_on(PASSWORD))
            return
        playwright = stack.enter_context(sync_playwright())
        browser = launch(playwright.chromium, headless=True, executable=None)
        stack.callback(browser.close)
        person = Person(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="fr-FR"))
        person.sign_on(mock.url, PASSWORD)
        yield AtPage(person)


def check(
    onlooker: Onlooker, pictures: list[Path], sensitive: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    """On each picture the `sensitive` fields of the onlooker's screen are black, the `shown` ones are not.

    Where they are is measured on the live screen, on which all of them show something.
    """
    for caption in (*sensitive, *shown):
        assert onlooker.is_filled(caption), caption
    hidden = [box for caption in sensitive for box in onlooker.boxes(caption)]
    open_to_all = [box for caption in shown for box in onlooker.boxes(caption)]
    for picture in pictures:
        found = areas(picture, hidden + open_to_all)
        assert all(area.painted_over for area in found[: len(hidden)]), picture
        assert all(area.shows_something for area in found[len(hidden) :]), picture


def test_pictures_of_bank_details_have_a_black_iban(demo: DemoRun, onlooker: Onlooker) -> None:
    onlooker.see_bank_details(demo.ledger["bank_details"][0]["member_number"])
    pictures = sorted(demo.folder.glob("evidence/*/*-bank-details-committed.jpg"))
    assert len(pictures) == len(demo.ledger["bank_details"])
    check(onlooker, pictures, ("IBAN",), ("TITULAIRE", "ENREGISTREMENT"))


def test_pictures_of_new_members_have_a_black_nir_and_birth_date(demo: DemoRun, onlooker: Onlooker) -> None:
    onlooker.see_new_member()
    pictures = sorted(demo.folder.glob("evidence/*/*-member-committed.jpg"))
    assert len(pictures) == len(demo.ledger["members"])
    check(onlooker, pictures, ("NE LE", "NIR", "CLE"), ("NOM", "PRENOM"))


def test_pictures_hold_no_text_beside_what_they_show(demo: DemoRun) -> None:
    pictures = list(demo.folder.glob("evidence/*/*.jpg"))
    assert len(pictures) > len(demo.ledger["journal"])
    assert {
        picture.name: found
        for picture in pictures
        if (found := personal_data.texts_of_jpeg(picture.read_bytes()))
    } == {}
