from __future__ import annotations

import os
import time
from collections.abc import Iterator

import numpy as np
import pytest
from Xlib.display import Display as Connection

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.damage import DamageWatch
from copiste.screens.pixels.x11.display import Display


class Painter:
    """A window of 40 × 20 pixels at (100, 50) that paints itself in one colour."""

    def __init__(self, display: Display) -> None:
        self._connection = Connection(display.name)
        screen = self._connection.screen()
        self._window = screen.root.create_window(100, 50, 40, 20, 0, screen.root_depth, background_pixel=0)
        self._window.map()
        self._connection.sync()

    def paint(self, colour: int) -> None:
        self._window.change_attributes(background_pixel=colour)
        self._window.clear_area()
        self._connection.sync()

    def close(self) -> None:
        self._connection.close()


def test_picture_has_the_colours_of_the_display(display: Display, camera: Camera) -> None:
    painter = Painter(display)
    painter.paint(0xFF8000)
    whole = camera.grab()
    assert whole.shape == (768, 1024, 3)
    assert whole[50, 100].tolist() == [255, 128, 0]
    part = camera.grab(Region(100, 50, 40, 20))
    assert part.shape == (20, 40, 3)
    assert np.array_equal(part, Region(100, 50, 40, 20).of(whole))
    painter.close()


def test_nothing_repainted_is_the_same_picture_without_another_look(display: Display, camera: Camera) -> None:
    painter = Painter(display)
    before = camera.grab()
    assert camera.grab() is before
    assert camera.grab(Region(100, 50, 40, 20)) is not before
    painter.paint(0x00FF00)
    after = camera.grab()
    assert after is not before
    assert after[50, 100].tolist() == [0, 255, 0]
    assert camera.grab() is after
    painter.close()


def test_picture_cannot_be_written_into(camera: Camera) -> None:
    with pytest.raises(ValueError, match="read-only"):
        camera.grab()[0, 0] = 1


def test_every_repaint_is_in_the_next_picture(display: Display, camera: Camera) -> None:
    painter = Painter(display)
    for colour in range(1, 200):
        painter.paint(colour)
        assert camera.grab(Region(100, 50, 1, 1))[0, 0].tolist() == [0, 0, colour]
    painter.close()


def test_region_beyond_the_display_is_refused(camera: Camera) -> None:
    with pytest.raises(ValueError, match="not all on a display"):
        camera.grab(Region(1000, 0, 100, 10))


def test_display_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FaceError):
        Camera(":65000")


@pytest.mark.parametrize("options", [[], ["-extension", "DAMAGE"]], ids=["told", "polling"])
class TestWaiting:
    @pytest.fixture
    def display(self, options: list[str]) -> Iterator[Display]:
        display = Display(options=options)
        yield display
        display.close()

    def test_tells_of_a_repaint_since_the_last_picture(
        self, display: Display, camera: Camera, options: list[str]
    ) -> None:
        assert DamageWatch.offered(display.name) == (not options)
        painter = Painter(display)
        camera.grab()
        painter.paint(0xFF0000)
        assert camera.changed(Deadline(10))
        assert camera.grab()[50, 100].tolist() == [255, 0, 0]
        assert not camera.changed(Deadline(0.05))
        painter.paint(0x00FF00)
        assert camera.changed(Deadline(10))
        painter.close()

    def test_repaint_before_the_wait_began_is_not_missed(self, display: Display, camera: Camera) -> None:
        painter = Painter(display)
        for colour in range(1, 200):
            camera.grab()
            painter.paint(colour)
            assert camera.changed(Deadline(10)), colour
        painter.close()

    def test_descriptor_that_can_be_read_ends_a_wait(self, camera: Camera) -> None:
        reads, writes = os.pipe()
        camera.wake_on(reads)
        camera.grab()
        os.write(writes, b"!")
        assert camera.changed(Deadline(60))
        camera.forget(reads)
        assert not camera.changed(Deadline(0.02))
        os.close(reads)
        os.close(writes)

    def test_display_that_dies_is_an_error(self, display: Display, camera: Camera) -> None:
        camera.grab()
        display.close()
        with pytest.raises(UnreachableError):
            camera.changed(Deadline(10))
        with pytest.raises(UnreachableError):
            camera.grab()


def test_waiting_costs_no_processor_time(camera: Camera) -> None:
    camera.grab()
    before = time.thread_time()
    assert not camera.changed(Deadline(0.5))
    assert time.thread_time() - before < 0.05
