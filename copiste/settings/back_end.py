"""Where the legacy back-end is, and the seats at which bots work in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyUrl, Field, UrlConstraints, model_validator

from copiste.sections import Delay, Limit, Section
from copiste.settings.opening import Opening

#: Schemes of terminal hosts.
_TERMINAL = ("tn3270", "tn3270s")


def _reachable(url: AnyUrl) -> AnyUrl:
    if url.scheme in _TERMINAL and (url.port is None or url.path not in {None, "", "/"} or url.username):
        raise ValueError(f"must be {url.scheme}://host:port, with nothing behind it")
    return url


#: Where a back-end is.
Address = Annotated[
    AnyUrl,
    UrlConstraints(allowed_schemes=["http", "https", *_TERMINAL], host_required=True),
    AfterValidator(_reachable),
]


class BackEnd(Section):
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


class Seat(Section):
    """One place where a bot works: an operator account, and the terminal it signs on with."""

    operator: Annotated[str, Field(min_length=1, max_length=8)]
    terminal: Annotated[str, Field(min_length=1, max_length=4)]
