"""Payloads at rest: sealed with the vault's keys, opened by any of them; hashes by which persons are found.

A sealed text is `<key id>:<Fernet token>`. The key's id, eight hex digits of its SHA-256, tells which key
seals a row without opening it. A text that begins with `{` was written before payloads were sealed, and is
read as it is.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, Self

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from copiste.errors import Blame
from copiste.queue.errors import WorkItemsError

#: Of a key's id.
ID_LENGTH: Final = 8
#: What stands for the key's id where a payload is not sealed.
UNSEALED: Final = "unsealed"

#: A payload as it is sealed.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class PayloadUnreadableError(WorkItemsError):
    """A sealed text cannot be opened: its key is not in the vault, or it is damaged."""

    code = "PAYLOAD_UNREADABLE"
    blame = Blame.CASE


class PayloadErasedError(WorkItemsError):
    """The item's payload was erased."""

    code = "PAYLOAD_ERASED"


class Keys(Protocol):
    """What a sealer needs of the vault's keys."""

    @property
    def payload_keys(self) -> Sequence[SecretStr]:
        """The first seals, every one opens."""

    @property
    def search_key(self) -> SecretStr:
        """Keys the hashes by which persons are found."""


class Sealer:
    """Seals and opens with the keys that `keys` gives; asked once, and again when a text needs another key.

    So a run goes on while keys are rotated. Safe to share between threads.
    """

    def __init__(self, keys: Callable[[], Keys]) -> None:
        self._keys = keys
        self._fernets: Mapping[str, Fernet] = {}
        self._search_key = b""

    @classmethod
    def plain(cls) -> Self:
        """One that seals nothing, for tests and benchmarks that say so."""
        return _Plain(_no_keys)  # type: ignore[return-value]

    @property
    def current(self) -> str:
        """The id of the key that seals."""
        return next(iter(self._known()))

    def ids(self) -> tuple[str, ...]:
        """The ids of all keys at hand, the one that seals first; read from the vault anew."""
        self._load()
        return tuple(self._fernets)

    def seal(self, payload: Mapping[str, Any]) -> str:
        """The text to keep for `payload`."""
        return self.seal_text(encode(payload))

    def seal_text(self, text: str) -> str:
        """The text to keep for a payload that `encode` wrote."""
        return self.seal_bytes(text.encode())

    def open(self, text: str, what: str = "A payload") -> dict[str, Any]:
        """The payload in `text`; `what` names its item in errors.

        Raises:
            PayloadErasedError: there is no longer one.
            PayloadUnreadableError: no key at hand opens it, or it is damaged.
        """
        if not text:
            raise PayloadErasedError(f"{what} was erased. Load the case again under a new reference.")
        try:
            found = json.loads(text if text.startswith("{") else self.open_bytes(text, what))
        except (ValueError, RecursionError):
            raise damaged(what) from None
        if not isinstance(found, dict):
            raise damaged(what)
        return found

    def seal_bytes(self, content: bytes) -> str:
        """The text to keep for `content`."""
        known = self._known()
        key_id = next(iter(known))
        return f"{key_id}:{known[key_id].encrypt(content).decode()}"

    def open_bytes(self, text: str, what: str = "A file") -> bytes:
        """What `seal_bytes` sealed; `what` names its item in errors.

        Raises:
            PayloadUnreadableError: no key at hand opens it, or it is damaged.
        """
        key_id, _, token = text.partition(":")
        fernet = self._known().get(key_id)
        if fernet is None:
            if not is_key_id(key_id):
                raise damaged(what)
            self._load()
            fernet = self._fernets.get(key_id)
        if fernet is None:
            raise PayloadUnreadableError(
                f"{what} is sealed with key {key_id}, which the vault does not hold. Add that key to "
                "payload_keys, then queue the item again."
            )
        try:
            return fernet.decrypt(token)
        except (InvalidToken, ValueError):
            raise damaged(what) from None

    def hash(self, text: str) -> str:
        """A keyed hash of `text`; without the key, neither reversible nor verifiable."""
        self._known()
        return hmac.digest(self._search_key, text.encode(), "sha256").hex()

    def _known(self) -> Mapping[str, Fernet]:
        if not self._fernets:
            self._load()
        return self._fernets

    def _load(self) -> None:
        keys = self._keys()
        self._search_key = keys.search_key.get_secret_value().encode()
        told = [key.get_secret_value() for key in keys.payload_keys]
        self._fernets = {id_of(key): Fernet(key) for key in told}


class _Plain(Sealer):
    @property
    def current(self) -> str:
        return UNSEALED

    def ids(self) -> tuple[str, ...]:
        return ()

    def seal_text(self, text: str) -> str:
        return text

    def seal_bytes(self, content: bytes) -> str:
        return content.hex()

    def open_bytes(self, text: str, what: str = "A file") -> bytes:
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise damaged(what) from None

    def hash(self, text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


def id_of(key: str) -> str:
    """The id of a payload key; says nothing of the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH]


def is_key_id(text: str) -> bool:
    """Whether `text` has the shape of a key's id."""
    return len(text) == ID_LENGTH and all(sign in "0123456789abcdef" for sign in text)


def damaged(what: str) -> PayloadUnreadableError:
    """The error of a text that no key can open any more."""
    return PayloadUnreadableError(
        f"{what} is damaged: it was changed outside Copiste, or its disk is failing. Queue the item again "
        "with its case: copiste requeue ITEM --corrected case.json; and run: copiste audit verify"
    )


def _no_keys() -> Keys:
    raise NotImplementedError
