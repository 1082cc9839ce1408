"""Payloads at rest: what is sealed says nothing, opens with any of the keys, and is refused when touched."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from copiste.queue.personal_data.sealing import PayloadErasedError, PayloadUnreadableError, Sealer, id_of
from copiste.vault import Keys, new_payload_key, new_secret

CASE = {"member": {"last_name": "ŒUVRARD", "nir": "285057800608436"}, "dependants": []}


@dataclass
class Vault:
    """Keys that a test may change, and how often they were asked for."""

    keys: list[str]
    asked: int = 0

    def __call__(self) -> Keys:
        self.asked += 1
        return Keys.of({**new_secret(), "search_key": "s" * 32, "payload_keys": ",".join(self.keys)}, "test")


def sealer(*keys: str) -> Sealer:
    return Sealer(Vault(list(keys) or [new_payload_key()]))


def test_what_is_sealed_opens_and_says_nothing() -> None:
    one = sealer()
    sealed = one.seal(CASE)
    assert one.open(sealed) == CASE
    assert "UVRARD" not in sealed
    assert sealed.partition(":")[0] == one.current
    assert one.seal(CASE) != sealed


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_any_json_comes_back_as_it_was(payload: dict[str, object]) -> None:
    one = sealer()
    assert one.open(one.seal(payload)) == payload


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, new = new_payload_key(), new_payload_key()
    sealed = sealer(old).seal(CASE)
    both = sealer(new, old)
    assert both.open(sealed) == CASE
    assert both.seal(CASE).startswith(id_of(new))
    assert both.ids() == (id_of(new), id_of(old))


def test_a_key_that_came_into_the_vault_meanwhile_is_fetched() -> None:
    old, new = new_payload_key(), new_payload_key()
    vault = Vault([old])
    running = Sealer(vault)
    running.open(running.seal(CASE))
    assert vault.asked == 1
    vault.keys.insert(0, new)
    assert running.open(sealer(new).seal(CASE)) == CASE
    assert vault.asked == 2


def test_a_payload_of_before_is_read_as_it_is() -> None:
    assert sealer().open('{"member": {"last_name": "ŒUVRARD"}}') == {"member": {"last_name": "ŒUVRARD"}}


def test_a_missing_key_is_named_by_its_id_with_the_next_step() -> None:
    lost = new_payload_key()
    sealed = sealer(lost).seal(CASE)
    with pytest.raises(
        PayloadUnreadableError, match=rf"Work item 7 .*key {id_of(lost)}.*payload_keys"
    ) as told:
        sealer().open(sealed, "Work item 7")
    assert lost not in str(told.value)


def damages(sealed: str) -> list[str]:
    token = sealed.partition(":")[2]
    changed = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
    return [
        sealed.replace(token, changed),
        sealed.replace(token, token[:-10]),
        sealed.replace(token, ""),
        sealed.replace(token, "é" + token),
        token,
        "{",
        '{"a": 1} x',
        "[1]",
        "null",
        " ",
        "{" * 100_000,
        "sealed",
    ]


@pytest.mark.parametrize("which", range(12))
def test_a_damaged_payload_is_an_error_that_shows_nothing_of_it(which: int) -> None:
    one = sealer()
    with pytest.raises(PayloadUnreadableError, match=r"Work item 7 is damaged.*requeue") as told:
        one.open(damages(one.seal(CASE))[which], "Work item 7")
    assert len(str(told.value)) < 300
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_sealed_text_that_is_no_object_is_damaged() -> None:
    one = sealer()
    with pytest.raises(PayloadUnreadableError, match="damaged"):
        one.open(one.seal_bytes(b"[1]"))


def test_an_erased_payload_is_told_from_a_damaged_one() -> None:
    with pytest.raises(PayloadErasedError, match="Work item 7 was erased"):
        sealer().open("", "Work item 7")


def test_files_are_sealed_alike() -> None:
    one = sealer()
    assert one.open_bytes(one.seal_bytes(b"\x00\xff")) == b"\x00\xff"


def test_a_hash_is_the_same_for_whoever_has_the_key_and_for_nobody_else() -> None:
    one, same = sealer(), sealer()
    other = Sealer(lambda: Keys((SecretStr(new_payload_key()),), SecretStr("t" * 32), SecretStr("j" * 32)))
    assert one.hash("MARTIN 1980-05-12") == same.hash("MARTIN 1980-05-12")
    assert one.hash("MARTIN 1980-05-12") != other.hash("MARTIN 1980-05-12")
    assert len(one.hash("")) == 64
