"""`copiste screens propose` on applications that nobody declared yet, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from copiste.screens.declared.loading import load_application
from tests.applications.django_admin import truth
from tests.applications.process import Application, running
from tests.support.programs import REPOSITORY


def test_a_page_is_proposed_without_a_project(tmp_path: Path, site: Application) -> None:
    done = propose(tmp_path, f"{site.url}admin/", "--name", "login")
    assert done.returncode == 0, done.stderr
    assert "username: {caption: Username" in done.stdout
    assert "password: {caption: Password, hidden: true, sensitive: true}" in done.stdout
    assert "{button: Log in}" in done.stdout


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path, site: Application) -> None:
    (tmp_path / "login.yaml").write_text("mine", encoding="utf-8")
    done = propose(tmp_path, f"{site.url}admin/", "--out", "login.yaml")
    assert done.returncode != 0
    assert "login.yaml exists" in done.stderr
    assert (tmp_path / "login.yaml").read_text(encoding="utf-8") == "mine"


def test_an_address_that_is_none_or_does_not_answer_says_the_next_step(tmp_path: Path) -> None:
    wrong = propose(tmp_path, "members/add")
    assert "members/add is no address of a page" in wrong.stderr
    assert "http://HOST/PAGE" in wrong.stderr
    away = propose(tmp_path, "http://127.0.0.1:9/")
    assert away.returncode != 0
    assert "http://127.0.0.1:9/" in away.stderr
    assert "Traceback" not in away.stderr


def test_a_page_behind_the_sign_on_is_proposed_whole(tmp_path: Path, site: Application) -> None:
    project(tmp_path, site)
    add = "/admin/brokerage/member/add/"
    done = propose(tmp_path, add, "--sign-on", "--name", "add_member", "--folder", "screens/broker")
    assert done.returncode == 0, done.stderr
    screen = load_application(tmp_path / "screens/broker").screen("add_member")
    captions = {field.caption for field in screen.fields.values()}
    assert {"Reference", "First name", "Date of birth", "Office", "Smoker", "Notes"} <= captions
    types = {field.caption: field.type for field in screen.fields.values()}
    assert (types["Office"], types["Smoker"], types["Notes"]) == ("choice", "check", "memo")
    assert types["Identity document"] == "file"
    assert "Save" in {action.button for action in screen.actions.values()}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with running("django_admin", tmp_path_factory.mktemp("broker")) as application:
        yield application


def test_a_screen_is_tried_and_what_is_not_declared_is_named(tmp_path: Path, site: Application) -> None:
    project(tmp_path, site)
    (tmp_path / "screens/broker/member.yaml").write_text(MEMBER, encoding="utf-8")
    done = screens(tmp_path, "try", "member")
    assert done.returncode == 1, done.stdout + done.stderr
    lines = {line.split()[1]: line for line in done.stdout.splitlines() if line.startswith(("✓", "✗"))}
    assert "member: recognised by address /admin/brokerage/member/add/" in done.stdout
    assert "text" in lines["reference"]
    assert "empty" in lines["reference"]
    assert "select, its label" in lines["office"]
    assert "no caption 'Shoe size' is shown" in lines["shoe_size"]
    assert "Save and add another" in done.stdout
    assert "First name" in next(line for line in done.stdout.splitlines() if line.startswith("Inputs not"))
    assert OFFERED not in done.stdout
    assert OFFERED in screens(tmp_path, "try", "member", "--values").stdout


def test_declared_screens_are_drawn_and_what_was_not_reached_is_said(
    tmp_path: Path, site: Application
) -> None:
    project(tmp_path, site)
    (tmp_path / "screens/broker/member.yaml").write_text(MEMBER, encoding="utf-8")
    done = screens(tmp_path, "show", "member", "login")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "missing shoe_size" in done.stdout
    assert "login                  declares no way to it" in done.stdout
    folder = tmp_path / "var/screens/broker-web"
    assert [path.name for path in folder.iterdir()] == ["member.png"]
    with Image.open(folder / "member.png") as picture:
        # The form is longer than a window, and all of it is there.
        assert picture.height > 2000
    assert (
        screens(tmp_path, "show", "member", "--out", "copiste.toml/x").stderr.count("cannot be written") == 1
    )
    unknown = screens(tmp_path, "show", "membre")
    assert unknown.returncode == 6
    assert "member" in unknown.stderr


def test_a_screen_without_a_way_is_not_tried_and_says_what_to_do(tmp_path: Path, site: Application) -> None:
    project(tmp_path, site)
    (tmp_path / "screens/broker/member.yaml").write_text(
        "screen: member\nrecognise: {address: /nowhere/}\n", encoding="utf-8"
    )
    done = screens(tmp_path, "try", "member")
    assert 'Screen "member" is not tried' in done.stderr
    assert "reach: in member.yaml" in done.stderr


#: What a select of the site shows before anybody chooses.
OFFERED = "Prospect"
MEMBER = """
screen: member
recognise: {address: /admin/brokerage/member/add/}
reach: {address: /admin/brokerage/member/add/}
fields:
  reference: {caption: Reference}
  office: {caption: Office, type: choice}
  status: {caption: Status, type: choice}
  shoe_size: {caption: Shoe size}
actions: {save: {button: Save}}
"""


def propose(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return screens(folder, "propose", *arguments)


def screens(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Without the display of a test of terminals, which is gone by now: `try` would open a window there.
    left_out = ("COPISTE_", "DISPLAY", "WAYLAND_DISPLAY")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from copiste.console.main import run; run()",
            "screens",
            *arguments,
        ],
        cwd=folder,
        env={**bare, "PYTHONPATH": str(REPOSITORY), "COPISTE_PASSWORD": truth.PASSWORD},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def project(folder: Path, site: Application) -> None:
    """What a person has declared by then: the sign-on."""
    files = {
        "copiste.toml": f"""
[back_end]
application = "broker"
url = "{site.url}admin/"

[[seats]]
username = "OP01"
""",
        "screens/broker/application.yaml": """
application: broker
sign_on: {screen: login, action: log_in, arrives: start}
home: {screen: start}
""",
        "screens/broker/login.yaml": """
screen: login
recognise: {address: /admin/login/}
fields:
  username: {caption: Username}
  password: {caption: Password, hidden: true, sensitive: true}
actions: {log_in: {button: Log in}}
""",
        "screens/broker/start.yaml": "screen: start\nrecognise: {address: /admin/}\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
