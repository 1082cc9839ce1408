from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from Xlib import X, Xatom
from Xlib.display import Display as Connection

from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.windows.window import WindowByTitle
from copiste.screens.pixels.x11.display import Display

Open = Callable[..., Any]


@pytest.fixture
def connection(display: Display) -> Iterator[Connection]:
    connection = Connection(display.name)
    yield connection
    connection.close()


@pytest.fixture
def opened(connection: Connection) -> Open:
    """Opens a window with a title at a place."""

    def window(title: str, left: int = 10, top: int = 20, *, old: bool = False) -> Any:
        screen = connection.screen()
        made = screen.root.create_window(left, top, 300, 200, 0, screen.root_depth, event_mask=X.KeyPressMask)
        name = Xatom.WM_NAME if old else connection.intern_atom("_NET_WM_NAME")
        kind = Xatom.STRING if old else connection.intern_atom("UTF8_STRING")
        made.change_property(name, kind, 8, title.encode("latin-1" if old else "utf-8"))
        made.map()
        connection.sync()
        return made

    return window


@pytest.mark.parametrize("old", [False, True])
def test_the_one_window_with_the_title_is_taken(display: Display, opened: Open, old: bool) -> None:
    opened("Éditeur", left=400)
    opened("Session A - back-end privé", old=old)
    window = WindowByTitle("Session A", display.name)
    assert window.title == "Session A - back-end privé"
    assert window.region == Region(10, 20, 300, 200)
    assert window.alive
    assert window.fault == ""
    window.close()


@pytest.mark.parametrize(("titles", "count"), [(["Editor"], 0), (["Session A", "Session A (2)"], 2)])
def test_none_or_several_is_an_error(display: Display, opened: Open, titles: list[str], count: int) -> None:
    for title in titles:
        opened(title)
    with pytest.raises(FaceError, match=f"{count} windows"):
        WindowByTitle("Session A", display.name)


def test_no_title_takes_no_window(display: Display, opened: Open) -> None:
    opened("")
    with pytest.raises(FaceError, match="0 windows"):
        WindowByTitle("", display.name)


def test_hidden_windows_are_not_taken(display: Display, opened: Open, connection: Connection) -> None:
    opened("Session A").unmap()
    connection.sync()
    with pytest.raises(FaceError, match="0 windows"):
        WindowByTitle("Session A", display.name)


def test_window_manager_s_list_is_believed(display: Display, opened: Open, connection: Connection) -> None:
    """Frames and tool tips are windows too, with titles perhaps, and are not on it."""
    ours, _frame = opened("Session A"), opened("Session A")
    connection.screen().root.change_property(
        connection.intern_atom("_NET_CLIENT_LIST"), Xatom.WINDOW, 32, [ours.id]
    )
    connection.sync()
    window = WindowByTitle("Session A", display.name)
    assert window.alive
    window.close()


def test_focus_lets_keys_go_to_it(display: Display, opened: Open, connection: Connection) -> None:
    shown = opened("Session A")
    window = WindowByTitle("Session A", display.name)
    window.focus()
    assert connection.get_input_focus().focus == shown
    assert window.has_keys
    opened("Editor").set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
    connection.sync()
    assert not window.has_keys
    window.close()


def test_window_that_went_is_an_error(display: Display, opened: Open, connection: Connection) -> None:
    shown = opened("Session A")
    window = WindowByTitle("Session A", display.name)
    shown.destroy()
    connection.sync()
    assert not window.alive
    assert "no longer shown" in window.fault
    assert window.title == ""
    with pytest.raises(UnreachableError):
        _ = window.region
    with pytest.raises(UnreachableError):
        window.focus()
    window.close()
