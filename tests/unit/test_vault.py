"""Where secrets come from: vault file, OS keyring, the key file beside the queue; and who may read them."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest

from copiste import vault
from copiste.settings import SettingsError, read_settings
from copiste.vault import Keys, VaultError, kept_keys, new_secret, read_vault
from tests.support.seats import password_of

SECRET = {"payload_keys": "k" * 43 + "=", "search_key": "s" * 32, "journal_key": "j" * 32}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no variable of ours."""
    for variable in [name for name in os.environ if name.startswith("COPISTE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


# --- the vault file


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vault.json", '{"ROB01": {"password": "V4ULTED"}, "other": {"depth": {"more": 1}}}'),
        ("vault.yaml", "ROB01:\n  password: V4ULTED\nother: [1, 2]\n"),
        ("vault.yml", "{ROB01: {password: V4ULTED}}"),
    ],
)
def test_json_and_yaml_as_robocorp_s_vault_reads_them(folder: Path, name: str, text: str) -> None:
    path = write(folder / name, text)
    assert read_vault(path, "ROB01") == {"password": "V4ULTED"}
    assert read_vault(path, "ROB02") is None


def test_a_number_where_a_text_belongs_is_told_without_the_value(folder: Path) -> None:
    path = write(folder / "vault.yaml", "ROB01:\n  password: 4711\n")
    with pytest.raises(VaultError, match="in quotes") as refused:
        read_vault(path, "ROB01")
    assert "4711" not in str(refused.value)


@pytest.mark.parametrize("text", ["a: [", "a: &x *x", "\t- a", "!!python/object:os.system {}"])
def test_yaml_that_cannot_be_read_is_told_without_its_text(folder: Path, text: str) -> None:
    with pytest.raises(VaultError, match=r"vault\.yaml cannot be read as YAML") as refused:
        read_vault(write(folder / "vault.yaml", text), "ROB01")
    assert text not in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o777])
def test_a_file_that_other_accounts_may_use_is_refused_with_what_to_type(folder: Path, mode: int) -> None:
    path = write(folder / "vault.json", "{}", mode)
    with pytest.raises(VaultError, match=rf"mode {mode:o}\)\. Type: chmod 600 {path}"):
        read_vault(path, "ROB01")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_read(folder: Path, mode: int) -> None:
    assert read_vault(write(folder / "vault.json", "{}", mode), "ROB01") is None


def test_an_administrator_s_file_may_be_read_by_one_group(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder / "vault.json", "{}", 0o640)
    status = os.stat_result((0o100640, 0, 0, 1, 0, 0, 0, 0, 0, 0))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    vault._check_rights(path, status)
    with pytest.raises(VaultError):
        vault._check_rights(path, os.stat_result((0o100660, 0, 0, 1, 0, 0, 0, 0, 0, 0)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"payload_keys": ""}, "has no payload_keys"),
        ({"payload_keys": "K3YTOOSHORT"}, "payload_keys"),
        ({"payload_keys": "k" * 43 + "=,"}, ""),
        ({"payload_keys": ",,"}, "payload_keys"),
        ({"search_key": "S3CRET"}, "search_key .* is shorter than 32"),
        ({"journal_key": ""}, "has no journal_key"),
    ],
)
def test_keys_that_are_none_are_named_and_not_shown(change: dict[str, str], said: str) -> None:
    if not said:
        assert len(Keys.of({**SECRET, **change}, "vault.json").payload_keys) == 1
        return
    with pytest.raises(VaultError, match=rf"^vault\.json: .*{said}") as refused:
        Keys.of({**SECRET, **change}, "vault.json")
    assert not any(value and value in str(refused.value) for value in change.values() if len(value) > 2)


def test_keys_show_in_no_repr() -> None:
    made = new_secret()
    told = repr(Keys.of(made, "test")) + str(Keys.of(made, "test"))
    assert not any(value in told for value in made.values())


# --- the key file beside the queue


def test_the_key_file_is_made_once_even_by_many_at_once(folder: Path) -> None:
    place, old = folder / "var" / "copiste.keys.json", folder / "evidence" / "journal.key"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: kept_keys(place, old_journal_key=old), range(8)))
    assert all(keys == made[0] for keys in made)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in place.parent.iterdir()] == ["copiste.keys.json"]


