"""Reads the file in which the libraries' file adapters keep work items, or a file that a robot is to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from copiste.connectors.robocorp.errors import WorkItemsFileError
from copiste.connectors.robocorp.messages import Name, wrap
from copiste.queue.item import NewItem, Source
from copiste.queue.transactions.outputs import Filed


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    payload: Any = Field(default=None, repr=False)
    #: Name in the item, and path from the folder of the work items' file.
    files: dict[Name, Path] = Field(default_factory=dict)


_ENTRIES: TypeAdapter[list[_Entry]] = TypeAdapter(Annotated[list[_Entry], Field(min_length=1)])


def read_work_items(
    path: Path, process: str, reference: str | None, *, mark: Callable[[bytes], str]
) -> Iterator[Filed]:
    """The items of `process` that the file holds, each with the contents of its files, one after the other.

    Args:
        path: A JSON list of `{"payload": …, "files": {name: path}}`; a file that does not end with `.json`
            is one item without a payload, with this file.
        process: The items' process.
        reference: The payload's key whose value names the item; without it, the file's name and mark, and
            the position in it, do.
        mark: Of the file's bytes, so that items of another file of its name have other references.

    Raises:
        WorkItemsFileError: the file is no such list, a file it names cannot be read, or an item has no
            reference.
    """
    content = path.read_bytes()
    marked = f"{path.stem}-{mark(content)}"
    if path.suffix.lower() != ".json":
        if reference:
            raise WorkItemsFileError(
                f"{path} becomes one item without a payload, so there is no {reference}. "
                "Leave --reference out."
            )
        yield Filed(NewItem(process, marked, wrap(None), source=Source(path.name)), {path.name: content})
        return
    try:
        entries = _ENTRIES.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise WorkItemsFileError(
            f'{path}: {place}: {first["type"]}. Expected: [{{"payload": …, "files": {{name: path}}}}, …]'
        ) from None
    for number, entry in enumerate(entries, start=1):
        named = _reference(path, number, entry, reference) if reference else f"{marked}/{number}"
        formerly = None if reference else f"{path.stem}/{number}"
        source = Source(path.name, row=number)
        contents = {name: _read(path, number, file) for name, file in entry.files.items()}
        item = NewItem(process, named, wrap(entry.payload), source=source, formerly=formerly)
        yield Filed(item, contents)


def _reference(path: Path, number: int, entry: _Entry, key: str) -> str:
    value = entry.payload.get(key) if isinstance(entry.payload, dict) else None
    if not isinstance(value, str | int) or not str(value).strip() or not str(value).strip().isprintable():
        raise WorkItemsFileError(
            f"{path}: item {number} has no {key} in its payload. Name another key, or leave --reference out."
        )
    return str(value).strip()


def _read(path: Path, number: int, file: Path) -> bytes:
    try:
        return (path.parent / file).read_bytes()
    except OSError as error:
        raise WorkItemsFileError(
            f"{path}: item {number}: {file} cannot be read: {error.strerror}. Correct its path."
        ) from None
