"""A sheet's part as rows of cells, each cell with its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final, NamedTuple, Self

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from copiste.intake.files.cells import FAULTY, UNCOMPUTED, Number, Unusable
from copiste.intake.files.ooxml.events import SEPARATOR, PartDamagedError, chunks, is_true, parser
from copiste.intake.files.ooxml.number_format import GENERAL, NumberFormat
from copiste.intake.files.ooxml.strings import unescaped

_MIDNIGHT: Final = time()
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Most columns and rows of a sheet.
_WIDEST, _LONGEST = 16_384, 1_048_576


class SheetRow(NamedTuple):
    """One row of a sheet."""

    number: int
    cells: list[Any]
    hidden: bool


class CellContext(NamedTuple):
    """How the cells of one workbook are to be read."""

    strings: Sequence[str] = ()
    formats: Sequence[NumberFormat] = (GENERAL,)
    since_1904: bool = False
    #: What formulas came to is not final, so that no cell with a formula has a value.
    recalculated: bool = False


class SheetReader:
    """Reads one sheet; `rows` once, `hidden_columns` and `read` while and after that."""

    def __init__(self, part: IO[bytes], context: CellContext) -> None:
        self._part = part
        self._context = context
        #: Positions, from 0.
        self.hidden_columns: set[int] = set()
        #: Bytes read so far.
        self.read = 0

    def rows(self) -> Iterator[SheetRow]:
        """The rows in the order of the part, those that it leaves out as empty rows.

        Raises:
            PartDamagedError, ExpatError, ValueError, LookupError, BadZipFile: it is no sound sheet.
        """
        ready: list[SheetRow] = []
        cells = _Cells(self._context, ready, self.hidden_columns)
        before = 0
        for piece in chunks(self._part):
            self.read += len(piece)
            cells.parse(piece)
            for row in ready:
                for number in range(before + 1, row.number):
                    yield SheetRow(number, cells.spilled(number), False)
                before = max(before, row.number)
                yield row
            ready.clear()
        cells.finish()
        for number in range(before + 1, cells.last_spilled() + 1):
            yield SheetRow(number, cells.spilled(number), False)


class _Spill(NamedTuple):
    """Cells that a formula of one of them fills, an array's or a data table's, and has not filled yet."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @classmethod
    def of(cls, reference: str) -> Self:
        """The cells of a reference such as `F2:F9`."""
        first, _, last = reference.partition(":")
        (left, top), (right, bottom) = map(coordinate_from_string, (first, last or first))
        return cls(column_index_from_string(left) - 1, top, column_index_from_string(right) - 1, bottom)


