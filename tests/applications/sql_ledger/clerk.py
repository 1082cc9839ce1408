"""Keying into SQL-Ledger by its own forms, without a browser: for what must be there before a robot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from tests.applications.sql_ledger.dataset import OPERATORS, Operator

#: The script and the parameters behind the entries of the menu.
ADD_CUSTOMER = ("ct.pl", {"action": "add", "db": "customer"})
ADD_INVOICE = ("is.pl", {"action": "add", "type": "invoice"})
ADD_TRANSACTION = ("gl.pl", {"action": "add"})


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    script: str
    title: str
    text: str
    #: What its form would send, without a button.
    fields: dict[str, str]


class Clerk:
    """An operator who has signed on."""

    def __init__(self, client: httpx.Client, login: str) -> None:
        self._client = client
        self._login = login

    def open(self, entry: tuple[str, dict[str, str]]) -> Page:
        """Open an entry of the menu."""
        script, parameters = entry
        asked = {"path": "bin/mozilla", "login": self._login, **parameters}
        return _page(self._client.get(script, params=asked))

    def press(self, page: Page, button: str, **typed: str) -> Page:
        """Type into a page's form and press a button; the page that comes next."""
        return _page(self._client.post(page.script, data={**page.fields, **typed, "action": button}))

    def add_customer(self, **typed: str) -> Page:
        """Save a new customer; the page that comes next."""
        return self.press(self.open(ADD_CUSTOMER), "Save", **typed)


@contextmanager
def signed_on(first_page: str, operator: Operator = OPERATORS[0]) -> Iterator[Clerk]:
    """An operator who signs on at the application's first page, or at that of a relay before it."""
    with httpx.Client(
        base_url=first_page.rpartition("/")[0] + "/",
        headers={"User-Agent": "Mozilla/5.0"},  # without one its pages are plain text
        trust_env=False,
        timeout=60,
    ) as client:
        form = _page(client.get(first_page))
        typed = {"login": operator.login, "password": operator.password, "action": "Login"}
        frames = client.post("login.pl", data={**form.fields, **typed}).raise_for_status()
        source = BeautifulSoup(frames.text, "html.parser").find("frame", attrs={"name": "main_window"})
        assert isinstance(source, Tag), frames.text
        login = httpx.URL(str(source["src"])).params["login"]
        yield Clerk(client, login)


def _page(answer: httpx.Response) -> Page:
    answer.raise_for_status()
    html = BeautifulSoup(answer.text, "html.parser")
    return Page(
        urlsplit(str(answer.url)).path.rpartition("/")[2],
        html.title.get_text().partition(" - ")[0] if html.title else "",
        " ".join(html.get_text(" ").split()),
        dict(_fields(html)),
    )


def _fields(html: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for control in html.find_all(["input", "select", "textarea"]):
        name = str(control.get("name", ""))
        kind = control.get("type", "text")
        if control.name == "select":
            options = control.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")] or options[:1]
            for option in chosen:
                yield name, str(option.get("value", option.get_text()))
        elif control.name == "textarea":
            yield name, control.get_text()
        elif kind not in {"submit", "checkbox", "radio"} or control.has_attr("checked"):
            yield name, str(control.get("value", ""))
