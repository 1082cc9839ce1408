"""From the settings to the seats of this machine: one bot each."""

from __future__ import annotations

import platform
from collections.abc import Iterator

from copiste import project
from copiste.bots import wire
from copiste.bots.bot import BOT_PROCESS, BotSettings
from copiste.bots.spares import Spares
from copiste.disks import WorkingFolders
from copiste.settings import DEFAULT, Seat, Settings, SettingsError
from copiste.suggestions import did_you_mean


def spares(settings: Settings) -> Spares:
    """The spare bot processes of this machine; none is started yet."""
    return Spares(
        # A spare's window would lie over the one that is worked in.
        0 if settings.shares_keyboard else settings.bots.spares,
        prepare=_prepare(settings),
        command=BOT_PROCESS,
        logs=settings.evidence.resolve(),
        start_limit=settings.bots.start_limit,
        name=f"spare@{platform.node()}",
    )


def seats(settings: Settings, spares: Spares | None = None) -> Iterator[BotSettings]:
    """What the bot of each seat is started with.

    Raises:
        SettingsError: no back-end is named, passwords or keys are missing, a policy is for no process, or
            several bots would type on one desktop.
    """
    _check_policies(settings)
    if settings.shares_keyboard and len(settings.seats) > 1:
        raise SettingsError(
            f"{len(settings.seats)} seats on {settings.back_end.face} would share this desktop's one keyboard"
            " (bots.headless = false). Name one seat, or leave the bots a display each (headless = true)."
        )
    if not settings.seats:
        settings.first_seat  # noqa: B018 - raises, and says what to write
    folders = WorkingFolders()
    for seat in settings.seats:
        yield BotSettings(
            name=f"{seat.name}@{platform.node()}",
            open=wire.Open(
                prepare=_prepare(settings, seat),
                credentials=settings.credentials(seat),
                hash_key=settings.keys().journal_key,
            ),
            evidence=settings.evidence.resolve(),
            evidence_limit=settings.evidence_limit,
            items_per_process=settings.bots.items_per_process,
            start_limit=settings.bots.start_limit,
            time_limit=lambda process: settings.policy(process).time_limit,
            idle_limit=settings.bots.idle_limit,
            press_within=settings.press_within,
            command=BOT_PROCESS,
            # A spare has started a terminal without a device name.
            spares=None if seat.lu else spares,
            folders=folders,
        )


def _prepare(settings: Settings, seat: Seat | None = None) -> wire.Prepare:
    connection = settings.connection if seat is None else settings.connection_of(seat)
    return wire.Prepare(connection=connection, environment=settings.bots.environment)


def _check_policies(settings: Settings) -> None:
    here = project.current()
    known = [*here.processes(), *here.prepared(), DEFAULT]
    for named in settings.policies:
        # A name like no other may be that of a process whose robots are another house's (`robocorp run`).
        if named not in known and (hint := did_you_mean(named, known)):
            raise SettingsError(f"policies.{named} is for no process that has a robot here.{hint}")
