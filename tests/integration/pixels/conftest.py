from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display


@pytest.fixture
def display() -> Iterator[Display]:
    display = Display()
    yield display
    display.close()


def settle(camera: Camera) -> None:
    """Wait until a new display is painted: on a busy machine it answers before that."""
    deadline = Deadline(20)
    camera.grab()
    while camera.changed(Deadline(0.2)) and not deadline.passed:
        camera.grab()


@pytest.fixture
def camera(display: Display) -> Iterator[Camera]:
    camera = Camera(display.name)
    settle(camera)
    yield camera
    camera.close()


@pytest.fixture
def silent_host() -> Iterator[socket.socket]:
    """Takes calls and says nothing: an emulator's line to it stays open."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server
