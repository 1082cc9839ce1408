"""Keys that a test may change while a store is open."""

from __future__ import annotations

from copiste.queue.personal_data.sealing import Sealer, id_of
from copiste.vault import Keys, new_payload_key


class Vault:
    """What `settings.keys` would read: change `keys` and the next reading sees it."""

    def __init__(self) -> None:
        self.keys = [new_payload_key()]

    def __call__(self) -> Keys:
        secret = {"payload_keys": ",".join(self.keys), "search_key": "s" * 32, "journal_key": "j" * 32}
        return Keys.of(secret, "this test's vault")

    def sealer(self) -> Sealer:
        return Sealer(self)

    def renew(self) -> str:
        """Put a new key first; its id."""
        self.keys.insert(0, new_payload_key())
        return self.current

    @property
    def current(self) -> str:
        return id_of(self.keys[0])
