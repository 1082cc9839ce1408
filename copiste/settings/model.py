"""All settings of one machine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from copiste import project
from copiste.connection import Connection, Credentials
from copiste.orchestrator.calendar.windows import Timetable, Window
from copiste.screens import faces
from copiste.sections import Delay
from copiste.settings.back_end import BackEnd, Seat
from copiste.settings.errors import SettingsError
from copiste.settings.machine import Bots, BreakerRules, Nightly
from copiste.settings.opening import Opening
from copiste.settings.paths import FILE_URL, InProject, queue_in_project, settings_file
from copiste.settings.policies import DEFAULT, ProcessPolicy, Retention
from copiste.vault import COPISTE, Keys, VaultError, from_keyring, kept_keys, keys_from_keyring, read_vault

#: A password where a URL holds one.
_PASSWORD_IN_URL = re.compile(r"://[^/@:]*:[^/@]+@|[?&][a-z]*password=", re.IGNORECASE)


class Settings(BaseSettings):
    """The settings of one machine: its queue, back-end, seats, bots and policies."""

    model_config = SettingsConfigDict(
        env_prefix="COPISTE_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    #: Folder with `robots`, `keywords`, `screens` and `work_items`; by default, the settings file's own.
    project: InProject = Path()
    #: SQLAlchemy URL of the case queue; may hold a password, so no `repr` shows it.
    database: Annotated[str, AfterValidator(queue_in_project)] = Field(
        default="sqlite:///var/copiste.db", repr=False
    )
    #: Pictures and Robot's logs, one folder per transaction.
    evidence: InProject = Path("var/evidence")
    #: Evidence of one transaction is cut beyond this many bytes.
    evidence_limit: Annotated[int, Field(ge=100_000)] = 5_000_000
    reports: InProject = Path("var/reports")
    back_end: BackEnd = BackEnd()
    #: One bot works at each.
    seats: tuple[Seat, ...] = ()
    bots: Bots = Bots()
    breaker: BreakerRules = BreakerRules()
    schedule: Nightly | None = None
    #: By process; `default` serves those that are not named.
    policies: dict[str, ProcessPolicy] = Field(default_factory=dict)
    retention: Retention = Retention()
    #: A run ends when nothing left in the queue may be tried within this time, or when the back-end is away
    #: for longer.
    patience: Delay = timedelta(minutes=15)
    #: Time without a renewal after which another orchestrator may claim an item. It is renewed four times in
    #: that time, and a commit key needs a quarter of it left. The same on every machine.
    lease: Annotated[timedelta, Field(ge=timedelta(seconds=2))] = timedelta(seconds=60)
    #: One password for every seat, unless the vault or the keyring knows better.
    password: SecretStr | None = None
    #: JSON or YAML file of secrets by name, `{"ROB01": {"password": "…"}}`: the format of
    #: `RPA.Robocorp.Vault`'s file secrets.
    vault: InProject | None = None
    #: Whether to ask the OS keyring (service `copiste`) for what the vault does not know.
    keyring: bool = False

    @field_validator("seats")
    @classmethod
    def _named_apart(cls, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        taken = Counter(seat.name for seat in seats)
        if twice := [name for name, count in taken.items() if count > 1]:
            raise ValueError(f"{', '.join(twice)} is the name of more than one seat")
        return seats

    @model_validator(mode="after")
    def _only_application(self) -> Settings:
        if not self.back_end.application:
            known = project.Project(self.project).applications()
            if len(known) == 1:
                named = self.back_end.model_copy(update={"application": known[0]})
                object.__setattr__(self, "back_end", named)  # frozen for everybody else
        return self

    @model_validator(mode="after")
    def _each_process_can_start(self) -> Settings:
        timetable = self.timetable(holidays=False)
        for process in {DEFAULT, *self.policies}:
            # From any Monday on: what finds no place in a week of working days never does.
            if timetable.next_start(process, datetime(2024, 1, 1, tzinfo=UTC)) is None:
                raise ValueError(
                    f"No item of process {process} can ever start: its windows and the back-end's have "
                    f"no {timetable.needs(process)} (its time_limit, or expected) in common."
                )
        return self

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
        file = TomlConfigSettingsSource(settings_cls, settings_file())
        if "password" in file.toml_data:
            raise SettingsError(
                f"{settings_file()} holds a password. Take it out: set COPISTE_PASSWORD, "
                "or name a vault file in COPISTE_VAULT."
            )
        if _PASSWORD_IN_URL.search(str(file.toml_data.get("database", ""))):
            raise SettingsError(
                f"{settings_file()} holds the database's password. Take it out: write it to ~/.pgpass "
                "(PostgreSQL's own password file), or set COPISTE_DATABASE."
            )
        return init_settings, env_settings, file

    @property
    def press_within(self) -> timedelta:
        """How soon after asking the journal a bot presses a commit key, or never.

        `copiste.orchestrator.leases` counts on it.
        """
        return self.lease / 4

    def policy(self, process: str) -> ProcessPolicy:
        """The policy of `process`, or the default one."""
        return self.policies.get(process) or self.policies.get(DEFAULT) or ProcessPolicy()

    def timetable(self, *, until: datetime | None = None, holidays: bool = True) -> Timetable:
        """What may be started when; `until` is when the run is to be over."""
        shared = self.back_end.opening.timezone if self.back_end.opening else None

        def window(opening: Opening | None, key: str) -> Window | None:
            if opening is None:
                return None
            timezone = opening.timezone or shared
            if timezone is None:
                raise ValueError(f'Setting {key}.timezone is missing. Write one such as "Europe/Paris".')
            if not holidays:
                return Window(opening.hours, timezone)
            return Window(opening.hours, timezone, opening.holidays, opening.closed)

        def needs(process: str) -> timedelta:
            policy = self.policy(process)
            return policy.expected or policy.time_limit

        return Timetable(
            window(self.back_end.opening, "back_end.opening"),
            {
                process: window(policy.window, f"policies.{process}.window")
                for process, policy in self.policies.items()
            },
            window(self.policy(DEFAULT).window, f"policies.{DEFAULT}.window"),
            needs,
            until,
        )

    @property
    def first_seat(self) -> Seat:
        """Where a robot run by hand works, and the declared screens are checked.

        Raises:
            SettingsError: no seat is named.
        """
        if not self.seats:
            raise SettingsError(
                "No seat is named. Write [[seats]] in copiste.toml, with what a bot signs on with, or set "
                "COPISTE_SEATS."
            )
        return self.seats[0]

    @property
    def connection(self) -> Connection:
        """How this machine's sessions reach the back-end.

        Raises:
            SettingsError: no back-end is named, or not which of several applications it is.
        """
        back_end = self.back_end
        if back_end.url is None:
            raise SettingsError(
                "No back-end is named. Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL."
            )
        if not back_end.application:
            known = project.Project(self.project).applications()
            raise SettingsError(
                f"{self.project} declares several applications: {', '.join(known)}. Set application under "
                "[back_end]."
                if known
                else f"{self.project / 'screens'} declares no application. Make a project: copiste init DIR"
            )
        return Connection(
            application=back_end.application,
            url=str(back_end.url),
            face=back_end.face,
            headless=self.bots.headless,
            answer_limit=back_end.answer_limit,
            certificate_authority=str(back_end.certificate_authority or ""),
        )

    def connection_of(self, seat: Seat) -> Connection:
        """As `connection`, with the device name of `seat`."""
        return self.connection.model_copy(update={"lu": seat.lu})

    @property
    def shares_keyboard(self) -> bool:
        """Whether bots work in windows of the person's own desktop, which has one keyboard."""
        return faces.about(self.back_end.face).one_keyboard and not self.bots.headless

    def credentials(self, seat: Seat) -> Credentials:
        """What `seat` signs on with.

        Its secret's entries come from the vault file; `password` also from the OS keyring, or from
        `COPISTE_PASSWORD`, in this order.

        Raises:
            SettingsError: none of them knows a secret for it, or one cannot be used.
        """
        if not seat.secret:
            return Credentials(fields=seat.fields)
        secrets: dict[str, str] = {}
        with _explained():
            if self.vault is not None:
                secrets = read_vault(self.vault, seat.secret) or {}
            if "password" not in secrets and self.keyring and (found := from_keyring(seat.secret)):
                secrets["password"] = found
        if self.password is not None:
            secrets.setdefault("password", self.password.get_secret_value())
        if not secrets:
            raise SettingsError(
                f"No secret for seat {seat.name}. Set COPISTE_PASSWORD, name a vault file in COPISTE_VAULT "
                f'that has a secret "{seat.secret}", or set `keyring = true` after: keyring set copiste '
                f'{seat.secret}. A seat that signs on without one says secret = "".'
            )
        return Credentials(
            fields=seat.fields, secrets={name: SecretStr(value) for name, value in secrets.items()}
        )

    def keys(self) -> Keys:
        """The keys of sealed payloads, search hashes and the journal; read anew at each call.

        From the vault file's secret `copiste`, the OS keyring, or the key file beside a queue that is a file,
        which is made at the first use.

        Raises:
            SettingsError: there are none and none can be made, or what there is cannot be used.
        """
        with _explained():
            if self.vault is not None and (secret := read_vault(self.vault, COPISTE)):
                return Keys.of(secret, str(self.vault))
            if self.keyring and (secret := keys_from_keyring()):
                return Keys.of(secret, "OS keyring")
            place = self.keys_beside_queue
            if place is None:
                raise SettingsError(
                    f'No keys for the queue on its server: no vault has a secret "{COPISTE}". '
                    "Make one with `copiste keys make`, put it into the vault file of every machine, and "
                    "name that file in COPISTE_VAULT."
                )
            return kept_keys(place, old_journal_key=self.evidence / "journal.key")

    @property
    def keys_beside_queue(self) -> Path | None:
        """Where the keys of a queue that is a file are kept without a vault; `None` for a server's queue."""
        scheme, _, path = self.database.partition(FILE_URL)
        if not scheme.startswith("sqlite") or not path or path.startswith(":memory:"):
            return None
        return Path(path.partition("?")[0]).parent / "copiste.keys.json"


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except VaultError as error:
        raise SettingsError(str(error)) from None
