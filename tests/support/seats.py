"""A seat of the bundled application: where it is, and what it signs on with."""

from __future__ import annotations

from pydantic import SecretStr

from copiste.connection import Connection, Credentials
from copiste.settings import Seat, Settings

URL = "http://127.0.0.1:8080/"


def connection(url: str = URL, face: str = "web", application: str = "backend_sante") -> Connection:
    """To the bundled application."""
    return Connection(application=application, url=url, face=face)


def credentials(operator: str = "ROB01", password: str = "K7SECRET", terminal: str = "R001") -> Credentials:
    """What one of its operators signs on with."""
    fields = {"operator": operator, "terminal": terminal}
    return Credentials(fields=fields, secrets={"password": SecretStr(password)})


def password_of(settings: Settings, name: str) -> str:
    """The password with which a seat of this name signs on."""
    return settings.credentials(Seat(name=name)).secrets["password"].get_secret_value()
