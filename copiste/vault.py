"""Where secrets are: the vault file, the OS keyring, and the key file of a queue on one machine.

A vault file has the format of `RPA.Robocorp.Vault`'s file secrets, JSON or YAML: secrets by name, each a
table of texts. Copiste looks for one secret per operator (`{"ROB01": {"password": "…"}}`) and for its own
keys under `copiste`. Nothing here is logged, and no error text holds a value.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from copiste.errors import Blame, CopisteError

#: The secret that holds Copiste's own keys, and the service under which the OS keyring has its secrets.
COPISTE: Final = "copiste"
_YAML = {".yaml", ".yml"}
_SHORTEST_KEY: Final = 32


class VaultError(CopisteError):
    """A secret cannot be had; the text says where it was looked for and the next step, never a value."""

    code = "SETTINGS"
    blame = Blame.SETTINGS


@dataclass(frozen=True, slots=True)
class Keys:
    """Copiste's own keys; no `repr` shows one."""

    #: Seal payloads (Fernet): the first seals, every one opens. The newest stands first.
    payload_keys: tuple[SecretStr, ...]
    #: Keys the hashes by which a person's items are found.
    search_key: SecretStr
    #: Keys the hashes by which steps about persons are journalled.
    journal_key: SecretStr

    @classmethod
    def of(cls, secret: Mapping[str, str], where: str) -> Keys:
        """The keys in a secret.

        Raises:
            VaultError: one is missing, or is no key.
        """
        for name in ("payload_keys", "search_key", "journal_key"):
            if not secret.get(name):
                raise VaultError(
                    f'{where}: secret "{COPISTE}" has no {name}. Make it with `copiste keys make`.'
                )
            if name != "payload_keys" and len(secret[name]) < _SHORTEST_KEY:
                raise VaultError(
                    f'{where}: {name} of secret "{COPISTE}" is shorter than {_SHORTEST_KEY} signs. '
                    "Make one with `copiste keys make`."
                )
        listed = [key.strip() for key in secret["payload_keys"].split(",") if key.strip()]
        if not listed or not all(map(_seals, listed)):
            raise VaultError(
                f'{where}: payload_keys of secret "{COPISTE}" must be keys that `copiste keys make` made, '
                "the newest first, with commas between."
            )
        search, journal = SecretStr(secret["search_key"]), SecretStr(secret["journal_key"])
        return cls(tuple(map(SecretStr, listed)), search, journal)


