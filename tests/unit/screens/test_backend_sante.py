"""The declarations of the health back-end against what its mock says about itself.

The mock's tables are read as values; the product never imports them.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from copiste.screens.declared.catalogue import MessageKind
from copiste.screens.declared.loading import load_application
from legacy_mock.maps import CATALOGUE
from legacy_mock.messages import MESSAGES, Kind

APPLICATION = load_application("backend_sante")
#: What the mock's kinds may mean to us. A refusal that data cannot cause is our own mistake: technical.
MEANINGS = {
    Kind.CONFIRMATION: {MessageKind.CONFIRMATION},
    Kind.INFORMATION: {MessageKind.INFORMATION, MessageKind.TECHNICAL},
    Kind.WARNING: {MessageKind.WARNING},
    Kind.REFUSAL: {MessageKind.BUSINESS, MessageKind.TECHNICAL, MessageKind.SIGN_ON},
    Kind.TRY_LATER: {MessageKind.TRY_LATER},
    Kind.TECHNICAL: {MessageKind.TECHNICAL},
}


def test_every_message_is_declared_and_none_besides() -> None:
    assert set(APPLICATION.messages) == set(MESSAGES)


@pytest.mark.parametrize("number", sorted(MESSAGES))
def test_a_message_means_here_what_it_means_there(number: str) -> None:
    ours, theirs = APPLICATION.messages[number], MESSAGES[number]
    assert ours.kind in MEANINGS[theirs.kind]
    assert ours.text == re.sub(r"\{[^}]*\}", "...", theirs.template)


@pytest.mark.parametrize("number", [n for n, m in MESSAGES.items() if m.kind is Kind.CONFIRMATION])
def test_every_confirmation_gives_its_receipt(number: str) -> None:
    filled: dict[str, Any] = {"receipt": "26324-000123", "adherent": "20000001"}
    assert APPLICATION.message
    found = re.search(APPLICATION.message.values["receipt"], MESSAGES[number].text(**filled))
    assert found is not None
    assert found[1] == "26324-000123"


def test_every_screen_is_declared() -> None:
    assert set(APPLICATION.screens) == set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_screen_has_the_title_and_the_keys_of_its_map(name: str) -> None:
    declared, shown = APPLICATION.screen(name), CATALOGUE[name]
    assert declared.recognise.bare is not bool(shown.title)
    assert declared.recognise.bare or declared.recognise.has_title(shown.title)
    assert set(declared.recognise.texts) <= {text.text for text in shown.texts}
    assert {action.key for action in declared.actions.values()} <= {key.aid.value for key in shown.keys} | {
        "ENTER"
    }


@pytest.mark.parametrize(
    ("screen", "field"), [(name, field) for name, one in APPLICATION.screens.items() for field in one.fields]
)
def test_a_field_has_the_captions_and_lengths_of_its_map(screen: str, field: str) -> None:
    declared = APPLICATION.screen(screen).field(field)
    by_caption = {item.caption: item for item in CATALOGUE[screen].fields}
    lengths: list[int] = []
    for caption, _ in declared.captions:
        assert by_caption[caption].protected is declared.protected
        assert by_caption[caption].hidden is declared.hidden
        lengths.extend(by_caption[caption].parts)
    if not declared.protected:
        assert tuple(lengths) == declared.lengths


@pytest.mark.parametrize("name", [name for name, one in CATALOGUE.items() if one.listing])
def test_a_list_has_the_columns_of_its_map(name: str) -> None:
    listing = CATALOGUE[name].listing
    (table,) = APPLICATION.screen(name).tables.values()
    assert listing is not None
    assert [(key, column.caption) for key, column in table.columns.items()] == [
        (column.name, column.caption) for column in listing.columns
    ]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_what_identifies_a_person_is_painted_over(name: str) -> None:
    screen = APPLICATION.screen(name)
    columns = [column for table in screen.tables.values() for column in table.columns.items()]
    for field, declared in (*screen.fields.items(), *columns):
        secret = {"nir", "iban", "birth_date", "phone", "password"}
        assert declared.sensitive is (field in secret), field
