"""One typed settings object, read once, at the door.

Values come from `copiste.toml` in the working directory (or the file named by `COPISTE_SETTINGS`) and from
`COPISTE_*` variables, which win; `COPISTE_BACK_END__URL` sets `url` under `[back_end]`. Passwords and keys
come from a vault file, the OS keyring or the environment, never from `copiste.toml`. Every relative path is
resolved against the folder of the settings file.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pydantic_settings
from pydantic import (
    AfterValidator,
    AnyUrl,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    SecretStr,
    UrlConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from copiste import environment, project
from copiste.orchestrator import hours, schedule
from copiste.orchestrator.windows import Holidays, Timetable, Window
from copiste.vault import COPISTE, Keys, VaultError, from_keyring, kept_keys, keys_from_keyring, read_vault

#: What Python makes of bytes that are no UTF-8.
_SURROGATES = re.compile("[\ud800-\udfff]")
#: Names the settings file.
_FILE = "COPISTE_SETTINGS"
#: Variables of the mock and of the tests, which are not settings.
_NOT_SETTINGS = ("COPISTE_MOCK_", "COPISTE_TEST_")

#: Nothing here takes, or waits, longer than a year.
_LONGEST = timedelta(days=366)
#: How long something may take; in the file and in variables seconds, `HH:MM:SS` or ISO 8601 (`PT3M`).
Limit = Annotated[timedelta, Field(gt=timedelta(0), le=_LONGEST)]
#: How long to wait, written alike.
Delay = Annotated[timedelta, Field(ge=timedelta(0), le=_LONGEST)]


#: What comes before the path of a queue that is a file.
_FILE_URL = ":///"
#: Of what is said about one problem.
_QUOTED = 400
#: The policy of processes that have none of their own.
DEFAULT = "default"


#: Schemes of terminal hosts.
_TERMINAL = ("tn3270", "tn3270s")
#: A password where a URL holds one.
_PASSWORD_IN_URL = re.compile(r"://[^/@:]*:[^/@]+@|[?&][a-z]*password=", re.IGNORECASE)


class SettingsError(Exception):
    """The settings cannot be used; the text names the key, what is wrong and the next step."""

    code = "SETTINGS"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _days(told: object) -> frozenset[date]:
    if isinstance(told, str) or not isinstance(told, Iterable):
        raise ValueError('must be a list of days such as ["2026-12-24"]')  # noqa: TRY004 - pydantic shows it
    return frozenset(map(hours.day, told))


def _country(told: object) -> Holidays:
    return hours.public_holidays(told if isinstance(told, str) else str(told))


def _reachable(url: AnyUrl) -> AnyUrl:
    if url.scheme in _TERMINAL and (url.port is None or url.path not in {None, "", "/"} or url.username):
        raise ValueError(f"must be {url.scheme}://host:port, with nothing behind it")
    return url


def _passable(name: str) -> str:
    if why := environment.refusal(name):
        raise ValueError(f"{name!a} {why}")
    return name


#: Where a back-end is.
Address = Annotated[
    AnyUrl,
    UrlConstraints(allowed_schemes=["http", "https", *_TERMINAL], host_required=True),
    AfterValidator(_reachable),
]


def _in_project(path: Path) -> Path:
    return settings_file().parent.resolve() / path.expanduser()


def _queue_in_project(url: str) -> str:
    """The URL, with the whole path of a queue that is a file."""
    scheme, found, path = url.partition(_FILE_URL)
    if not found or scheme.partition("+")[0] != "sqlite" or not path or path.startswith((":memory:", "/")):
        return url
    return f"{scheme}{_FILE_URL}{_in_project(Path(path))}"


#: A path that is relative to the settings file.
InProject = Annotated[Path, AfterValidator(_in_project)]


class Opening(_Section):
    """When something may be worked; `copiste.orchestrator.windows` says what its days and hours mean."""

    #: `"07:00-20:30"`, or by days: `{ mon-fri = "07:00-20:30", sat = "08:00-12:00, 13:00-17:00" }`.
    hours: Annotated[hours.Week, PlainValidator(hours.week)]
    #: IANA name, such as `Europe/Paris`; a process without one has the back-end's.
    timezone: Annotated[str, AfterValidator(hours.zone)] | None = None
    #: Closed on the public holidays of a country, or of a part of it: `FR`, `FR-57`.
    holidays: Annotated[Holidays, PlainValidator(_country)] | None = None
    #: Closed on these days too.
    closed: Annotated[frozenset[date], PlainValidator(_days)] = frozenset()


class BackEnd(_Section):
    """Where the legacy back-end is, and through which face it is driven."""

    #: Folder under `screens/` that declares its screens; by default, the only one there.
    application: str = ""
    #: A web page's address, or a terminal host's: `tn3270://host:port`, `tn3270s://` over TLS.
    url: Address | None = None
    #: `web` drives a page in a browser; `pixels` looks at a window of it, or at a terminal's.
    face: Literal["web", "pixels"] = "web"
    #: It may take so long to answer a key; a commit key that is not answered by then is looked up later.
    answer_limit: Limit = timedelta(seconds=30)
    #: When it may be worked; nothing is started that could not finish before it closes.
    opening: Opening | None = None
    #: A commit whose caller was lost may still take so long; its record is not looked for before.
    settling: Delay = timedelta(seconds=10)
    #: So many seats may be signed on at a time, those of all machines together; by default, all of them.
    licences: Annotated[int, Field(ge=1)] | None = None
    #: Maximum commits per minute, all machines together.
    commits_per_minute: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _face_reaches_address(self) -> BackEnd:
        if self.face == "web" and self.url is not None and self.url.scheme in _TERMINAL:
            raise ValueError(
                f"the web face drives pages, and url ({self.url.scheme}) is a terminal's: "
                'write face = "pixels"'
            )
        return self


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
    start_limit: Limit = timedelta(seconds=60)
    #: A bot that could not be opened is opened again after so long.
    reopen_after: Delay = timedelta(seconds=10)
    #: Bot processes that stand ready, browser and all, for a seat whose bot died.
    spares: Annotated[int, Field(ge=0)] = 1
    #: A bot that had nothing to do for so long signs on anew before its next item.
    idle_limit: Delay = timedelta(minutes=5)
    #: Names of environment variables that bots, and what they start, get beside the allow-list.
    environment: tuple[Annotated[str, AfterValidator(_passable)], ...] = ()


class Breaker(_Section):
    """When nobody claims any more because the back-end fails everybody, and how often it is tried again."""

    #: Technical failures in a row, of all seats of this machine together.
    failures: Annotated[int, Field(ge=1)] = 5
    #: One seat opens the back-end after so long, then after twice as long each time…
    first_probe: Limit = timedelta(seconds=5)
    #: …and at least this often.
    longest: Limit = timedelta(minutes=2)


class Nightly(_Section):
    """When `copiste run --scheduled` starts a run, and by when that is over."""

    #: Five fields, as in a crontab: `0 21 * * mon-fri`.
    start: Annotated[str, AfterValidator(schedule.expression)]
    #: IANA name; without it, the back-end's.
    timezone: Annotated[str, AfterValidator(hours.zone)] | None = None
    #: Start no run on the holidays and closed days of `back_end.opening`.
    skip_holidays: bool = False
    #: Each run starts nothing that could not finish within so long.
    lasts: Limit | None = None


class CodePolicy(_Section):
    """What holds after exceptions of one code instead of what the process says; the rest stays."""

    #: Of all application exceptions of the item, whatever their code.
    attempts: Annotated[int, Field(ge=1)] | None = None
    first_delay: Delay | None = None
    longest_delay: Delay | None = None
    postponement: Delay | None = None
    postponed_for: Delay | None = None


class Policy(_Section):
    """How often and how patiently one process is tried."""

    #: Transactions before an application exception goes to the FAILED basket.
    attempts: Annotated[int, Field(ge=1)] = 3
    #: Bots that may die on an item before it goes to the FAILED basket.
    crashes: Annotated[int, Field(ge=1)] = 3
    first_delay: Delay = timedelta(seconds=5)
    longest_delay: Delay = timedelta(minutes=10)
    #: How long an item waits when the back-end asks to come back later, and for how long in all.
    postponement: Delay = timedelta(minutes=1)
    postponed_for: Delay = timedelta(hours=12)
    #: A transaction may take so long before its bot is killed.
    time_limit: Limit = timedelta(minutes=3)
    #: Bots may work so long on one item, in all its transactions.
    budget: Limit | None = None
    #: When its items may be worked, beside the back-end's opening.
    window: Opening | None = None
    #: A transaction is started when so long is left before closing; by default, `time_limit`.
    expected: Limit | None = None
    #: By code, as the queue and the report name it (`RECORD_LOCKED`).
    codes: dict[Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")], CodePolicy] = Field(default_factory=dict)


class Retention(_Section):
    """How long settled items keep their case, by state, for `copiste purge`; what is not named is kept."""

    done: Limit | None = None
    closed: Limit | None = None
    cancelled: Limit | None = None
    expired: Limit | None = None
    #: Those who wait for a person lose what the person needs: leave these out, or give them long.
    rejected: Limit | None = None
    failed: Limit | None = None
    held: Limit | None = None

    def by_state(self) -> dict[str, timedelta]:
        """What is set, by the state's name."""
        return {name.upper(): length for name, length in self if length is not None}


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
        validate_default=True,
    )

    #: Folder with `robots`, `keywords`, `screens` and `work_items`; by default, the settings file's own.
    project: InProject = Path()
    #: SQLAlchemy URL of the case queue; may hold a password, so no `repr` shows it.
    database: Annotated[str, AfterValidator(_queue_in_project)] = Field(
        default="sqlite:///var/copiste.db", repr=False
    )
    #: Pictures and Robot's logs, one folder per transaction.
    evidence: InProject = Path("var/evidence")
    #: Evidence of one transaction is cut beyond this many bytes.
    evidence_limit: Annotated[int, Field(ge=100_000)] = 5_000_000
    reports: InProject = Path("var/reports")
    back_end: BackEnd = BackEnd()
    seats: tuple[Seat, ...] = Field(default_factory=_default_seats, min_length=1)
    bots: Bots = Bots()
    breaker: Breaker = Breaker()
    schedule: Nightly | None = None
    #: By process; `default` serves those that are not named.
    policies: dict[str, Policy] = Field(default_factory=dict)
    retention: Retention = Retention()
    #: A run ends when what is left in the queue may not be tried within this time, or when the back-end is
    #: away for so long.
    patience: Delay = timedelta(minutes=15)
    #: An item is another bot's to claim when its orchestrator gave no sign of life for so long. It is renewed
    #: four times in that time, and a commit key needs a quarter of it left. The same on every machine.
    lease: Annotated[timedelta, Field(ge=timedelta(seconds=2))] = timedelta(seconds=60)
    #: One password for every seat, unless the vault or the keyring knows better.
    password: SecretStr | None = None
    #: JSON or YAML file, `{"ROB01": {"password": "…"}}`: the format of `RPA.Robocorp.Vault`'s file secrets.
    vault: InProject | None = None
    #: Whether to ask the OS keyring (service `copiste`) for what the vault does not know.
    keyring: bool = False

    @field_validator("seats")
    @classmethod
    def _each_seat_its_own(cls, seats: tuple[Seat, ...]) -> tuple[Seat, ...]:
        for what in ("operator", "terminal"):
            taken = Counter(getattr(seat, what) for seat in seats)
            twice = [name for name, count in taken.items() if count > 1]
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} has more than one seat")
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

    def policy(self, process: str) -> Policy:
        """The policy of `process`, or the default one."""
        return self.policies.get(process) or self.policies.get(DEFAULT) or Policy()

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

    def password_of(self, operator: str) -> SecretStr:
        """The operator's password: from the vault file, the OS keyring, or `COPISTE_PASSWORD`, in this order.

        Raises:
            SettingsError: none of them knows it, or one cannot be used.
        """
        with _explained():
            if self.vault is not None:
                secret = read_vault(self.vault, operator)
                if secret is not None and "password" in secret:
                    return SecretStr(secret["password"])
            if self.keyring and (found := from_keyring(operator)):
                return SecretStr(found)
        if self.password is None:
            raise SettingsError(
                f"No password for operator {operator}. Set COPISTE_PASSWORD, name a vault file in "
                f"COPISTE_VAULT, or set `keyring = true` after: keyring set copiste {operator}"
            )
        return self.password

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
        scheme, _, path = self.database.partition(_FILE_URL)
        if not scheme.startswith("sqlite") or not path or path.startswith(":memory:"):
            return None
        return Path(path.partition("?")[0]).parent / "copiste.keys.json"


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except VaultError as error:
        raise SettingsError(str(error)) from None


