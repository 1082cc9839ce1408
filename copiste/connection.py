"""How a session reaches a back-end, and what it signs on with: they travel from the settings to a bot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_serializer

#: How long a back-end may take to answer a key, unless the settings know better.
ANSWER_LIMIT = timedelta(seconds=30)


class Connection(BaseModel):
    """Which application, where, and through which face."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: The folder under `screens/` that declares its screens.
    application: str
    url: str
    face: str
    #: Without a window on the person's desktop.
    headless: bool = True
    #: How long the back-end may take to answer a key.
    answer_limit: timedelta = ANSWER_LIMIT
    #: A PEM file of certificate authorities that are trusted besides; none when empty.
    certificate_authority: str = ""
    #: The device name (LU) that a terminal's host is asked for; any when empty.
    lu: str = ""


class Credentials(BaseModel):
    """What one seat signs on with, by field of the sign-on screen; no secret stands in a `repr`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    #: Typed as they are.
    fields: Mapping[str, str] = Field(default_factory=dict)
    #: Everything in the seat's secret; what the sign-on screen has no field for is not typed.
    secrets: Mapping[str, SecretStr] = Field(default_factory=dict, repr=False)

    @field_serializer("secrets", when_used="json")
    def _reveal(self, secrets: Mapping[str, SecretStr]) -> dict[str, str]:
        return self.revealed(secrets)

    def for_screen(self, declared: Mapping[str, object]) -> dict[str, str]:
        """What to type on a sign-on screen that declares these fields: no secret that it has none for."""
        return {**self.fields, **self.revealed({n: s for n, s in self.secrets.items() if n in declared})}

    @staticmethod
    def revealed(secrets: Mapping[str, SecretStr]) -> dict[str, str]:
        """The secrets as they are typed."""
        return {name: secret.get_secret_value() for name, secret in secrets.items()}
