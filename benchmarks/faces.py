"""The two faces beside each other: seconds per enrolment; and on pixels, from a key to the recognised screen.

Each face has a warm bot and a mock back-end of its own, seeded alike, and keys the very same cases; they take
turns case by case, the other one idle. In the end the two ledgers must be equal.

The time of a key is taken in a session of its own, whose terminal talks to the host through a line that notes
when the key came and when the last of its answer did: what is left is the face's own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.enrolment import MIX, case, compare
from benchmarks.support.output import Report, Spread, Table, run
from benchmarks.support.timed_line import TimedLine, timed_line
from benchmarks.support.warm_bot import OPERATOR, TERMINAL, WarmBot, warm_bot
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.support.mock import PASSWORD, Mock, running_mock

#: A screen with many fields, and the choice that leads to it from the menu.
SCREEN, CHOICE = "member_identity", "ADHI"


def measure(rounds: int, keys: int) -> Report:
    """Time both faces on `rounds` × 4 cases, and `keys` keys there and back."""
    with tempfile.TemporaryDirectory() as place:
        folders = [Path(place) / face for face in ("web", "pixels")]
        for folder in folders:
            folder.mkdir()
        with (
            running_mock(folders[0], "--date", "2026-11-20") as for_web,
            running_mock(folders[1], "--date", "2026-11-20") as for_pixels,
        ):
            with (
                warm_bot(for_web, folders[0]) as web,
                warm_bot(for_pixels, folders[1], face="pixels") as pixels,
            ):
                # The first case opens each bot's back-end; after four, nothing is cold on either side.
                _take_turns(web, pixels, range(len(MIX)))
                pairs = _take_turns(web, pixels, range(len(MIX), len(MIX) * (1 + rounds)))
            records = compare(for_web.ledger(), for_pixels.ledger())
            spans = of_keys(for_pixels, keys)
    of_web, of_pixels = (Spread.of([pair[side] for pair in pairs]) for side in (0, 1))
    ratio = Spread.of([by_pixels / by_web for by_web, by_pixels in pairs])
    host, whole, own = (Spread.of([1000 * span[place] for span in spans]) for place in range(3))
    return Report(
        "faces",
        {
            "cases": len(pairs),
            "web_seconds": round(of_web.median, 4),
            "pixels_seconds": round(of_pixels.median, 4),
            "ratio": round(ratio.median, 3),
            "records_compared": records,
            "key_ms": round(whole.median, 2),
            "host_ms": round(host.median, 2),
            "own_ms": round(own.median, 2),
        },
        (
            Table(
                f"Seconds per enrolment, median (quartiles) of {len(pairs)} cases with 0–3 dependants",
                ("face", "seconds", "of the web face's"),
                (("web", f"{of_web:.3f}", "1"), ("pixels", f"{of_pixels:.3f}", f"{ratio:.2f}")),
            ),
            Table(
                f"From a key to the recognised screen on pixels, median (quartiles) of {len(spans)} keys",
                ("", "ms"),
                (
                    ("all of it", f"{whole:.1f}"),
                    ("the host's answer, on its line", f"{host:.1f}"),
                    ("the face's own", f"{own:.1f}"),
                ),
            ),
        ),
        (f"Both ledgers hold the same {records} records.",),
    )


def of_keys(mock: Mock, keys: int) -> list[tuple[float, float, float]]:
    """Of each key, in seconds: the host's answer on its line, key to recognised screen, the rest of it."""
    address = urlsplit(mock.terminal)
    assert address.port is not None
    with timed_line(address.port) as line:
        url = f"{address.scheme}://{address.hostname}:{line.port}"
        session = open_session("backend_sante", face="pixels", url=url, headless=True)
        try:
            session.sign_on({"operator": OPERATOR, "password": PASSWORD, "terminal": TERMINAL})
            # What the tabulator stops at is found out on the first visit.
            _there_and_back(session, line)
            return [span for _ in range(keys) for span in _there_and_back(session, line)]
        finally:
            session.close()


def _there_and_back(session: ScreenSession, line: TimedLine) -> Sequence[tuple[float, float, float]]:
    session.fill({"choice": CHOICE})
    return [_press(session, line, "enter", SCREEN), _press(session, line, "leave", "menu")]


def _press(session: ScreenSession, line: TimedLine, key: str, expect: str) -> tuple[float, float, float]:
    started = time.perf_counter()
    session.submit(key, expect=expect)
    whole = time.perf_counter() - started
    host = line.answered - line.asked
    return host, whole, whole - host


def _take_turns(web: WarmBot, pixels: WarmBot, numbers: Sequence[int]) -> list[tuple[float, float]]:
    """Seconds of the web face and of the pixel face for each case; who goes first changes."""
    pairs = []
    for number in numbers:
        payload = case(number)
        if number % 2:
            by_web, by_pixels = web.work(payload), pixels.work(payload)
        else:
            by_pixels, by_web = pixels.work(payload), web.work(payload)
        pairs.append((by_web, by_pixels))
    return pairs


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, rounds=10, keys=50)


if __name__ == "__main__":
    main()
