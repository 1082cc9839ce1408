"""What processes of ours are started with, and what the installed libraries would like to read there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from fnmatch import fnmatchcase
from importlib.metadata import distribution
from pathlib import Path

import pytest

from copiste import environment
from tests.support.environment_names import PACKAGES, PROGRAMS, PYTHON, TOOLS, Package
from tests.support.environment_readers import needed, reads

REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
#: Places, the bundled names and the way to a person's desktop: what bots had, and must keep.
KEPT = {
    "PATH": "/usr/bin",
    "HOME": "/home/robot",
    "LANG": "fr_FR.UTF-8",
    "LC_ALL": "fr_FR.UTF-8",
    "TZ": "Europe/Paris",
    "TMPDIR": "/var/tmp",
    "DISPLAY": ":0",
    "XAUTHORITY": "/run/xauthority",
    "XDG_RUNTIME_DIR": "/run/user/1000",
    "PLAYWRIGHT_BROWSERS_PATH": "/opt/browsers",
    "https_proxy": "http://proxy.example:3128",
    "NO_PROXY": "localhost",
    "SSL_CERT_FILE": "/etc/ssl/house.pem",
    "NODE_EXTRA_CA_CERTS": "/etc/ssl/house.pem",
    "TESSDATA_PREFIX": "/opt/tessdata",
    "SYSTEMROOT": "C:\\Windows",
}
SECRET = (
    "COPISTE_PASSWORD",
    "COPISTE_DATABASE",
    "PGPASSWORD",
    "PGPASSFILE",
    "PGSERVICEFILE",
    "PGSSLPASSWORD",
)

WHAT_TO_DO = (
    "Look what it does with each, then write it into tests/support/environment_names.py: `passed` (and, with "
    "the reason, into environment.PASSED); `switches` (and into environment.SWITCHES) when it has anything "
    "written or other code run; else `without`, with the reason; `elsewhere` for a place that puts its names "
    "together."
)


def switches() -> list[str]:
    """Every known debug switch, a family by a name that nobody wrote down."""
    known = {name for package in [*PACKAGES.values(), PYTHON] for name in package.switches} | {*PROGRAMS}
    return sorted(name.replace("*", "ANYTHING") for name in known)


def meant(name: str, table: object) -> bool:
    return any(fnmatchcase(name, entry) for entry in table)  # type: ignore[attr-defined]


def needed_by_bots() -> list[str]:
    return sorted(needed("copiste") - {"copiste"})


def pinned() -> set[str]:
    names = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", REQUIREMENTS.read_text(), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name) for name in names}


# --- what a process gets -----
def test_a_process_gets_what_it_needs_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*os.environ]:
        monkeypatch.delenv(name)
    for name, value in KEPT.items():
        monkeypatch.setenv(name, value)
    for name in (*SECRET, *switches(), "MY_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "D3C0Y")
    assert environment.of_child() == KEPT
    assert environment.of_child(["MY_TOKEN"], DISPLAY=":7") == KEPT | {"MY_TOKEN": "D3C0Y", "DISPLAY": ":7"}


def test_while_a_library_starts_programs_there_is_nothing_else_to_inherit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "D3C0Y")
    monkeypatch.setenv("DEBUG", "pw:*")
    before = dict(os.environ)
    with suppress(ZeroDivisionError), environment.only_passed():
        assert "D3C0Y" not in os.environ.values()
        assert "DEBUG" not in os.environ
        assert "PATH" in os.environ
        raise ZeroDivisionError  # in whatever it starts: they come back all the same
    assert dict(os.environ) == before


def test_switches_are_dropped_for_good_and_nothing_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in switches():
        monkeypatch.setenv(name, "1")
    for name in (*SECRET, *KEPT, "MY_TOKEN"):
        monkeypatch.setenv(name, "kept")
    environment.drop_switches()
    assert {*switches()} & {*os.environ} <= {"PGOPTIONS"}, "libpq's, of a process with a database"
    assert all(os.environ[name] == "kept" for name in (*SECRET, *KEPT, "MY_TOKEN"))


@pytest.mark.parametrize("name", [*switches(), *SECRET])
def test_nobody_can_name_a_switch_or_a_secret_for_a_bot(name: str) -> None:
    why = environment.refusal(name)
    assert why.startswith(("is a debug switch: ", "may hold a password"))


@pytest.mark.parametrize(
    "name",
    ["MY_TOKEN", "OPENBLAS_NUM_THREADS", "LIBGL_ALWAYS_SOFTWARE", "PYTHONPATH", "ProgramFiles(x86)", *KEPT],
)
def test_other_names_can_be_named(name: str) -> None:
    assert environment.refusal(name) == ""


@pytest.mark.parametrize("name", ["", "*", "MY_*", "A B", "A=B", "É", "1A", "Debug", "pgpassword"])
def test_what_is_no_name_or_one_in_other_letters_is_refused(name: str) -> None:
    assert environment.refusal(name)


# --- what the libraries read -----
@pytest.mark.parametrize("name", needed_by_bots())
def test_every_name_that_a_library_reads_is_classified(name: str) -> None:
    table = PACKAGES.get(name, Package())
    found = reads(name, tuple(table.unused))
    known = (*table.passed, *table.switches, *table.without)
    unknown = {
        f"{one.name} ({one.file}:{one.line})" for one in found if one.name and not meant(one.name, known)
    }
    unknown |= {f"? ({one.file})" for one in found if not one.name and one.file not in table.elsewhere}
    assert sorted(unknown) == [], f"{name} reads what nobody has classified. {WHAT_TO_DO}"
    stale = [entry for entry in known if not any(one.name and fnmatchcase(one.name, entry) for one in found)]
    assert stale == [], f"{name} no longer reads them: take them out of tests/support/environment_names.py"


def test_what_python_reads_is_classified() -> None:
    told = subprocess.run([sys.executable, "--help-env"], capture_output=True, text=True, check=True).stdout
    names = set(re.findall(r"^(PYTHON\w+)", told, re.MULTILINE))
    assert len(names) > 20
    assert [name for name in sorted(names) if not meant(name, (*PYTHON.switches, *PYTHON.without))] == []


@pytest.mark.parametrize("name", [*sorted(PACKAGES), "PYTHON"])
def test_the_allow_list_agrees_with_the_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = PACKAGES.get(name, PYTHON)
    for one in (*table.passed, *table.switches, *table.without):
        monkeypatch.setenv(one.replace("*", "ANYTHING"), "D3C0Y")
    got = environment.of_child()
    assert all(one in got for one in table.passed)
    assert not any(one.replace("*", "ANYTHING") in got for one in (*table.switches, *table.without))


def test_every_pinned_package_is_looked_at_or_a_tool() -> None:
    bots = {*needed_by_bots()}
    assert TOOLS & bots == set(), "what bots need is no tool"
    here = needed("copiste", "dev")
    assert sorted((pinned() & here) - bots - TOOLS) == [], "a tool? Then name it in TOOLS"
    assert {*PACKAGES} <= bots


def loaded_by_a_bot() -> list[str]:
    """The files of the modules that a bot of either face has loaded when it is ready."""
    code = (
        "import copiste.bots.bot_process, copiste.screens.web.face, copiste.screens.pixels.face, sys\n"
        "import copiste.screens.pixels.terminal.opening, copiste.screens.pixels.picture.face\n"
        "import copiste; copiste.Case, copiste.Legacy; copiste.bots.robot_run.warm_up()\n"
        "print(*(getattr(one, '__file__', None) or '' for one in [*sys.modules.values()]), sep='\\n')"
    )
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=REQUIREMENTS.parent,
    ).stdout.split("\n")


def test_parts_that_are_not_looked_at_are_not_imported_by_a_bot() -> None:
    loaded = loaded_by_a_bot()
    parts = [part for table in PACKAGES.values() for part in table.unused]
    assert any("/playwright/" in file for file in loaded)
    assert [file for file in loaded if any(f"/site-packages/{part}" in file for part in parts)] == []


def test_a_bot_loads_nothing_of_rpaframework_which_is_not_looked_at() -> None:
    """So a robot that imports none of it starts as fast as without the extra."""
    extra = needed("copiste", "rpa") - needed("copiste")
    assert {"rpaframework", "rpaframework-pdf", "selenium", "lxml"} <= extra
    assert not extra & {*PACKAGES}
    files = {str(one.locate_file(path)) for one in map(distribution, extra) for path in one.files or ()}
    loaded = loaded_by_a_bot()
    assert any("/robot/" in file for file in loaded)
    assert [file for file in loaded if file in files] == []
    hooks = [file for file in files if file.endswith(".pth")]
    assert hooks == [], "they would run at the start of every Python"


# --- the scan itself -----
def test_the_scan_sees_each_way_of_reading(tmp_path: Path) -> None:
    from tests.support.environment_readers import _javascript, _python

    python = b"""