class _Cells:
    """The parser's handlers: from elements to rows."""

    def __init__(self, context: CellContext, ready: list[SheetRow], hidden_columns: set[int]) -> None:
        self._strings, self._formats = context.strings, context.formats
        self._final = not context.recalculated
        self._epoch = MAC_EPOCH if context.since_1904 else WINDOWS_EPOCH
        self._ready = ready
        self._hidden_columns = hidden_columns
        self._row = 0
        self._hidden = False
        self._cells: list[Any] = []
        self._next = 0
        self._kind: str | None = None
        self._style = 0
        self._formula = self._phonetic = self._collecting = self._said = False
        self._spill: _Spill | None = None
        self._spills: list[_Spill] = []
        self._text: list[str] = []
        self._columns: dict[str, int] = {}
        self._parser = parser()
        self._parser.StartElementHandler = self._root
        self._parser.CharacterDataHandler = self._characters
        self._parser.EndElementHandler = self._end

    def parse(self, piece: bytes) -> None:
        self._parser.Parse(piece)

    def finish(self) -> None:
        self._parser.Parse(b"", True)

    def _root(self, name: str, _attributes: Mapping[str, str]) -> None:
        """Take the namespace of the sheet: of the transitional or the strict form, whatever its prefix."""
        namespace, _, root = name.rpartition(SEPARATOR)
        if root != "worksheet":
            raise PartDamagedError("the part of a sheet holds something else")
        self._names = {f"{namespace}{SEPARATOR}{one}": one for one in _ELEMENTS}
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = self._names.get(name)
        if element == "c":
            self._begin_cell(attributes)
        elif element in _TEXTS:
            self._collecting = not self._phonetic
            self._said = True
        elif element == "f":
            self._formula = True
            if attributes.get("t") in ("array", "dataTable") and "ref" in attributes:
                self._spill = _Spill.of(attributes["ref"])
        elif element == "row":
            self._begin_row(attributes)
        elif element == "rPh":
            self._phonetic = True
        elif element == "col":
            self._begin_columns(attributes)

    def _characters(self, data: str) -> None:
        if self._collecting:
            self._text.append(data)

    def _end(self, name: str) -> None:
        element = self._names.get(name)
        if element in _TEXTS:
            self._collecting = False
        elif element == "c":
            self._end_cell()
        elif element == "row":
            if self._spills:
                self._cells = self._with_spills(self._row, self._cells)
            self._ready.append(SheetRow(self._row, self._cells, self._hidden))
        elif element == "rPh":
            self._phonetic = False

    def _begin_columns(self, attributes: Mapping[str, str]) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            last = min(int(attributes["max"]), _WIDEST)
            self._hidden_columns.update(range(int(attributes["min"]) - 1, last))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        if not 0 < self._row <= _LONGEST:
            raise PartDamagedError("a row's number is beyond the sheet")
        self._hidden = is_true(attributes.get("hidden")) or attributes.get("ht") in ("0", "0.0")
        self._cells = []
        self._next = 0

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        if place is not None:
            letters = place.rstrip("0123456789")
            position = self._columns.get(letters)
            if position is None:
                position = self._columns[letters] = column_index_from_string(letters) - 1
            self._next = position
        self._kind = attributes.get("t")
        self._style = int(attributes.get("s", "0"))
        self._formula = self._said = False
        self._spill = None

    def _is_computed(self, text: str) -> bool:
        """Whether what a formula came to is stored; of those that give a text, an empty one too."""
        return self._final and self._said and (bool(text) or self._kind == "str")

    def _end_cell(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        value: Any
        if self._formula and not self._is_computed(text):
            value = UNCOMPUTED
            if self._spill is not None:
                self._spills.append(self._spill)
        elif self._kind == "s":
            value = self._strings[int(text)] if text else None
        else:
            value = self._value(text)
        cells, position = self._cells, self._next
        self._next = position + 1
        if position == len(cells):
            cells.append(value)
            return
        if position >= _WIDEST:
            raise PartDamagedError("a cell is beyond the sheet")
        if position < len(cells):
            raise PartDamagedError("the cells of a row are not in order")
        cells.extend([None] * (position - len(cells)))
        cells.append(value)

    def _value(self, text: str) -> Any:
        kind = self._kind
        if kind in _TEXT_KINDS:
            return unescaped(text)
        text = text.strip()
        if not text:
            return None
        if kind is None or kind == "n":
            form = self._formats[self._style]
            return Number(text, form) if form.use == "number" else self._moment(text, form)
        return _OTHER_KINDS[kind](text)

    def _moment(self, text: str, form: NumberFormat) -> Any:
        """The day or time that a number is; a number that no day has stays one."""
        try:
            if form.use == "duration":
                return timedelta(days=float(text))
            found: datetime | time = from_excel(float(text), self._epoch)
        except (ValueError, OverflowError):
            return Number(text, form)
        if float(text) < 0:
            return Number(text, form)
        if form.use == "time" and isinstance(found, datetime):
            return found.time()
        return _day(found)

    def _with_spills(self, row: int, cells: list[Any]) -> list[Any]:
        """`cells` with those marked that a formula of another cell has yet to fill."""
        for spill in self._spills:
            if not spill.first_row <= row <= spill.last_row:
                continue
            cells.extend([None] * (spill.last_column + 1 - len(cells)))
            for position in range(spill.first_column, spill.last_column + 1):
                if not self._final or cells[position] is None:
                    cells[position] = UNCOMPUTED
        return cells

    def spilled(self, row: int) -> list[Any]:
        """The cells of a row that the part leaves out."""
        return self._with_spills(row, []) if self._spills else []

    def last_spilled(self) -> int:
        return max((spill.last_row for spill in self._spills), default=0)


def _day(found: datetime | time) -> date | time:
    if isinstance(found, datetime) and found.time() == _MIDNIGHT:
        return found.date()
    return found


def _boolean(text: str) -> bool:
    if text not in ("0", "1", "true", "false"):
        raise PartDamagedError("a boolean cell is neither true nor false")
    return is_true(text)


def _iso(text: str) -> date | time:
    """A cell of type `d` (ISO 8601)."""
    try:
        return _day(datetime.fromisoformat(text).replace(tzinfo=None))
    except ValueError:
        return time.fromisoformat(text.removeprefix("T"))


def _error(_text: str) -> Unusable:
    return FAULTY


_OTHER_KINDS: Final[Mapping[str, Callable[[str], Any]]] = {"b": _boolean, "d": _iso, "e": _error}
_TEXT_KINDS: Final = frozenset({"inlineStr", "str"})
_TEXTS: Final = frozenset({"v", "t"})
_ELEMENTS: Final = ("c", "v", "t", "f", "row", "rPh", "col")
