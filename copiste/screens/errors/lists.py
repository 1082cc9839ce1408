"""What goes wrong with lists and grids."""

from __future__ import annotations

from copiste.screens.errors.base import ScreensError
from copiste.screens.errors.fields import ReadBackError


class PageMissedError(ScreensError):
    """A list showed another page than the next one: entries were not seen."""

    code = "PAGE_MISSED"

    def __init__(self, table: str, expected: int, found: int) -> None:
        super().__init__(f'List "{table}": expected page {expected}, got page {found}.')


class ListIncompleteError(ScreensError):
    """A list did not show each of its entries once."""

    code = "LIST_INCOMPLETE"

    def __init__(self, screen: str, table: str, why: str) -> None:
        super().__init__(f'Screen "{screen}", table "{table}": {why}.')


class RowNotFoundError(ScreensError):
    """No row of a list shows what is needed, or several do."""

    code = "ROW_NOT_FOUND"

    def __init__(self, screen: str, table: str, columns: tuple[str, ...], count: int) -> None:
        rows = f"{count} rows show" if count else "no row shows"
        super().__init__(
            f'Screen "{screen}", table "{table}": {rows} what is needed in {", ".join(columns)}; '
            "expected one."
        )


class LineReadBackError(ReadBackError):
    """A grid does not show, line by line, what was filled into it and nothing else."""

    def __init__(self, screen: str, grid: str, line: int, columns: tuple[str, ...], what: str) -> None:
        Exception.__init__(
            self,
            f'Screen "{screen}", grid "{grid}": line {line} {what}: {", ".join(columns)}. Nothing was '
            "committed since. Next step: see the picture; what an untouched line shows by itself is declared "
            "under untouched, a line of sums below the grid under until.",
        )
        self.fields = columns


class GridFullError(ScreensError):
    """No line of a grid is free, and none could be added."""

    code = "GRID_FULL"

    def __init__(self, screen: str, grid: str, lines: int, *, added: str) -> None:
        why = f"its action {added} added none" if added else "it declares no action add"
        super().__init__(f'Screen "{screen}", grid "{grid}": none of its {lines} lines is free, and {why}.')
