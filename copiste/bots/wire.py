"""The messages between the orchestrator and a bot process: one JSON object a line, both ways.

The orchestrator sends `Open`, then `Run` for each item, and answers each `Record` with `Recorded` or
`Refused`; it ends with `Close`. It may send `Prepare` before it is known for which seat, and `Open` again
after an idle time. The bot process answers `Prepare` with `Prepared`, `Open` with `Opened`, both with
`Unopened` where that fails, and each `Run` with `Finished`. A line that is no such message is a `WireError`:
both sides then give the process up.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError, field_serializer
from pydantic_core import PydanticSerializationError

from copiste.bots.errors import WireError
from copiste.connection import Connection, Credentials
from copiste.errors import Blame
from copiste.queue.item import JournalEntry, Outcome, StepState


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Prepare(_Message):
    """Be ready to open: everything loaded, the face started. Nothing of the back-end is touched."""

    type: Literal["prepare"] = "prepare"
    connection: Connection
    #: Names of variables that the bot, and what it starts, get beside the allow-list.
    environment: tuple[str, ...] = ()


class Open(_Message):
    """Open the back-end and sign on; anew, if that was done before. No secret stands in its `repr`."""

    type: Literal["open"] = "open"
    #: For a process that has not prepared yet.
    prepare: Prepare
    credentials: Credentials
    #: Keys the hashes by which steps about persons are journalled.
    hash_key: SecretStr

    @field_serializer("hash_key", when_used="json")
    def _reveal(self, secret: SecretStr) -> str:
        return secret.get_secret_value()


class Run(_Message):
    """Work one item; `journal` is what earlier attempts left."""

    type: Literal["run"] = "run"
    item: int
    process: str
    reference: str
    attempt: int
    payload: dict[str, Any] = Field(repr=False)
    journal: tuple[JournalEntry, ...]
    #: Absolute folder for this transaction's evidence.
    evidence: str
    evidence_limit: int
    #: Seconds from asking for SUBMITTING to the commit key; later it is not pressed.
    press_within: float = 15.0


class Recorded(_Message):
    """The journal entry is durable."""

    type: Literal["recorded"] = "recorded"


class Refused(_Message):
    """The journal entry is not written, most often because the lease is lost: press nothing more."""

    type: Literal["refused"] = "refused"
    #: The queue's error.
    code: str
    text: str
    blame: Blame
    #: Whether the transaction counts as an attempt.
    counts: bool


class Close(_Message):
    """Sign off and end."""

    type: Literal["close"] = "close"


class Prepared(_Message):
    """Ready to open."""

    type: Literal["prepared"] = "prepared"


class Opened(_Message):
    """Signed on, ready for items."""

    type: Literal["opened"] = "opened"


class Unopened(_Message):
    """The back-end could not be opened or refused the sign-on."""

    type: Literal["unopened"] = "unopened"
    outcome: Outcome


class Record(_Message):
    """Write this journal entry, and say when it is durable."""

    type: Literal["record"] = "record"
    step: str
    state: StepState
    receipt: str | None
    keyed: tuple[str, ...] = ()
    replaces: str | None = None


class Progress(_Message):
    """The step that begins, for whoever watches."""

    type: Literal["progress"] = "progress"
    step: str


class Finished(_Message):
    """What the transaction came to, and whether this process can take another."""

    type: Literal["finished"] = "finished"
    outcome: Outcome
    reusable: bool


Downward = Annotated[Prepare | Open | Run | Recorded | Refused | Close, Field(discriminator="type")]
Upward = Annotated[Prepared | Opened | Unopened | Record | Progress | Finished, Field(discriminator="type")]

downward: TypeAdapter[Downward] = TypeAdapter(Downward)
upward: TypeAdapter[Upward] = TypeAdapter(Upward)

T = TypeVar("T")


def encode(message: _Message) -> bytes:
    """One line, ending in a line feed.

    Raises:
        WireError: JSON cannot hold it.
    """
    try:
        return message.model_dump_json().encode() + b"\n"
    except (PydanticSerializationError, UnicodeEncodeError):
        raise WireError(
            f"A {type(message).__name__} message for a bot's pipe cannot be written as JSON."
        ) from None


def decode(direction: TypeAdapter[T], line: bytes) -> T:
    """The message on `line`.

    Raises:
        WireError: it is none.
    """
    try:
        return direction.validate_json(line)
    except ValidationError as error:
        # The kinds of problems are pydantic's words; their places could be words of the line.
        kinds = ", ".join(sorted({problem["type"] for problem in error.errors()}))
        raise WireError(
            f"Unreadable message on a bot's pipe: {kinds}. The bot process is replaced."
        ) from None
