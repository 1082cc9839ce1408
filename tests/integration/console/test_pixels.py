"""What the command line says of the pixel face: what it needs of a machine, and what a machine lacks."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from copiste import project
from copiste.screens.pixels.machine import lacks, trouble
from tests.integration.console.conftest import Desk
from tests.support.programs import REPOSITORY


def test_doctor_looks_for_what_pixels_need_and_for_the_terminal_host(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as host:
        url = f"tn3270://127.0.0.1:{host.getsockname()[1]}"
        (desk.folder / "copiste.toml").write_text(f'[back_end]\nface = "pixels"\nurl = "{url}"\n')
        told = {line["subject"]: line for line in desk.copiste("doctor", "--quick", "--json").json}
    assert told["pixel face"]["health"] == told["back-end"]["health"] == "ok"
    monkeypatch.setenv("PATH", str(desk.folder))
    told = {line["subject"]: line for line in desk.copiste("doctor", "--quick", "--json").json}
    assert "x3270" in told["pixel face"]["found"]
    assert told["pixel face"]["remedy"] == "./setup.sh pixels"
    assert told["back-end"]["health"] == "missing"


@pytest.mark.parametrize("url", ["tn3270://127.0.0.1:9", "http://127.0.0.1:9/"])
def test_everything_that_pixels_need_is_here(url: str) -> None:
    assert list(lacks(url, "backend_sante")) == []
    assert trouble(url, "backend_sante") is None


@pytest.mark.parametrize(
    ("url", "lacking"),
    [
        ("tn3270://127.0.0.1:9", ["Xvfb", "x3270"]),
        ("http://127.0.0.1:9/", ["Xvfb", "tesseract", "a browser"]),
    ],
)
def test_what_a_bare_machine_lacks_is_named(
    url: str, lacking: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = list(lacks(url, "backend_sante"))
    assert [text.startswith(name) for text, name in zip(found, lacking, strict=True)] == [True] * len(lacking)


def test_a_language_that_the_application_declares_and_this_machine_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(REPOSITORY / "screens" / "backend_sante", tmp_path / "screens" / "office")
    declared = tmp_path / "screens" / "office" / "application.yaml"
    text = declared.read_text(encoding="utf-8")
    assert "languages: [fra, eng]" in text
    declared.write_text(text.replace("languages: [fra, eng]", "languages: [eng, tlh]"), encoding="utf-8")
    monkeypatch.setattr(project, "_chosen", project.Project(tmp_path))
    (lacking,) = lacks("http://127.0.0.1:9/", "office")
    assert "tlh" in lacking
    assert "tesseract-ocr-tlh" in lacking


def test_doctor_tells_why_a_display_does_not_start(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line that stands for a program which is there, and does not start."""
    programs = desk.folder / "bin"
    programs.mkdir()
    (programs / "Xvfb").write_text("#!/bin/sh\necho 'sh: 1: xkbcomp: not found' >&2; exit 1\n")
    (programs / "Xvfb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    told = '[back_end]\nface = "pixels"\nurl = "tn3270://127.0.0.1:9"\n'
    (desk.folder / "copiste.toml").write_text(told, encoding="utf-8")
    lines = {line["subject"]: line for line in desk.copiste("doctor", "--json").json}
    found = lines["pixel face"]
    assert found["health"] == "missing"
    assert "It said: sh: 1: xkbcomp: not found. Cause: no keyboard map can be made" in found["found"]
    assert found["remedy"].startswith("sudo apt-get install -y x11-xkb-utils")


def test_a_run_on_pixels_does_not_wait_for_what_this_machine_lacks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (
        '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
        '[back_end]\nface = "pixels"\nurl = "tn3270://127.0.0.1:9"\n'
    )
    (desk.folder / "copiste.toml").write_text(told, encoding="utf-8")
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    monkeypatch.setenv("PATH", str(desk.folder))
    answer = desk.copiste("run")
    assert answer.code == 5
    assert "./setup.sh pixels" in answer.err


def test_demo_that_shows_its_windows_needs_a_desktop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    answer = desk.copiste("demo", "--face", "pixels", "--show")
    assert answer.code == 5
    assert "DISPLAY" in answer.err
    assert not (desk.folder / "var").exists()


def test_demo_on_pixels_without_a_terminal_emulator_names_one_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk.folder))
    answer = desk.copiste("demo", "--face", "pixels")
    assert answer.code == 5
    assert "x3270" in answer.err
    assert "./setup.sh pixels" in answer.err
    assert not (desk.folder / "var").exists()