def new_payload_key() -> str:
    """A key that seals payloads: 32 random bytes, as Fernet wants them written."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def new_secret(journal_key: str = "") -> dict[str, str]:
    """A secret `copiste` with new keys."""
    return {
        "payload_keys": new_payload_key(),
        "search_key": secrets.token_hex(32),
        "journal_key": journal_key or secrets.token_hex(32),
    }


def read_vault(path: Path, name: str) -> dict[str, str] | None:
    """The secret `name` in a vault file; `None` when it has no such secret.

    Raises:
        VaultError: the file cannot be read, others than its owner may read it, or it has another shape.
    """
    found = read_whole(path)
    if name not in found:
        return None
    secret = found[name]
    if not isinstance(secret, dict) or not all(isinstance(value, str) for value in secret.values()):
        raise VaultError(
            f'Vault file {path} must hold {{"{name}": {{"…": "…"}}}}, with every value a text (in quotes).'
        )
    return {str(key): value for key, value in secret.items()}


def read_whole(path: Path) -> dict[str, Any]:
    """Every secret in a vault file, by name.

    Raises:
        VaultError: the file cannot be read, others than its owner may read it, or it is no table.
    """
    try:
        with path.open(encoding="utf-8") as file:
            _check_rights(path, os.fstat(file.fileno()))
            found = _parsed(file.read(), path)
    except (OSError, UnicodeDecodeError):
        raise VaultError(
            f"Vault file {path} cannot be read as {_kind(path)}. Check the path and its rights."
        ) from None
    if not isinstance(found, dict):
        raise VaultError(f'Vault file {path} must hold {{"ROB01": {{"password": "…"}}}}.')
    return found


def kept_keys(path: Path, *, old_journal_key: Path) -> Keys:
    """The keys in the file at `path`, which is made at the first use, readable by its owner alone.

    Args:
        path: Beside the queue that the keys are for.
        old_journal_key: Where earlier versions kept the journal's key; taken over, and then deleted.

    Raises:
        VaultError: it cannot be made or read, or others may read it.
    """
    if not path.exists():
        try:
            _make(path, old_journal_key)
        except OSError as error:
            raise VaultError(
                f"Key file {path} cannot be made: {error.strerror}. Make its folder writable for this "
                "account, or name a vault in COPISTE_VAULT."
            ) from None
    return Keys.of(read_vault(path, COPISTE) or {}, str(path))


def write_whole(path: Path, found: Mapping[str, Any]) -> None:
    """Replace a JSON vault file, whole or not at all, readable by its owner alone."""
    made = _written(path, found)
    made.replace(path)


def from_keyring(name: str) -> str | None:
    """What the OS keyring has under service `copiste` and this name; `None` for nothing.

    Raises:
        VaultError: this machine has no keyring, or it stays locked.
    """
    import keyring  # noqa: PLC0415 - slow, and only when the settings ask for it
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(COPISTE, name)
    except KeyringError as error:
        raise VaultError(
            f"The OS keyring cannot be used ({type(error).__name__}). Unlock it, or take `keyring` out of "
            "the settings and name a vault file in COPISTE_VAULT."
        ) from None


def keys_from_keyring() -> dict[str, str]:
    """Copiste's own keys as the OS keyring has them: only those that it has.

    Raises:
        VaultError: this machine has no keyring, or it stays locked.
    """
    names = ("payload_keys", "search_key", "journal_key")
    return {name: value for name in names if (value := from_keyring(name))}


def _seals(key: str) -> bool:
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _kind(path: Path) -> str:
    return "YAML" if path.suffix in _YAML else "JSON"


def _parsed(text: str, path: Path) -> object:
    if path.suffix not in _YAML:
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    else:
        from ruamel.yaml import YAML  # noqa: PLC0415 - most vaults are JSON
        from ruamel.yaml.error import YAMLError  # noqa: PLC0415

        # The reader itself stumbles over some texts, such as `+_`.
        with suppress(YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return YAML(typ="safe").load(text)
    raise VaultError(f"Vault file {path} cannot be read as {_kind(path)}. Check its contents.")


def _check_rights(path: Path, status: os.stat_result) -> None:
    """Refuse a file that other accounts may read: as SSH does, for nobody reads warnings at night.

    An administrator's file, of root's, may be read by one group: that is how it is handed to an account.
    """
    if os.name != "posix":
        return
    tolerated = stat.S_IRGRP if status.st_uid == 0 and os.geteuid() != 0 else 0
    if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO) & ~tolerated:
        raise VaultError(
            f"{path} holds secrets and other accounts may use it (mode {stat.S_IMODE(status.st_mode):o}). "
            f"Type: chmod 600 {path}"
        )


def _make(path: Path, old_journal_key: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    old = old_journal_key.read_text(encoding="ascii").strip() if old_journal_key.exists() else ""
    made = _written(path, {COPISTE: new_secret(old)})
    # Whole or not at all, and the first one stays: another OS process may be starting too.
    with suppress(FileExistsError):
        path.hardlink_to(made)
    made.unlink()
    old_journal_key.unlink(missing_ok=True)


def _written(path: Path, found: Mapping[str, Any]) -> Path:
    made = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    made.touch(mode=0o600, exist_ok=False)
    with made.open("w", encoding="utf-8") as file:
        json.dump(found, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return made
