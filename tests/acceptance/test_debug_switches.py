"""A run under every known debug switch of other people's libraries: it writes no secret and no case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from copiste.queue.item import State
from tests.acceptance.faces import FACES
from tests.acceptance.personal_data import leaks, of_cases
from tests.acceptance.test_secrets import Night, cases, environ_of, everything_left, night
from tests.support import programs
from tests.support.environment_names import PACKAGES, PROGRAMS, PYTHON
from tests.support.processes import family, until

__all__ = ["night"]

#: Where a switch wants a value of its own: `{}` is a folder that is searched. All others are set to 1.
VALUES = {
    "DEBUG": "*",
    "DEBUG_FILE": "{}/playwright.txt",
    "NODE_DEBUG": "*",
    "NODE_DEBUG_NATIVE": "*",
    "NODE_OPTIONS": "--trace-warnings --trace-uncaught",
    "NODE_V8_COVERAGE": "{}/coverage",
    "NODE_REDIRECT_WARNINGS": "{}/node.txt",
    "CHROME_LOG_FILE": "{}/chrome.txt",
    "CHROMIUM_FLAGS": "--enable-logging=stderr --log-net-log={}/net.json --net-log-capture-mode=Everything",
    "SSLKEYLOGFILE": "{}/keys.txt",
    "ROBOT_SYSLOG_FILE": "{}/syslog.txt",
    "ROBOT_SYSLOG_LEVEL": "TRACE",
    "ROBOT_OPTIONS": "--loglevel TRACE --debugfile {}/robot.txt",
    "REBOT_OPTIONS": "--loglevel TRACE",
    "PYTHONWARNINGS": "always",
    "PYTHONBREAKPOINT": "0",
    "PYTHONSTARTUP": "{}/startup.py",
    # The orchestrator has them as it was started; the slowest are off there.
    "PYTHONMALLOC": "malloc",
    "PYTHONTRACEMALLOC": "0",
    "COVERAGE_PROCESS_START": "{}/coveragerc",
    "LD_DEBUG": "libs",
    "LD_DEBUG_OUTPUT": "{}/ld",
    "LD_PRELOAD": "libm.so.6",
    "MALLOC_TRACE": "{}/malloc.txt",
    "G_MESSAGES_DEBUG": "all",
    "OPENCV_LOG_LEVEL": "DEBUG",
    "OPENCV_TRACE": "1",
    "SHELLOPTS": "xtrace",
    "PSYCOPG_IMPL": "binary",
    "PGOPTIONS": "-c log_statement=all",
}
#: Where they take effect, they keep a run from ending: they are tried apart from the others.
ALONE = {
    "a person at each page": {"PWDEBUG": "1", "PWDEBUGIMPL": "1"},
    "a person at the end": {"PYTHONINSPECT": "1"},
}
#: Playwright's are read by its face alone; Python's by the bot and the orchestrator, whatever the face.
FACE_OF = {"a person at each page": "web", "a person at the end": "pixels"}
#: No Python starts with a value that is none of theirs.
NOT_HERE = {"LD_AUDIT", "PSYCOPG_WAIT_FUNC", "PYTHONPERFSUPPORT"}


def together() -> dict[str, str]:
    """Each switch with a value; a family by one of its names."""
    tables = [*PACKAGES.values(), PYTHON]
    names = {name for table in tables for name in table.switches if "*" not in name} | {*PROGRAMS, *VALUES}
    families = {
        "PW_CHECK_PROTOCOL",
        "PW_INSTRUMENT_MODULES",
        "PYTHONMALLOCSTATS",
        "CHROME_HEADLESS",
        "npm_config_debug",
    }
    apart = {name for alone in ALONE.values() for name in alone}
    return {name: VALUES.get(name, "1") for name in (names | families) - apart - NOT_HERE}


@pytest.mark.parametrize(
    ("face", "switches"),
    [
        *(pytest.param(face, together(), id=f"{face}-together") for face in FACES),
        *(pytest.param(FACE_OF[name], alone, id=f"{FACE_OF[name]}-{name}") for name, alone in ALONE.items()),
    ],
    indirect=["face"],
)
def test_nothing_is_written_under_debug_switches(night: Night, switches: dict[str, str]) -> None:
    written = night.temporary / "written"
    written.mkdir()
    told = {name: value.format(written) for name, value in switches.items()}
    new = cases()
    with night.store() as store:
        store.add(new, now=datetime.now(UTC))
    run = programs.start(programs.COPISTE, "run", "--json", folder=night.folder, **night.variables, **told)
    inherited: dict[str, set[str]] = {}

    def look() -> bool:
        """At the variables of all that the run started, while it works."""
        members = family(run.pid)
        orchestrator = next((one.command for one in members if one.pid == run.pid), "")
        for process in members:
            if (command := process.command) not in {"", orchestrator}:
                names = {line.partition("=")[0] for line in environ_of(process.pid).split("\0")}
                inherited.setdefault(Path(command.split(" ")[0]).name, set()).update(names & {*told})
        return run.poll() is not None

    until(look, "the end of the run", 280)
    with night.store() as store:
        assert {count.state for count in store.counts()} == {State.DONE, State.REJECTED}
    assert len(inherited) > 2
    assert {program: names for program, names in inherited.items() if names} == {}

    left = dict(everything_left(night))
    assert {".log", ".xml", ".jpg", ".txt"} <= {Path(name).suffix for name in left}
    assert {name: found for name, text in left.items() if (found := night.found_in(text))} == {}
    assert leaks(of_cases(new), left.items()) == {}
