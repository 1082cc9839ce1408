"""Programs that a face starts: never longer than their bot."""

from __future__ import annotations

import subprocess
import sys
import threading
from tempfile import TemporaryFile

import pytest

from copiste.screens.drivers import programs
from copiste.screens.errors import FaceError
from tests.support.processes import family, survivors, until


def test_missing_program_is_told_with_the_next_step() -> None:
    with pytest.raises(FaceError, match=r"no-such-program is not installed.*setup\.sh pixels"):
        programs.find("no-such-program")


def test_what_a_program_says_is_kept() -> None:
    with TemporaryFile() as said:
        assert programs.start(["sh", "-c", "echo one; echo two >&2"], {}, said=said).wait(20) == 0
        said.seek(0)
        assert said.read().split() == [b"one", b"two"]


def test_program_outlives_the_thread_that_asked_for_it() -> None:
    started: list[subprocess.Popen[bytes]] = []
    thread = threading.Thread(target=lambda: started.append(programs.start(["sleep", "60"], {})))
    thread.start()
    thread.join()
    # Had the kernel tied it to that thread, this one, asked for later, would be answered later than its end.
    programs.start(["true"], {}).wait(20)
    assert started[0].poll() is None
    programs.end(started[0])


def test_program_that_does_not_want_to_end_is_ended_by_force() -> None:
    with TemporaryFile() as said:
        stubborn = programs.start(["sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait"], {}, said=said)

        def ready() -> bool:
            said.seek(0)
            return said.read() == b"ready\n"

        until(ready, "the program's word", 20)
        processes = family(stubborn.pid)
        programs.end(stubborn, seconds=0.05)
        assert stubborn.returncode == -9
        for process in processes:
            if process.alive:
                process.send(9)


def test_programs_end_with_a_process_that_ends_by_itself() -> None:
    """Whoever forgets to close something leaves nothing behind."""
    code = """
from copiste.screens.drivers import programs
print(programs.start(["sleep", "60"], {}).pid, flush=True)
input()
"""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as bot:
        assert bot.stdout is not None
        assert bot.stdout.readline()
        processes = family(bot.pid)
        assert len(processes) == 2
        bot.communicate("\n")
    until(lambda: not survivors(processes), "the end of what was started", 20)
