"""Where the legacy back-end is, and the seats at which bots work in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, AnyUrl, BaseModel, ConfigDict, Field, UrlConstraints, model_validator

from copiste.connection import ANSWER_LIMIT
from copiste.screens import faces
from copiste.screens.errors import FaceError
from copiste.sections import Delay, Limit, Section
from copiste.settings.opening import Opening
from copiste.settings.paths import InProject


def _reachable(url: AnyUrl) -> AnyUrl:
    reaching = faces.reaching(url.scheme)
    if not reaching:
        known = sorted({scheme for face in faces.names() for scheme in faces.about(face).schemes})
        raise ValueError(f"must begin with {', '.join(f'{scheme}://' for scheme in known)}")
    bare = all(url.scheme in faces.about(face).bare for face in reaching)
    if bare and (url.port is None or url.path not in {None, "", "/"} or url.username):
        raise ValueError(f"must be {url.scheme}://host:port, with nothing behind it")
    if url.username or url.password:
        raise ValueError("must hold no user and no password: a seat has them, see sign_on: http")
    return url


def _installed(face: str) -> str:
    try:
        return faces.about(face).name
    except FaceError as error:
        raise ValueError(str(error)) from None


#: Where a back-end is.
Address = Annotated[AnyUrl, UrlConstraints(host_required=True), AfterValidator(_reachable)]


class BackEnd(Section):
    """Where the legacy back-end is, and through which face it is driven."""

    #: Folder under `screens/` that declares its screens; by default, the only one there.
    application: str = ""
    #: A web page's address, or a terminal host's: `tn3270://host:port`, `tn3270s://` over TLS.
    url: Address | None = None
    #: `web` drives a page in a browser, `pixels` looks at a window of it, or at a terminal's. By default, the
    #: face that is meant for addresses such as `url`.
    face: Annotated[str, AfterValidator(_installed)] = ""
    #: Most time to answer a key; a commit key without an answer by then is looked up later.
    answer_limit: Limit = ANSWER_LIMIT
    #: A PEM file of certificate authorities that browsers trust for it besides those that they know.
    certificate_authority: InProject | None = None
    #: When it may be worked; nothing starts that could not finish before it closes.
    opening: Opening | None = None
    #: Time that a commit may still take after its caller was lost; its record is not looked up before.
    settling: Delay = timedelta(seconds=10)
    #: Most seats signed on at a time, all machines together; by default, no limit.
    licences: Annotated[int, Field(ge=1)] | None = None
    #: Maximum commits per minute, all machines together.
    commits_per_minute: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _face_reaches_address(self) -> BackEnd:
        scheme = self.url.scheme if self.url else "http"
        if not self.face:
            object.__setattr__(self, "face", faces.default(scheme))  # frozen for everybody else
        about = faces.about(self.face)
        if not about.reaches(scheme):
            able = " or ".join(f'face = "{face}"' for face in faces.reaching(scheme))
            raise ValueError(
                f"the {about.name} face works in {about.summary}, and does not reach {scheme}://: "
                f"write {able}"
            )
        return self


class Seat(BaseModel):
    """One place where a bot works. Every other key is a field of the application's sign-on screen."""

    # Free fields are kept in the order of the file; `_named` needs the first one.
    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)
    __pydantic_extra__: dict[str, str]

    #: What people call it, its bot and its journal; by default, the value of its first field.
    name: Annotated[str, Field(min_length=1)] = ""
    #: The name of its secret in the vault or keyring; by default, its own name. Empty: it signs on without.
    secret: str | None = None
    #: The device name (LU) that its terminal asks a TN3270E host for; any when empty.
    lu: Annotated[str, Field(pattern=r"^[A-Za-z0-9_#$]{0,8}$")] = ""

    @property
    def fields(self) -> Mapping[str, str]:
        """What it signs on with, secrets apart, by field of the sign-on screen."""
        return self.__pydantic_extra__

    @model_validator(mode="after")
    def _named(self) -> Seat:
        name = self.name or next(iter(self.fields.values()), "")
        if not name:
            raise ValueError("a seat needs a field of the sign-on screen, or a name")
        object.__setattr__(self, "name", name)  # frozen for everybody else
        if self.secret is None:
            object.__setattr__(self, "secret", name)
        return self
