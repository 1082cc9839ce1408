"""The 3270 data stream: what the host writes is what a terminal reads, and the other way round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legacy_mock.domain import Notice
from legacy_mock.faces.terminal import codepage
from legacy_mock.faces.terminal.addresses import SIZE, address_of, place, written
from legacy_mock.faces.terminal.inbound import answer, read
from legacy_mock.faces.terminal.outbound import Colour, written_screen
from legacy_mock.faces.terminal.telnet import BrokenLineError
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.screen import Header, Screen
from tests.unit.legacy_mock.glass import Glass, glass_of, pressed

HEADER = Header(date(2026, 11, 20), "T001", 7)
CHARACTERS = "".join(codepage.decode(bytes([byte])) for byte in range(256))
PROTECTED, NUMERIC, NON_DISPLAY, INTENSE = 0x20, 0x10, 0x0C, 0x08


def full(name: str) -> Screen:
    """A screen whose every field and list entry is full."""
    map_ = CATALOGUE[name]
    values = {field.name: "É" * field.length for field in map_.fields}
    area = map_.listing
    row = {column.name: "@" * column.length for column in area.columns} if area else {}
    return Screen(map_, HEADER, values, (row,) * (area.page if area else 0), Notice("HOT0001"))


def glass(screen: Screen, *, extended: bool = True) -> Glass:
    return glass_of(written_screen(screen, extended=extended), CHARACTERS)


# --- out ---


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("name", CATALOGUE)
def test_a_terminal_shows_the_picture_of_a_screen(name: str, extended: bool) -> None:
    for screen in (Screen(CATALOGUE[name], HEADER), full(name)):
        shown = glass(screen, extended=extended)
        assert shown.rows == screen.picture()
        assert not shown.locked
        assert bool(shown.colours) == extended


@pytest.mark.parametrize("name", CATALOGUE)
def test_fields_are_as_long_as_they_are_declared_and_the_rest_is_protected(name: str) -> None:
    shown = glass(full(name))
    places = sorted(shown.attributes)
    typable = {
        start + 1: (end - start - 1, bool(shown.attributes[start] & NUMERIC))
        for start, end in zip(places, [*places[1:], SIZE + places[0]], strict=True)
        if not shown.attributes[start] & PROTECTED
    }
    assert typable == {
        place(cell.row, cell.column): (cell.length, field.numeric)
        for field in CATALOGUE[name].typable()
        for cell in field.cells()
    }
    autoskip = PROTECTED | NUMERIC
    assert all(byte & autoskip == autoskip for byte in shown.attributes.values() if byte & PROTECTED)


def test_a_hidden_field_is_not_displayed_and_its_value_never_sent() -> None:
    shown = glass(Screen(CATALOGUE["sign_on"], HEADER, {"password": "SECRET"}))
    assert shown.attribute_at(10, 25) & NON_DISPLAY == NON_DISPLAY
    assert "SECRET" not in "".join(shown.rows)


def test_the_cursor_stands_in_the_field_named_or_in_the_first_or_at_home() -> None:
    screen = Screen(CATALOGUE["address"], HEADER, cursor="town")
    assert glass(screen).cursor == place(14, 26)
    assert glass(replace(screen, cursor="")).cursor == place(8, 26)
    assert glass(replace(screen, cursor="receipt")).cursor == place(8, 26)
    assert glass(Screen(CATALOGUE["member_summary"], HEADER)).cursor == 0


def test_the_field_that_a_message_is_about_is_bright() -> None:
    shown = glass(Screen(CATALOGUE["address"], HEADER, message=Notice("HOT0001"), bright=frozenset({"town"})))
    assert shown.attribute_at(14, 25) & NON_DISPLAY == INTENSE
    assert shown.attribute_at(8, 25) & NON_DISPLAY == 0
    assert shown.colours[place(14, 25)] == shown.colours[place(22, 1)] == Colour.RED


def test_a_locked_screen_leaves_the_keyboard_locked() -> None:
    assert glass_of(written_screen(full("menu"), extended=True, locked=True), CHARACTERS).locked


# --- in ---

TOWN, STREET = place(14, 26), place(8, 26)


def typed(screen: Screen, record: bytes) -> dict[str, tuple[str, ...]]:
    return dict(answer(screen, read(record)).typed)


def test_modified_fields_arrive_and_the_others_stay_as_they_are_shown() -> None:
    screen = Screen(CATALOGUE["address"], HEADER, {"street": "1 RUE NEUVE", "town": "ARLES"})
    given_ = answer(screen, read(pressed(0x7D, TOWN + 2, {TOWN: codepage.encode("Sète")})))
    assert given_.aid is Aid.ENTER
    assert given_.cursor == "town"
    assert given_.typed == {
        "street": ("1 RUE NEUVE",),
        "complement": ("",),
        "postal_code": ("",),
        "town": ("Sète",),
    }


def test_an_emptied_field_arrives_empty() -> None:
    screen = Screen(CATALOGUE["address"], HEADER, {"street": "1 RUE NEUVE"})
    assert typed(screen, pressed(0x7D, 0, {STREET: b""}))["street"] == ("",)


def test_one_part_of_a_date_leaves_the_other_parts() -> None:
    screen = Screen(CATALOGUE["member_search"], HEADER, {"birth_date": "02031980"})
    record = pressed(0x7D, 0, {place(11, 29): codepage.encode("12")})
    assert typed(screen, record)["birth_date"] == ("02", "12", "1980")


def test_a_hidden_field_that_is_not_typed_anew_is_empty() -> None:
    assert typed(Screen(CATALOGUE["sign_on"], HEADER, {"password": "SECRET"}), pressed(0x7D))["password"] == (
        "",
    )


@pytest.mark.parametrize(("byte", "aid"), [(0x6D, Aid.CLEAR), (0x6C, Aid.OTHER), (0x6B, Aid.OTHER)])
def test_keys_that_send_no_data_are_short(byte: int, aid: Aid) -> None:
    assert answer(full("address"), read(bytes([byte]))).aid is aid


@pytest.mark.parametrize(
    ("byte", "aid"),
    [(0x7A, Aid.F10), (0x7C, Aid.F12), (0xF3, Aid.F3), (0xF1, Aid.OTHER), (0x4C, Aid.OTHER)],
)
def test_function_keys(byte: int, aid: Aid) -> None:
    assert answer(full("address"), read(pressed(byte))).aid is aid


def test_a_character_the_host_does_not_know_is_passed_on_to_be_refused() -> None:
    record = pressed(0x7D, 0, {STREET: b"\x1c\xc1"})
    assert typed(full("address"), record)["street"] == (codepage.UNKNOWN + "A",)


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\x7d",
        b"\x7d\x40",
        b"\x88\x00\x00",
        b"\x60\x40\x40",
        b"\x6d\x40\x40\x11",
        b"\x7d\x40\x40\xc1\xc2",
        b"\x7d\x40\x40\x11\x40",
        b"\x7d\x9f\xff",
        b"\x7d\x3f\xff",
        pressed(0x7D, 0, {STREET + 1: b"\xc1"}),
        pressed(0x7D, 0, {STREET: b"\xc1" * 33}),
        pressed(0x7D, 0, {place(5, 26): b"\xc1"}),
    ],
)
def test_what_no_terminal_sends_breaks_the_line(record: bytes) -> None:
    with pytest.raises(BrokenLineError):
        answer(full("address"), read(record))


@given(st.binary(max_size=200), st.sampled_from(sorted(CATALOGUE)))
@example(b"\x7d\x5d\x7e\x11", "menu")
def test_any_record_is_read_or_broken(record: bytes, name: str) -> None:
    try:
        answer(full(name), read(record))
    except BrokenLineError:
        return


# --- places and characters ---


@given(st.integers(0, SIZE - 1))
def test_an_address_is_read_as_it_is_written_in_12_bits_and_in_14(address: int) -> None:
    assert address_of(written(address)) == address
    assert address_of(address.to_bytes(2, "big")) == address
    assert all(byte >= 0x40 for byte in written(address)), "no order is taken for an address"


@pytest.mark.parametrize("data", [b"", b"\x40", b"\x80\x00", b"\x07\x80", b"\x5e\x40", b"\xff\xff"])
def test_an_address_outside_the_glass_is_none(data: bytes) -> None:
    with pytest.raises(ValueError, match="address"):
        address_of(data)


def test_the_code_page_is_the_french_one() -> None:
    assert codepage.encode("éàçèù§^°£µ@#[]{}\\|~`¨").hex() == "c07ce0d06a5a5f4a7b7944b190b5515448bbbda0a1"
    assert codepage.encode("AZ az09") == bytes.fromhex("C1E94081A9F0F9")


@given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S"])))
def test_text_comes_back_as_it_was_sent(text: str) -> None:
    assert codepage.decode(codepage.encode(text)) == text


def test_what_the_code_page_lacks_is_a_question_mark() -> None:
    assert codepage.encode("œ€\ufffd") == codepage.encode("???")
    assert codepage.decode(bytes([0x00, 0x11, 0x3F, 0xFF])) == codepage.UNKNOWN * 4
