"""A first declaration of a live screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.exit_codes import ConsoleError
from copiste.screens import faces

if TYPE_CHECKING:
    from copiste.screens.proposing.screen import Proposal
    from copiste.settings import Settings

#: The face that sees what can be proposed: kinds, options, what belongs together.
FACE = "web"


def propose_at(url: str, name: str = "", *, settings: Settings | None = None) -> Proposal:
    """A declaration of what the web face shows at `url`; signed on at the first seat with `settings`.

    Raises:
        ScreensError: the address cannot be opened, or the application does not let the operator in.
        SettingsError: there is no password.
    """
    from copiste import environment
    from copiste.screens.proposing.screen import propose
    from copiste.screens.session.opening import connect, look_at
    from copiste.screens.session.signing_on import sign_on

    if settings is None:
        return propose(look_at(url, FACE), name)
    environment.allow(settings.bots.environment)
    credentials = settings.credentials(settings.first_seat)
    with connect(settings.connection_of(settings.first_seat)) as session:
        sign_on(session, credentials)
        proposal = propose(session.undeclared(url), name)
        if not session.screen_unknown:
            session.sign_off()
    return proposal


def reachable(url: str) -> bool:
    """Whether the face for proposals can open an address like `url`."""
    return faces.about(FACE).reaches(url.partition(":")[0].lower())


def written(target: Path, proposal: Proposal) -> None:
    """Write the declaration to `target`. Raises `ConsoleError` when that exists, or its folder does not."""
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(proposal.yaml)
    except FileExistsError:
        raise ConsoleError(
            f"{target} exists; it is not overwritten.", "Give another --name or --out"
        ) from None
    except OSError as error:
        raise ConsoleError(f"{target} cannot be written: {error.strerror}.", "Give another --out") from None