def test_the_journal_s_key_of_before_is_taken_over(folder: Path) -> None:
    old = folder / "journal.key"
    old.write_text("0123abcd" * 8 + "\n")
    keys = kept_keys(folder / "copiste.keys.json", old_journal_key=old)
    assert keys.journal_key.get_secret_value() == "0123abcd" * 8
    assert not old.exists()


def test_a_key_file_that_cannot_be_made_says_what_to_do(folder: Path) -> None:
    (folder / "var").write_text("a file")
    with pytest.raises(SettingsError, match=r"var/copiste\.keys\.json cannot be made.*COPISTE_VAULT"):
        read_settings().keys()


@pytest.mark.parametrize(
    ("database", "place"),
    [
        ("sqlite:///var/copiste.db", "var/copiste.keys.json"),
        ("sqlite:////srv/copiste/queue.db", "/srv/copiste/copiste.keys.json"),
        ("sqlite:///queue.db?timeout=3", "copiste.keys.json"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://copiste@db/copiste", None),
        ("postgresql:///copiste", None),
    ],
)
def test_the_key_file_is_beside_a_queue_that_is_a_file(
    folder: Path, database: str, place: str | None
) -> None:
    assert read_settings(database=database).keys_beside_queue == (folder / place if place else None)


def test_a_server_s_queue_needs_a_vault_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read_settings(database="postgresql://copiste:Pgs3cret@db/copiste")
    with pytest.raises(SettingsError, match=r"copiste keys make.*COPISTE_VAULT") as refused:
        settings.keys()
    assert "Pgs3cret" not in str(refused.value)
    write(folder / "vault.json", json.dumps({"copiste": SECRET}))
    assert read_settings(database="postgresql://db/copiste", vault="vault.json").keys() == Keys.of(SECRET, "")
    assert not list(folder.rglob("*.keys.json"))


def test_a_password_in_the_database_s_address_is_refused_in_the_file(folder: Path) -> None:
    for address in ("postgresql://copiste:Pgs3cret@db/copiste", "postgresql://db/copiste?password=Pgs3cret"):
        write(folder / "copiste.toml", f'database = "{address}"')
        with pytest.raises(SettingsError, match=r"~/\.pgpass") as refused:
            read_settings()
        assert "Pgs3cret" not in str(refused.value)
    write(folder / "copiste.toml", 'database = "postgresql://copiste@db:5432/copiste"')
    assert read_settings().keys_beside_queue is None


# --- the OS keyring


class Ring(keyring.backend.KeyringBackend):
    """A keyring of the test's own."""

    priority = 1

    def __init__(self, **kept: str) -> None:
        self.kept = kept
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked("R1NGSECRET")
        return self.kept.get(username) if service == "copiste" else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nothing is written")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("nothing is deleted")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """What the OS keyring has; asked when the settings say so."""
    made = Ring(ROB01="R1NGED")
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    return made


def test_the_keyring_is_asked_when_the_settings_say_so(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="keyring set copiste ROB01"):
        password_of(read_settings(), "ROB01")
    settings = read_settings(keyring=True)
    assert password_of(settings, "ROB01") == "R1NGED"
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    settings = read_settings(keyring=True)
    assert password_of(settings, "ROB01") == "R1NGED"
    assert password_of(settings, "ROB02") == "K7SECRET"


def test_the_vault_comes_before_the_keyring(ring: Ring, folder: Path) -> None:
    write(folder / "vault.json", '{"ROB01": {"password": "V4ULTED"}}')
    settings = read_settings(keyring=True, vault="vault.json")
    assert password_of(settings, "ROB01") == "V4ULTED"


def test_keys_come_from_the_keyring_too(ring: Ring, folder: Path) -> None:
    ring.kept |= SECRET
    assert read_settings(keyring=True).keys() == Keys.of(SECRET, "")
    del ring.kept["search_key"]
    with pytest.raises(SettingsError, match=r"OS keyring: .* has no search_key"):
        read_settings(keyring=True).keys()
    assert not list(folder.rglob("*.keys.json"))


def test_a_locked_keyring_is_told_without_what_it_said(ring: Ring) -> None:
    ring.locked = True
    with pytest.raises(SettingsError, match=r"cannot be used \(KeyringLocked\).*Unlock") as refused:
        password_of(read_settings(keyring=True), "ROB01")
    assert "R1NGSECRET" not in str(refused.value)
