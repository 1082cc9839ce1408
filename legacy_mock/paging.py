"""Lists longer than a screen: which page a key leads to, and how the page is written. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from legacy_mock.domain import Refused
from legacy_mock.map import Aid

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


def pages(total: int, size: int) -> int:
    """Count the pages of a list; an empty list has one."""
    return max(1, -(-total // size))


def turn(page: int, aid: Aid | None, total: int, size: int) -> int:
    """Give the page, from 0, that F7 or F8 leads to; another key stays.

    Raises:
        Refused: LST0001 before the first page, LST0002 after the last.
    """
    if aid is Aid.F7 and page == 0:
        raise Refused("LST0001")
    if aid is Aid.F8 and page + 1 >= pages(total, size):
        raise Refused("LST0002")
    if aid is Aid.F7:
        return page - 1
    return page + 1 if aid is Aid.F8 else page


def written(page: int, total: int, size: int) -> str:
    """Write the page as screens show it: 1/3."""
    return f"{page + 1}/{pages(total, size)}"


def cut(rows: Sequence[T], page: int, size: int) -> Sequence[T]:
    """Give the rows of one page."""
    return rows[page * size : (page + 1) * size]
