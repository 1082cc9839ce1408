"""A certificate authority of our own, and client certificates: trusted and shown where declared alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from copiste.connection import Credentials
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.session.opening import open_session
from copiste.screens.session.signing_on import sign_on
from tests.integration.screens.order_pages import Office
from tests.integration.screens.test_answers import DECLARED, NOBODY, opened, ordered
from tests.support.certificates import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def test_an_authority_of_its_own_is_trusted_where_it_is_declared(
    tmp_path: Path, authority: Authority
) -> None:
    with opened(
        tmp_path, Office(), tls=authority.server(), certificate_authority=str(authority.file)
    ) as session:
        assert sign_on(session, NOBODY).screen == "desk"


def test_no_other_certificate_is_trusted(tmp_path: Path, authority: Authority) -> None:
    another = Authority(tmp_path)
    for options in ({}, {"certificate_authority": str(another.file)}):
        with (
            opened(tmp_path, Office(), tls=authority.server(), **options) as session,
            pytest.raises(UnreachableError, match="ERR_CERT_AUTHORITY_INVALID"),
        ):
            sign_on(session, NOBODY)


def test_a_certificate_of_its_own_is_shown_to_who_asks_for_one(tmp_path: Path, authority: Authority) -> None:
    certificate, key = authority.client("robot")
    robot = Credentials(secrets={"client_certificate": SecretStr(certificate), "client_key": SecretStr(key)})
    mutual = authority.server(clients=True)
    with opened(tmp_path, Office(), tls=mutual, certificate_authority=str(authority.file)) as session:
        assert sign_on(session, robot).screen == "desk"
        assert ordered(session, "Sealand").submit("save").screen == "list"


def test_a_certificate_that_is_none_is_told_without_it(tmp_path: Path, authority: Authority) -> None:
    robot = Credentials(
        secrets={"client_certificate": SecretStr("garbage"), "client_key": SecretStr("K7SECRET")}
    )
    with (
        opened(tmp_path, Office(), tls=authority.server(), certificate_authority=str(authority.file)) as one,
        pytest.raises(FaceError, match="client certificate cannot be used") as error,
    ):
        sign_on(one, robot)
    assert "K7SECRET" not in str(error.value)


@pytest.mark.parametrize("content", ["", "no certificate"])
def test_an_authority_that_is_none_is_told_before_anything_starts(tmp_path: Path, content: str) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    with pytest.raises(FaceError, match=r"certificate_authority: .*ca\.pem"):
        open_session(DECLARED, "web", url="https://127.0.0.1:1/", certificate_authority=str(file))


def test_a_certificate_is_shown_to_no_other_server(tmp_path: Path, authority: Authority) -> None:
    certificate, key = authority.client("robot")
    robot = Credentials(secrets={"client_certificate": SecretStr(certificate), "client_key": SecretStr(key)})
    mutual = Authority(tmp_path).server(clients=True)
    with (
        opened(tmp_path, Office(), tls=mutual, certificate_authority=str(authority.file)) as session,
        pytest.raises(UnreachableError, match="No connection with a client certificate: "),
    ):
        sign_on(session, robot)
