"""A first declaration of a live screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.exit_codes import ConsoleError
from copiste.screens import faces

#: The face of addresses that several faces open: it sees kinds, options, what belongs together.
_WEB = "web"

if TYPE_CHECKING:
    from copiste.screens.proposing.screen import Proposal
    from copiste.settings import Settings


def propose_at(
    url: str, name: str, face: str, *, settings: Settings | None, known: Mapping[str, str]
) -> Proposal:
    """A declaration of what `face` shows at `url`; signed on at the first seat with `settings`.

    Args:
        url: An address; of a terminal that is signed on, a code of its menu, or nothing for the menu itself.
        name: What to call the screen.
        face: Through which face it is seen.
        settings: Which application, where, and who signs on; `None` when nobody does.
        known: Fields of the menu that the code needs.

    Raises:
        ScreensError: the address cannot be opened, or the application does not let the operator in.
        SettingsError: there is no password.
    """
    from copiste import environment
    from copiste.screens.proposing.screen import propose
    from copiste.screens.session.opening import connect, look_at
    from copiste.screens.session.signing_on import sign_on

    if settings is None:
        return propose(look_at(url, face), name)
    has_menu = _has_no_pages(settings)
    if known and not has_menu:
        raise ConsoleError(
            "--with fills the menu of a terminal, and this back-end has pages.",
            "Write the values into the address",
        )
    environment.allow(settings.bots.environment)
    credentials = settings.credentials(settings.first_seat)
    with connect(settings.connection_of(settings.first_seat)) as session:
        sign_on(session, credentials)
        look = session.undeclared_behind(url, known) if has_menu else session.undeclared(url)
        proposal = propose(look, name, session.application.key_words)
        if not session.screen_unknown:
            session.sign_off()
    return proposal


def face_for(url: str, face: str | None) -> str:
    """The face that opens `url`: the one that is given, else the one that is meant for such an address.

    Raises:
        ConsoleError: it cannot, or no face can.
        FaceError: there is no such face.
    """
    scheme = url.partition(":")[0].lower()
    reaching = faces.reaching(scheme)
    if not reaching:
        raise ConsoleError(
            f"{url or 'Nothing'} is no address of a page or a terminal.",
            "copiste screens propose http://HOST/PAGE, https://…, or tn3270://HOST:PORT; or give --sign-on",
        )
    if face and not faces.about(face).reaches(scheme):
        raise ConsoleError(f"The {face} face cannot open {url}.", f"Give --face {' or '.join(reaching)}")
    return face or faces.default(scheme) or _WEB


def _has_no_pages(settings: Settings) -> bool:
    """Whether addresses of this back-end are a host and a port, with nothing behind."""
    back_end = settings.back_end
    scheme = str(back_end.url).partition(":")[0].lower()
    return scheme in faces.about(back_end.face).bare


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