def settings_file() -> Path:
    """The settings file: `COPISTE_SETTINGS`, or `copiste.toml` in the working directory."""
    return Path(os.environ.get(_FILE, "copiste.toml"))


def read_settings(**overrides: Any) -> Settings:
    """Read the settings from file and environment; `overrides` win over both. Their project is at hand then.

    Raises:
        SettingsError: a key is unknown (its nearest neighbour is named), a value does not fit, or the file
            that `COPISTE_SETTINGS` names cannot be read.
    """
    if _FILE in os.environ and not settings_file().is_file():
        raise SettingsError(f"{_FILE} names {settings_file()}, and no such file is there.")
    _refuse_unknown_variables()
    try:
        settings = Settings(**overrides)
    except OSError as error:
        raise SettingsError(f"{settings_file()} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{settings_file()} is not valid TOML: {error}. Correct it and run again."
        ) from None
    except pydantic_settings.SettingsError as error:
        raise SettingsError(f"A COPISTE_ variable is not valid JSON: {error}.") from None
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(dict(problem)) for problem in error.errors())) from None
    project.choose(settings.project)
    return settings


def _refuse_unknown_variables() -> None:
    for variable, value in os.environ.items():
        if not variable.startswith("COPISTE_") or variable.startswith(_NOT_SETTINGS) or variable == _FILE:
            continue
        if _SURROGATES.search(variable + value):
            raise SettingsError(f"Variable {variable!a} is no UTF-8 text. Set it anew.")
        key = variable.removeprefix("COPISTE_").split("__")[0].lower()
        if key not in Settings.model_fields:
            raise SettingsError(f"Variable {variable} is no setting.{_nearest(key, Settings.model_fields)}")


def _explain(problem: dict[str, Any]) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        # On one line, and not longer than a person reads: what was written may be quoted in it.
        said = " ".join(problem["msg"].removeprefix("Value error, ").split()).rstrip(".")
        if len(said) > _QUOTED:
            said = f"{said[:_QUOTED]} …"
        key = f"Setting {place}: " if place else ""
        return f"{key}{said}. Correct it in {settings_file()} or in its COPISTE_ variable."
    return f"Setting {place} is unknown.{_nearest(str(problem['loc'][-1]), _known_keys(problem['loc'][:-1]))}"


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in path:
        # A part that names no field is a number in a list, or a name that the operator chose.
        if (known := model.model_fields.get(str(part))) is not None:
            model = next(_sections(known.annotation), model)
    return list(model.model_fields)


def _sections(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)


def _nearest(key: str, known: Any) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.5)
    return f" Did you mean {near[0]}?" if near else f" Known: {', '.join(sorted(known))}."