import os, os as _os
from os import environ as env
NAME = "CONSTANT"
a = os.environ["SUBSCRIPT"], os.environ.get("GET"), os.getenv("GETENV"), "IN" in os.environ
b = os.environ.pop("POP", 1), env["ALIAS"], os.environ[NAME], os.environ.setdefault("DEFAULT", "")
copy = os.environ.copy()
copy.get("COPY")
def helper(name, other=None):
    return os.environ.get(name)
def outer(name):
    return helper("prefix_" + name) or helper(name)
c = outer("THROUGH_HELPERS")
d = os.environ[c + "x"]
e = {"HARMLESS": 1}["HARMLESS"]
"""
    found = set(_python({"m.py": python}))
    assert {one.name for one in found} == {
        "SUBSCRIPT", "GET", "GETENV", "IN", "POP", "ALIAS", "CONSTANT", "DEFAULT", "COPY", "THROUGH_HELPERS",
        "",
    }  # fmt: skip
    assert [one.line for one in found if not one.name] == [14]
    script = (
        'process.env.DOT; process.env["BRACKET"]; getFromENV("HELPER"); env.SHORT; Object.keys(process.env)'
    )
    assert {one.name for one in _javascript("m.js", script)} == {"DOT", "BRACKET", "HELPER", "SHORT", ""}
