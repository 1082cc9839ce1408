"""Debug switches of other people's libraries in the environment of whoever starts Copiste."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from copiste.bots import wire
from copiste.bots.bot import BOT_PROCESS
from copiste.bots.child import Child
from copiste.screens.pixels.x11.display import Display
from tests.field.trial import Ground, Kind, Trial
from tests.support import programs
from tests.support.processes import family
from tests.support.seats import connection

#: Written down in a manual somewhere, and left in a profile.
SWITCHES = {
    "DEBUG": "pw:*",
    "DEBUGP": "1",
    "NODE_DEBUG": "net",
    "NODE_OPTIONS": "--trace-warnings",
    "PYTHONDEVMODE": "1",
    "PYTHONVERBOSE": "1",
    "PYTHONWARNINGS": "always",
    "PYTHONFAULTHANDLER": "1",
    "PYTHONMALLOCSTATS": "1",
    "G_MESSAGES_DEBUG": "all",
    "OPENCV_LOG_LEVEL": "DEBUG",
    "ROBOT_SYSLOG_LEVEL": "TRACE",
}
ROBOT = """
import json, os, sys, copiste_work_items
class Robot(copiste_work_items._Calls): pass
robot = Robot()
item = robot.reserve_input()
robot.load_payload(item)
open(sys.argv[1], "w").write(json.dumps(dict(os.environ)))
robot.release_input(item, "COMPLETED")
"""


def _environ(pid: int) -> dict[str, str]:
    try:
        raw = Path(f"/proc/{pid}/environ").read_bytes().decode()
    except OSError:
        return {}  # gone meanwhile
    return dict(line.split("=", 1) for line in raw.split("\0") if "=" in line)


def _bot(
    folder: Path, variables: Mapping[str, str], names: tuple[str, ...] = ()
) -> tuple[list[dict[str, str]], str]:
    """A bot with its browser, started from these variables: what each process got, and the bot's log."""
    told = wire.Prepare(connection=connection("http://127.0.0.1:9/"), environment=names)
    with patch.dict("os.environ", variables):
        child = Child("trial", BOT_PROCESS, folder, names)
        try:
            child.send(told, 60)
            assert isinstance(child.receive(120), wire.Prepared), "the bot is not ready"
            seen = [_environ(one.pid) for one in family(child.pid)]
        finally:
            child.close(timedelta(seconds=20))
    assert len(seen) > 2, "bot, driver and browser"
    # A browser's own children write their titles over what the kernel would show of them.
    return [one for one in seen if "PATH" in one], (folder / "trial.log").read_text()


def _none_of(names: Iterable[str], seen: Iterable[Mapping[str, str]]) -> None:
    found = {name for one in seen for name in one} & {*names}
    assert not found, f"passed on: {', '.join(sorted(found))}"


def example(ground: Ground) -> str:
    seen, log = _bot(ground.folder, {"DEBUG": "pw:*"})
    _none_of(["DEBUG"], seen)
    assert log == "", f"{len(log)} characters in the bot's log"
    return f"none of {len(seen)} processes has it, the bot's log is empty"


def all_at_once(ground: Ground) -> str:
    files = {
        "DEBUG_FILE": "pw.txt",
        "SSLKEYLOGFILE": "keys.txt",
        "CHROME_LOG_FILE": "chrome.txt",
        "ROBOT_SYSLOG_FILE": "syslog.txt",
        "NODE_V8_COVERAGE": "coverage",
        "NODE_REDIRECT_WARNINGS": "node.txt",
    }
    folder = ground.folder / "written"
    folder.mkdir()
    variables = SWITCHES | {name: str(folder / file) for name, file in files.items()}
    seen, log = _bot(ground.folder, variables)
    _none_of(variables, seen)
    assert log == "", f"{len(log)} characters in the bot's log"
    assert not [*folder.iterdir()], f"written: {[path.name for path in folder.iterdir()]}"
    return f"{len(variables)} switches: none passed on, nothing written"


def by_hand(ground: Ground) -> str:
    """As `robot --variable ITEM:…` opens its browser: in the person's own process."""
    code = (
        "from copiste.screens.session.opening import open_session\n"
        "open_session('backend_sante', face='web', url='http://127.0.0.1:9/', headless=True).close()"
    )
    switches = {"DEBUG": "*", "DEBUGP": "1", "PWDEBUG": "1", "NODE_DEBUG": "net", "PW_CHECK_PROTOCOL": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=programs.environment(ground.folder, **switches),
        cwd=programs.REPOSITORY,  # the person works in the project's folder
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-300:]
    assert done.stdout + done.stderr == "", f"{len(done.stdout + done.stderr)} characters written"
    return "the browser opens unseen, nothing is written"


