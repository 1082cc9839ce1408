"""Go to an address, and what an answer means that shows no page of the application."""

from __future__ import annotations

from http import HTTPStatus

from playwright.sync_api import Error, Page, Response

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import SignOnError, UnreachableError
from copiste.screens.web.asking import first_line

_INTERRUPTED = "interrupted by another navigation"
#: How Playwright says, instead of a page, that it did not show a client certificate, and why.
_NOT_TRUSTED = "Playwright client-certificate error:"


def navigate(page: Page, address: str, deadline: Deadline) -> None:
    """Go to `address`, again where a key that was pressed before still navigated.

    Raises:
        UnreachableError: no page comes from there.
        SignOnError: the application does not accept the user by HTTP.
    """
    while True:
        try:
            answer = page.goto(address, timeout=deadline.left * 1000, wait_until="commit")
        except Error as error:
            if _INTERRUPTED in error.message and not deadline.passed:
                continue
            raise UnreachableError(first_line(error)) from None
        if answer is not None:
            _check_let_in(answer)
        return


def _check_let_in(answer: Response) -> None:
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise SignOnError("HTTP_REFUSED", "401", "The application does not accept this user.")
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and _NOT_TRUSTED in (text := answer.text()):
        why = text.partition(_NOT_TRUSTED)[2].partition("<")[0].strip()
        raise UnreachableError(f"No connection with a client certificate: {why}.")
