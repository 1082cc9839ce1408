"""What a face needs of a machine is asked by the face's name, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import copiste.screens
from copiste.console.context import require_face
from copiste.console.doctor.finding import Finding, Health
from copiste.console.doctor.machine import face
from copiste.console.exit_codes import MachineError
from copiste.screens import machine
from copiste.screens.machine import MachineCheck, check
from copiste.settings import Settings, read_settings

#: A third face: its folder is all there is of it.
STREAM = """
from copiste.screens.machine import MachineCheck

def check(url, application, *, headless, start):
    seen = f"{url} {application} {headless} {start}."
    return MachineCheck("data stream", seen, "" if headless else "pip install tn3270")
"""


@pytest.fixture
def stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A face that is installed beside the others meanwhile; its name."""
    folder = tmp_path / "stream"
    folder.mkdir()
    (folder / "machine.py").write_text(STREAM, encoding="utf-8")
    monkeypatch.setattr(machine, "_FOLDER", tmp_path)
    monkeypatch.setattr(copiste.screens, "__path__", [*copiste.screens.__path__, str(tmp_path)])
    return folder.name


def test_a_face_without_such_a_module_needs_nothing(stream: str) -> None:
    assert check(f"{stream}-2", "http://127.0.0.1:9/", "small", headless=True, start=True) is None
    require_face(f"{stream}-2", "http://127.0.0.1:9/", "small", headless=True)


@pytest.mark.parametrize(
    ("proxy", "health"),
    [("", []), ("http://proxy.example:3128", []), ("socks5://proxy.example:1080", [Health.ADVICE])],
)
def test_the_doctor_warns_of_a_proxy_that_the_relay_cannot_stand_before(
    monkeypatch: pytest.MonkeyPatch, proxy: str, health: list[Health]
) -> None:
    """Bots work all the same."""
    monkeypatch.setenv("http_proxy", proxy)
    url = "http://application.example/"
    monkeypatch.setenv("COPISTE_BACK_END__URL", url)
    found = list(face(read_settings(), start=False))
    assert [one.health for one in found] == health
    assert all("no_proxy" in one.remedy for one in found)
    require_face("web", url, "small", headless=True)


def test_a_third_face_is_asked_without_being_listed(stream: str) -> None:
    asked = check(stream, "tn3270://host:23", "small", headless=True, start=False)
    assert asked == MachineCheck("data stream", "tn3270://host:23 small True False.")
    require_face(stream, "", "", headless=True)
    with pytest.raises(MachineError) as error:
        require_face(stream, "here", "small", headless=False)
    assert str(error.value) == "The data stream does not work on this machine: here small False True."
    assert error.value.next_step == "pip install tn3270"


def test_the_doctor_asks_the_face_of_the_settings(stream: str) -> None:
    settings = Settings()
    settings = settings.model_copy(
        update={
            "back_end": settings.back_end.model_copy(update={"face": stream, "application": ""}),
            "bots": settings.bots.model_copy(update={"headless": False}),
        }
    )
    assert list(face(settings, start=False)) == [
        Finding("data stream", Health.MISSING, "  False False.", "pip install tn3270")
    ]