def display(ground: Ground) -> str:
    switches = {"LD_DEBUG": "libs", "MALLOC_TRACE": "x", "G_DEBUG": "all", "XTRACE": "1"}
    with patch.dict("os.environ", switches):
        shown = Display(64, 64)
        try:
            assert shown._server is not None
            got = _environ(shown._server.pid)
            assert "PATH" in got, "nothing is seen"
            _none_of(switches, [got])
        finally:
            shown.close()
    return "an Xvfb has none of four switches of its libraries"


def refused(ground: Ground) -> str:
    (ground.folder / "copiste.toml").write_text('[bots]\nenvironment = ["TZ", "DEBUG"]\n')
    done = programs.run(programs.COPISTE, "status", folder=ground.folder)
    assert done.returncode == 3, done.returncode
    assert "Setting bots.environment.1: 'DEBUG' is a debug switch" in done.stderr, done.stderr
    return "refused as a setting, with what it does"


def existing_robot(ground: Ground) -> str:
    folder = ground.folder
    (folder / "items.json").write_text(json.dumps([{"payload": {"number": 1}}]))
    programs.run(programs.COPISTE, "robocorp", "load", "items.json", "-p", "invoices", folder=folder)
    own: dict[str, Any] = {
        "RPA_SECRET_FILE": "vault.json",
        "ROBOT_ARTIFACTS": "out",
        "MY_TOKEN": "token",
        "OTHER": "x",
    }
    command = [
        "--pass",
        "MY_TOKEN",
        "--",
        sys.executable,
        "-W",
        "ignore",
        "-c",
        ROBOT,
        str(folder / "got.json"),
    ]
    variables = own | {"DEBUG": "pw:*", "NODE_OPTIONS": "--trace-warnings", "COPISTE_PASSWORD": "D3C0Y"}
    done = programs.run(
        programs.COPISTE, "robocorp", "run", "-p", "invoices", *command, folder=folder, **variables
    )
    assert done.returncode == 0, done.stdout + done.stderr
    got = json.loads((folder / "got.json").read_text())
    _none_of(["DEBUG", "NODE_OPTIONS", "COPISTE_PASSWORD", "OTHER"], [got])
    assert all(got.get(name) == own[name] for name in own if name != "OTHER"), "its own are missing"
    return "it has its own variables and the one that --pass names, no switch"


def pass_refused(ground: Ground) -> str:
    done = programs.run(
        programs.COPISTE,
        *("robocorp", "run", "-p", "invoices", "--pass", "NODE_OPTIONS", "--", sys.executable),
        folder=ground.folder,
    )
    assert done.returncode not in {0, 70}, done.returncode
    assert "--pass 'NODE_OPTIONS' is a debug switch" in done.stderr, done.stderr
    return "refused, with what it does"


def unharmed(ground: Ground) -> str:
    own = {
        "TZ": "Europe/Paris",
        "LC_ALL": "C.UTF-8",
        "no_proxy": "127.0.0.1",
        "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
        "NODE_EXTRA_CA_CERTS": "/etc/ssl/certs/ca-certificates.crt",
        "XDG_CACHE_HOME": str(ground.folder / "cache"),
    }
    seen, _ = _bot(ground.folder, own)
    assert all(one.get(name) == value for one in seen for name, value in own.items()), "one is missing"
    return f"time zone, language, proxy and certificates reach all {len(seen)} processes"


def named(ground: Ground) -> str:
    seen, _ = _bot(ground.folder, {"MY_SETTING": "1", "OTHER": "2"}, ("MY_SETTING",))
    assert all(one.get("MY_SETTING") == "1" for one in seen), "one lacks it"
    _none_of(["OTHER"], seen)
    return f"what bots.environment names reaches all {len(seen)} processes, another variable none"


KIND = Kind(
    8,
    "debug switches of other people's libraries in the environment",
    "bots and what they start get an allow-list; nothing of a case is written, what they need is there",
    [
        Trial("DEBUG=pw:* (the reported one)", example),
        Trial("eighteen switches at once, some with files", all_at_once),
        Trial("a browser that is opened by hand", by_hand),
        Trial("a display of one's own", display),
        Trial("a switch in bots.environment", refused),
        Trial("an existing robot of another house", existing_robot),
        Trial("a switch in --pass", pass_refused),
        Trial("time zone, proxy, certificates: must arrive", unharmed),
        Trial("a variable that the operator names: must arrive", named),
    ],
)
