"""What a robot may ask of its broker: one model for each of the nine methods, and the answers."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from copiste.connectors.robocorp.errors import MessageRefusedError
from copiste.queue.errors import WorkItemsError

#: A question and an answer are each one line of JSON of at most so many bytes; files travel as base64.
LONGEST = 100_000_000

#: A work item's payload may be any JSON, an item's here is a mapping: what is none is wrapped so.
_WRAPPED = "work_item_payload"

#: No control characters: no database takes NUL in a text.
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]
Identity = Annotated[str, Field(min_length=1, max_length=40)]


def _storable(payload: Any) -> Any:
    """`payload`, if it can be written as JSON in UTF-8."""
    try:
        json.dumps(payload, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("half of a character") from None
    return payload


def _legible(told: object) -> object:
    """A robot's own words without what no database takes: a release is not refused for its wording."""
    if not isinstance(told, str):
        return told
    return "".join(sign if sign.isprintable() else " " for sign in told)


Payload = Annotated[Any, AfterValidator(_storable), Field(repr=False)]
Words = Annotated[str, BeforeValidator(_legible)]


class _Question(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ReserveInput(_Question):
    """Asks for the next item."""

    method: Literal["reserve_input"]


class Stay(_Question):
    """Keeps the connection open, so that the robot sees when the broker is gone."""

    method: Literal["stay"]


class Failure(_Question):
    """Why an item failed, in the robot's words."""

    type: Words | None = None
    code: Words | None = None
    message: Words | None = None


class ReleaseInput(_Question):
    """Ends the work on the item."""

    method: Literal["release_input"]
    item_id: Identity
    state: Literal["COMPLETED", "FAILED"]
    exception: Failure | None = None


class CreateOutput(_Question):
    """Makes an item for the next step."""

    method: Literal["create_output"]
    parent_id: Identity
    payload: Payload = None


class LoadPayload(_Question):
    """Asks for an item's data."""

    method: Literal["load_payload"]
    item_id: Identity


class SavePayload(_Question):
    """Replaces an item's data."""

    method: Literal["save_payload"]
    item_id: Identity
    payload: Payload


class ListFiles(_Question):
    """Asks for the names of an item's files."""

    method: Literal["list_files"]
    item_id: Identity


class GetFile(_Question):
    """Asks for one file."""

    method: Literal["get_file"]
    item_id: Identity
    name: Name


class AddFile(_Question):
    """Attaches a file."""

    method: Literal["add_file"]
    item_id: Identity
    name: Name
    content: bytes = Field(repr=False)

    @field_validator("content", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        if not isinstance(value, str):
            raise ValueError("base64 text expected")  # noqa: TRY004 - pydantic's way to refuse
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            raise ValueError("base64 text expected") from None


class RemoveFile(_Question):
    """Takes a file away."""

    method: Literal["remove_file"]
    item_id: Identity
    name: Name


#: The nine methods.
Question = (
    ReserveInput
    | ReleaseInput
    | CreateOutput
    | LoadPayload
    | SavePayload
    | ListFiles
    | GetFile
    | AddFile
    | RemoveFile
)
_QUESTION: TypeAdapter[Question | Stay] = TypeAdapter(
    Annotated[Question | Stay, Field(discriminator="method")]
)


def question(told: dict[str, Any]) -> Question | Stay:
    """The question in a message.

    Raises:
        MessageRefusedError: it is none; the text names the field, never its value.
    """
    try:
        return _QUESTION.validate_python(told)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "method"
        raise MessageRefusedError(
            f"The broker does not understand {place}: {first['type']}. Use the adapter of this Copiste."
        ) from None


def answered(result: Any) -> dict[str, Any]:
    """The answer to a question that was done."""
    return {"result": result}


def refused(error: WorkItemsError) -> dict[str, Any]:
    """The answer to a question that was not."""
    return {"error": error.code, "text": str(error)}


def wrap(payload: Any) -> dict[str, Any]:
    """Any JSON as the payload of an item here."""
    if isinstance(payload, dict) and set(payload) != {_WRAPPED}:
        return payload
    return {_WRAPPED: payload}


def unwrap(payload: Any) -> Any:
    """What the robot saved as `payload`."""
    return payload[_WRAPPED] if isinstance(payload, dict) and set(payload) == {_WRAPPED} else payload
