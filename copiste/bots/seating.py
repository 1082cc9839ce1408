"""From the settings to the seats of this machine: one bot each."""

from __future__ import annotations

import difflib
import platform
from collections.abc import Iterator

from copiste import project
from copiste.bots import wire
from copiste.bots.bot import BOT_PROCESS, BotSettings
from copiste.bots.spares import Spares
from copiste.disks import WorkingFolders
from copiste.settings import DEFAULT, Settings, SettingsError


def spares(settings: Settings) -> Spares:
    """The spare bot processes of this machine; none is started yet."""
    return Spares(
        # A spare's window would lie over the one that is worked in.
        0 if _on_one_desktop(settings) else settings.bots.spares,
        prepare=wire.Prepare(
            application=settings.back_end.application,
            url=str(settings.back_end.url),
            face=settings.back_end.face,
            headless=settings.bots.headless,
            answer_limit=settings.back_end.answer_limit,
            environment=settings.bots.environment,
        ),
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
    if _on_one_desktop(settings) and len(settings.seats) > 1:
        raise SettingsError(
            f"{len(settings.seats)} seats on pixels would share this desktop's one keyboard "
            "(bots.headless = false). Name one seat, or leave the bots a display each (headless = true)."
        )
    if settings.back_end.url is None:
        raise SettingsError(
            "No back-end is named. Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL."
        )
    folders = WorkingFolders()
    for seat in settings.seats:
        yield BotSettings(
            seat=wire.Seat(
                bot=f"{seat.operator}@{platform.node()}",
                application=settings.back_end.application,
                url=str(settings.back_end.url),
                face=settings.back_end.face,
                headless=settings.bots.headless,
                answer_limit=settings.back_end.answer_limit,
                environment=settings.bots.environment,
                operator=seat.operator,
                terminal=seat.terminal,
                password=settings.password_of(seat.operator),
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
            spares=spares,
            folders=folders,
        )


def _on_one_desktop(settings: Settings) -> bool:
    """Whether bots look at windows on the person's own desktop, which has one keyboard."""
    return settings.back_end.face == "pixels" and not settings.bots.headless


def _check_policies(settings: Settings) -> None:
    here = project.current()
    known = [*here.processes(), *here.prepared(), DEFAULT]
    for named in settings.policies:
        if named not in known:
            near = difflib.get_close_matches(named, known, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
            raise SettingsError(f"policies.{named} is for no process that has a robot. {hint}")
