"""Whatever stands in the settings, in their variables or in the vault: read, or refused by its place."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from copiste.settings import Settings, SettingsError, read_settings
from copiste.vault import VaultError, read_vault
from tests.support.spoiling import altered, spoiled

some = hypothesis_settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

SOUND = b"""
database = "sqlite:///var/q.db"
patience = "PT15M"
[back_end]
url = "http://gsc.example/"
[back_end.opening]
hours = { mon-fri = "07:00-20:30", sat = "08:00-12:00" }
timezone = "Europe/Paris"
holidays = "FR"
closed = [2026-12-24, "2026-12-31"]
[[seats]]
operator = "ROB01"
terminal = "R001"
[bots]
headless = true
start_limit = 90
[schedule]
start = "0 21 * * mon-fri"
lasts = "PT8H"
[policies.enrolment]
time_limit = "PT5M"
window = { hours = "07:00-20:00" }
"""
#: Of the same shape, for what comes from variables.
TABLE: dict[str, Any] = {
    "back_end": {
        "url": "http://gsc.example/",
        "opening": {"hours": {"mon": "07:00-20:30"}, "timezone": "UTC"},
    },
    "seats": [{"operator": "ROB01", "terminal": "R001"}],
    "bots": {"headless": True, "start_limit": 90},
    "schedule": {"start": "0 21 * * mon-fri", "lasts": "PT8H"},
    "policies": {"enrolment": {"time_limit": "PT5M", "window": {"hours": "07:00-20:00"}}},
    "patience": "PT15M",
}
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "P999999999D",
            "99:99:99",
            "00:00-24:00",
            "Europe/Paris",
            "FR-57",
            "0 0 29 2 *",
            "a\nb",
            [],
            {},
            [[1]],
        ]
    ),
    st.sampled_from(["x" * 5000, "http://[::1", "sqlite://", "postgresql://u:K7SECRET@h/x", {"a": {"b": 1}}]),
)


VARIABLES = (
    *(
        "BACK_END",
        "BACK_END__OPENING__HOURS",
        "SEATS",
        "POLICIES",
        "POLICIES__X__WINDOW",
        "PATIENCE",
        "VAULT",
    ),
    *("SCHEDULE__START", "SEATS__0__OPERATOR", "EVIDENCE_LIMIT", "BACK_END__", "", "_"),
)


@contextmanager
def place(content: bytes | None = None, variables: Mapping[str, str] | None = None) -> Iterator[Path]:
    """A directory with a settings file, and these variables of ours only."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("COPISTE_")}
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {}, clear=True):
        path = Path(folder) / "copiste.toml"
        if content is not None:
            path.write_bytes(content)
        os.environ.update({**others, "COPISTE_SETTINGS": str(path), **(variables or {})})
        if content is None:
            del os.environ["COPISTE_SETTINGS"]
        yield Path(folder)


def refusal() -> str:
    """What is said of the settings; empty when they are read, and can be used."""
    try:
        found = read_settings()
    except SettingsError as error:
        return str(error)
    assert isinstance(found, Settings)
    found.timetable()
    return ""


def check(said: str, folder: Path) -> None:
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 40
    for line in said.splitlines():
        assert line.startswith(("Setting ", "Variable ", "No item of process ", "A COPISTE_", str(folder)))
        assert len(line) < 700
        assert line.endswith((".", "?"))


@some
@given(spoiled(SOUND))
def test_a_spoiled_settings_file_is_read_or_refused_by_its_place(content: bytes) -> None:
    with place(content) as folder:
        check(refusal(), folder)


@some
@given(altered(TABLE, VALUES))
def test_altered_settings_are_read_or_refused_by_their_place(table: dict[str, Any]) -> None:
    variables = {f"COPISTE_{key.upper()}": json.dumps(value) for key, value in table.items()}
    with place(variables=variables) as folder, _in(folder):
        check(refusal(), folder)


@some
@given(
    st.sampled_from(VARIABLES),
    st.text(st.characters(exclude_characters="\0"), max_size=30),
)
def test_any_variable_is_read_or_refused_by_its_name(name: str, value: str) -> None:
    try:
        os.fsencode(value)
    except UnicodeEncodeError:
        return  # no operating system holds it
    with place(variables={f"COPISTE_{name}": value}) as folder, _in(folder):
        check(refusal(), folder)


def test_a_variable_that_is_no_text_is_named() -> None:
    with place(variables={"COPISTE_SCHEDULE__START": "\udcff"}) as folder, _in(folder):
        assert refusal() == "Variable 'COPISTE_SCHEDULE__START' is no UTF-8 text. Set it anew."


@pytest.mark.parametrize("key", ["patience", "bots.start_limit", "policies.default.time_limit"])
def test_a_time_beyond_all_time_is_refused(key: str) -> None:
    section, _, name = key.rpartition(".")
    text = f"[{section}]\n" * bool(section) + f'{name} = "P999999999D"'
    with place(text.encode()):
        assert refusal().startswith(f"Setting {key}: Input should be less than or equal to 366 days.")


# --- the vault

VAULT = {"ROB01": {"password": "K7SECRET"}, "copiste": {"payload_keys": "K7SECRET", "search_key": "x"}}


@some
@given(
    st.one_of(
        spoiled(json.dumps(VAULT).encode()), altered(VAULT, VALUES).map(lambda v: json.dumps(v).encode())
    ),
    st.sampled_from(["vault.json", "vault.yaml"]),
)
def test_a_spoiled_vault_is_read_or_refused_by_its_path_and_tells_no_secret(
    content: bytes, name: str
) -> None:
    with place() as folder:
        path = folder / name
        path.write_bytes(content)
        path.chmod(0o600)
        said = ""
        for secret in ("ROB01", "copiste", "nobody"):
            try:
                read_vault(path, secret)
            except VaultError as error:
                said = str(error)
        assert not said or name in said
        assert "K7SECRET" not in said


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
