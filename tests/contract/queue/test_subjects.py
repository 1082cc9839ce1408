"""Finding the items about a person without keeping a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from copiste.queue.item import OutcomeKind
from copiste.queue.schema import subjects
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, add, claim, new, settle
from tests.contract.queue.vaults import Vault

NIR = "280057512345678"
ZOE = {
    "last_name": "D'Alméida-Roux",
    "first_name": "Zoé",
    "birth_date": "1980-05-12",
    "nir": NIR,
}
LEO = {"last_name": "Roux", "first_name": "Léo", "birth_date": "2015-03-02"}


@pytest.fixture
def queue(url: str) -> Iterator[Store]:
    with Store.open(url, sealer=Vault().sealer()) as store:
        add(
            store,
            new("E-1", payload={"member": ZOE, "dependants": [LEO]}),
            new("A-1", process="address", payload={"member": ZOE, "address": {"town": "Lyon"}}),
            new("D-1", process="dependant", payload={"member": ZOE, "dependant": {**LEO, "last_name": None}}),
            new("X-1", process="unheard_of", payload={"member": ZOE}),
        )
        yield store


def found(store: Store, name: str, born: str) -> list[tuple[int, bool]]:
    return [(one.item, one.whole) for one in store.about(name, date.fromisoformat(born))]


class TestAPerson:
    @pytest.mark.parametrize(
        "name", ["D'Alméida-Roux Zoé", "zoe d almeida roux", "ZOÉ D’ALMEIDA ROUX", "Zoe  Roux D'Almeida"]
    )
    def test_is_found_however_the_name_is_written(self, queue: Store, name: str) -> None:
        assert found(queue, name, "1980-05-12") == [(1, True), (2, True), (3, True)]

    def test_is_found_as_a_dependant(self, queue: Store) -> None:
        assert found(queue, "Léo Roux", "2015-03-02") == [(1, True), (3, False)]

    def test_is_not_found_by_half_a_name_or_on_another_day(self, queue: Store) -> None:
        assert found(queue, "Zoé", "1980-05-12") == []
        assert found(queue, "D'Alméida-Roux Zoé", "1980-05-13") == []
        assert found(queue, "", "1980-05-12") == []

    def test_is_never_found_by_the_nir(self, queue: Store) -> None:
        assert found(queue, NIR, "1980-05-12") == []

    def test_follows_a_corrected_case(self, queue: Store) -> None:
        settle(queue, claim(queue, processes=["address"]), OutcomeKind.BUSINESS, "MEMBER_UNKNOWN")
        corrected: dict[str, Any] = {"member": {**ZOE, "first_name": "Zoë-Marie"}}
        queue.requeue(2, who="amartin", why="typo", now=NOW, payload=corrected)
        assert found(queue, "Zoé d'Almeida Roux", "1980-05-12") == [(1, True), (3, True)]
        assert (2, True) in found(queue, "Zoë Marie d'Almeida Roux", "1980-05-12")

    def test_leaves_nothing_in_the_queue_that_says_who_it_is(self, queue: Store) -> None:
        with queue._database.read() as db:
            hashes = db.execute(sa.select(subjects.c.hash)).scalars().all()
        assert len(hashes) == 5
        assert all(len(one) == 64 and int(one, 16) for one in hashes)

    def test_adding_what_is_there_changes_nothing(self, queue: Store) -> None:
        assert len(queue.add([new("E-1", payload={"member": LEO})], now=NOW).used) == 1
        assert found(queue, "Léo Roux", "2015-03-02") == [(1, True), (3, False)]
