"""Somebody at a terminal of the mock, which is an OS process of its own; the ledger tells what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from legacy_mock.domain.seed import fill
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.s3270 import S3270, terminal_at

#: A plain member of the seed.
MEMBER = "10000041"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    folder = tmp_path_factory.mktemp("mock")
    fill(folder / "mock.db", password=PASSWORD, members=0)
    with running_mock(folder) as running:
        yield running


class Desk:
    """One test's share of the back-end: a terminal's name of its own, and what was recorded since."""

    def __init__(self, mock: Mock, terminal: str) -> None:
        self.mock = mock
        self.terminal = terminal
        self._before = {table: len(rows) for table, rows in mock.ledger().items()}
        self._struck = len(mock.struck())
        self._people = ExitStack()

    def sit(self, *options: str) -> S3270:
        """Somebody in front of a terminal that is connected."""
        return self._people.enter_context(terminal_at(self.mock.terminal, *options))

    def records(self, table: str = "journal") -> list[dict[str, Any]]:
        return self.mock.ledger()[table][self._before[table] :]

    def struck(self) -> bool:
        return len(self.mock.struck()) > self._struck

    def close(self) -> None:
        self.mock.calm()
        self._people.close()


_terminals = (f"T{number:03}" for number in itertools.count(1))


@pytest.fixture
def desk(served: Mock) -> Iterator[Desk]:
    with closing(Desk(served, next(_terminals))) as desk:
        yield desk


@pytest.fixture
def agent(desk: Desk) -> S3270:
    """Somebody signed on, in front of the menu."""
    terminal = desk.sit().sign_on(PASSWORD, terminal=desk.terminal)
    assert terminal.title == "MENU GENERAL"
    return terminal


@pytest.fixture
def address(agent: S3270) -> S3270:
    """The same in front of a member's address, another one typed into it."""
    agent.go("ADRS", MEMBER)
    assert agent.title == "ADRESSE ADHERENT"
    agent.fill("address", street="7 RUE NEUVE", complement="", postal_code="75011", town="PARIS")
    return agent
