"""One typed settings object, read once, at the door.

Values come from `copiste.toml` in the working directory (or the file named by `COPISTE_SETTINGS`) and from
`COPISTE_*` variables, which win; `COPISTE_BACK_END__URL` sets `url` under `[back_end]`. Passwords come from
the environment or from a vault file, never from `copiste.toml`.
"""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

#: Variables of the mock and of this module, which are not settings.
_NOT_SETTINGS = ("COPISTE_MOCK_", "COPISTE_SETTINGS")


class SettingsError(Exception):
    """The settings cannot be used; the text names the key, what is wrong and the next step."""

    code = "SETTINGS"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class BackEnd(_Section):
    """Where the legacy back-end is, and through which face it is driven."""

    #: Folder under `screens/` that declares its screens.
    application: str = "backend_sante"
    url: AnyHttpUrl | None = None
    face: Literal["web", "pixels"] = "web"


class Seat(_Section):
    """One place where a bot works: an operator account, and the terminal it signs on with."""

    operator: Annotated[str, Field(min_length=1, max_length=8)]
    terminal: Annotated[str, Field(min_length=1, max_length=4)]


class Bots(_Section):
    """How the bot processes of this machine are kept."""

    headless: bool = True
    #: A bot process is replaced after so many items.
    items_per_process: Annotated[int, Field(ge=1)] = 500
    #: Opening the back-end and signing on may take so long.
    start_limit: timedelta = timedelta(seconds=60)


class Policy(_Section):
    """How often and how patiently one process is tried."""

    #: Transactions before an application exception goes to the FAILED basket.
    attempts: Annotated[int, Field(ge=1)] = 3
    #: Bots that may die on an item before it goes to the FAILED basket.
    crashes: Annotated[int, Field(ge=1)] = 3
    first_delay: timedelta = timedelta(seconds=5)
    longest_delay: timedelta = timedelta(minutes=10)
    #: A transaction may take so long before its bot is killed.
    time_limit: timedelta = timedelta(minutes=3)


def _default_seats() -> tuple[Seat, ...]:
    return (Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002"))


class Settings(BaseSettings):
    """Everything that a machine's orchestrator, console and bots are told."""

    model_config = SettingsConfigDict(
        env_prefix="COPISTE_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    #: SQLAlchemy URL of the case queue.
    database: str = "sqlite:///var/copiste.db"
    #: Pictures and Robot's logs, one folder per transaction.
    evidence: Path = Path("var/evidence")
    #: Evidence of one transaction is cut beyond this many bytes.
    evidence_limit: Annotated[int, Field(ge=100_000)] = 5_000_000
    reports: Path = Path("var/reports")
    back_end: BackEnd = BackEnd()
    seats: tuple[Seat, ...] = Field(default_factory=_default_seats, min_length=1)
    bots: Bots = Bots()
    #: By process; `default` serves those that are not named.
    policies: dict[str, Policy] = Field(default_factory=dict)
    #: A run ends when what is left in the queue may not be tried within this time.
    patience: timedelta = timedelta(minutes=15)
    #: One password for every seat, unless the vault knows better.
    password: SecretStr | None = None
    #: JSON file, `{"ROB01": {"password": "…"}}`: the format of `RPA.Robocorp.Vault`'s file secrets.
    vault: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then variables, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    def policy(self, process: str) -> Policy:
        """The policy of `process`, or the default one."""
        return self.policies.get(process) or self.policies.get("default") or Policy()

    def password_of(self, operator: str) -> SecretStr:
        """The operator's password, from the vault file or from `COPISTE_PASSWORD`.

        Raises:
            SettingsError: neither knows it.
        """
        if self.vault is not None:
            secret = _read_vault(self.vault).get(operator)
            if secret is not None:
                return SecretStr(secret["password"])
        if self.password is None:
            raise SettingsError(
                f"No password for operator {operator}. "
                "Set COPISTE_PASSWORD, or name a vault file in COPISTE_VAULT."
            )
        return self.password


def settings_file() -> Path:
    """The settings file: `COPISTE_SETTINGS`, or `copiste.toml` in the working directory."""
    return Path(os.environ.get("COPISTE_SETTINGS", "copiste.toml"))


def read_settings(**overrides: Any) -> Settings:
    """Read the settings from file and environment; `overrides` win over both.

    Raises:
        SettingsError: a key is unknown (its nearest neighbour is named), or a value does not fit.
    """
    try:
        _refuse_unknown_variables()
        return Settings(**overrides)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{settings_file()} is not valid TOML: {error}. Correct it and run again."
        ) from None
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(dict(problem)) for problem in error.errors())) from None


def _refuse_unknown_variables() -> None:
    for variable in os.environ:
        if not variable.startswith("COPISTE_") or variable.startswith(_NOT_SETTINGS):
            continue
        key = variable.removeprefix("COPISTE_").split("__")[0].lower()
        if key not in Settings.model_fields:
            raise SettingsError(f"Variable {variable} is no setting.{_nearest(key, Settings.model_fields)}")


def _explain(problem: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        return (
            f"Setting {place}: {problem['msg']}. Correct it in {settings_file()} or in its COPISTE_ variable."
        )
    return f"Setting {place} is unknown.{_nearest(str(problem['loc'][-1]), _known_keys(problem['loc'][:-1]))}"


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    sections: dict[str, type[BaseModel]] = {
        "back_end": BackEnd,
        "seats": Seat,
        "bots": Bots,
        "policies": Policy,
    }
    model = sections.get(str(path[0]), Settings) if path else Settings
    return list(model.model_fields)


def _nearest(key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else f" Known: {', '.join(sorted(known))}."


def _read_vault(path: Path) -> dict[str, dict[str, str]]:
    try:
        secrets = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SettingsError(
            f"Vault file {path} cannot be read as JSON. Check the path and its rights."
        ) from None
    if not isinstance(secrets, dict):
        raise SettingsError(f'Vault file {path} must hold {{"OPERATOR": {{"password": "…"}}}}.')
    return secrets
