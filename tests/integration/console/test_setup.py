"""`setup.sh` on machines that lack this or that; the tools around it are stand-ins that note their calls."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
#: Real tools that the script and the stand-ins may use.
REAL = ("sh", "dirname", "env", "grep", "cat", "mkdir", "cp", "touch", "make", "rm")

#: Answers what a suitable interpreter answers; `-m venv DIR` puts itself there, the rest is noted.
PYTHON = """\
case "$*" in
    -V) echo "Python 3.12.0" ;;
    *"-m venv"*) shift 3; mkdir -p "$1/bin"; cp "$0" "$1/bin/python"; echo "venv $1" >> "$CALLS" ;;
    *executable_path*) echo "$OWN_BROWSER" ;;
    *"install chromium"*) echo "python $*" >> "$CALLS"; echo "exit 0" > "$OWN_BROWSER" ;;
    -c*) ;;
    *) echo "python $*" >> "$CALLS" ;;
esac
"""


class Machine:
    """A directory with the project's set-up files, and a PATH of stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project dir"  # a path with a space must do
        self.project.mkdir()
        for name in ("setup.sh", "Makefile", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.project / name)
        self.bin = folder / "bin"
        self.bin.mkdir()
        for name in REAL:
            found = shutil.which(name)
            assert found, name
            (self.bin / name).symlink_to(found)
        self.calls_file = folder / "calls"
        self.own_browser = folder / "own-browser"
        self.has("id", "echo 0")
        self.has("python3", PYTHON)
        self.has(
            "apt-get",
            f'echo "apt-get $*" >> "$CALLS"; [ "$1" = update ] || cp "{self.bin}/id" "{self.bin}/chromium"',
        )
        self.has("apt-cache", "echo 'Package: chromium'")

    def has(self, name: str, script: str, folder: Path | None = None) -> None:
        """Put a stand-in on the PATH."""
        path = (folder or self.bin) / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project, with nothing but the stand-ins."""
        environment = {
            "PATH": str(self.bin),
            "CALLS": str(self.calls_file),
            "OWN_BROWSER": str(self.own_browser),
            "HOME": os.environ.get("HOME", ""),
        }
        return subprocess.run(
            command,
            cwd=self.project,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def calls(self) -> list[str]:
        """What the stand-ins were asked for so far."""
        return self.calls_file.read_text(encoding="utf-8").splitlines() if self.calls_file.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_root_gets_the_missing_browser_and_the_environment(machine: Machine) -> None:
    done = machine.run("./setup.sh")
    assert done.returncode == 0, done.stderr
    assert machine.calls[:3] == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends chromium chromium-headless-shell fonts-dejavu-core",
        "venv .venv",
    ]


def test_a_machine_with_a_browser_needs_no_root(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("google-chrome", "exit 0")
    done = machine.run("./setup.sh")
    assert done.returncode == 0, done.stderr
    installs = [call for call in machine.calls if "pip install" in call]
    assert ["--require-hashes" in call for call in installs] == [True, False]
    assert all("--no-deps" in call for call in installs)
    assert "--no-build-isolation --editable ." in installs[1]
    assert not any("://" in call or "index" in call for call in machine.calls)
    assert not any(call.startswith("apt-get") for call in machine.calls)


def test_without_root_it_prints_one_command_and_stops(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    done = machine.run("./setup.sh")
    assert done.returncode == 5
    commands = [line.strip() for line in done.stderr.splitlines() if "apt-get" in line]
    assert len(commands) == 1
    assert commands[0].startswith("sudo apt-get update && sudo apt-get install -y")
    assert "chromium" in commands[0]
    assert machine.calls == []


def test_passwordless_sudo_is_used(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", '[ "$1" = -n ] && exit 0; echo "sudo $*" >> "$CALLS"')
    machine.run("./setup.sh")
    assert machine.calls[0] == "sudo apt-get update -qq"


def test_sudo_that_wants_a_password_is_not(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("sudo", "exit 1")
    assert machine.run("./setup.sh").returncode == 5


def test_a_browser_that_does_not_answer_does_not_count(machine: Machine) -> None:
    machine.has("chromium-browser", "echo 'requires the snap' >&2; exit 1")
    machine.run("./setup.sh")
    assert any("chromium" in call for call in machine.calls if call.startswith("apt-get install"))


def test_no_suitable_python_is_said_and_nothing_is_made(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    done = machine.run("./setup.sh")
    assert done.returncode == 5
    assert "3.11" in done.stderr
    assert not (machine.project / ".venv").exists()


def test_a_suitable_python_under_another_name_is_found(machine: Machine) -> None:
    machine.has("python3", "exit 1")
    machine.has("python3.12", PYTHON)
    machine.has("chromium", "exit 0")
    assert machine.run("./setup.sh").returncode == 0
    assert "venv .venv" in machine.calls


def test_missing_venv_package_is_asked_for(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("chromium", "exit 0")
    machine.has(
        "python3", 'case "$*" in *ensurepip*) exit 1 ;; *version_info*%d*) ;; *"%d.%d"*) echo 3.12 ;; esac'
    )
    done = machine.run("./setup.sh")
    assert done.returncode == 5
    assert "python3.12-venv" in done.stderr


def test_pip_has_the_last_word_when_uv_fails(machine: Machine) -> None:
    machine.has("chromium", "exit 0")
    machine.has("uv", '[ "$1" = --version ] && exit 0; echo "uv $*" >> "$CALLS"; exit 2')
    assert machine.run("./setup.sh").returncode == 0
    tools = [call.split()[0] for call in machine.calls if "--require-hashes" in call]
    assert tools == ["uv", "python"]


@pytest.fixture
def without_a_packaged_browser(machine: Machine) -> Machine:
    """Ubuntu: apt knows no Chromium that is more than a pointer to a snap."""
    machine.has("apt-cache", "exit 0")
    script = machine.project / "setup.sh"
    script.write_text(
        script.read_text(encoding="utf-8").replace("/etc/os-release", "./os-release"), encoding="utf-8"
    )
    (machine.project / "os-release").write_text("ID=ubuntu\n", encoding="utf-8")
    machine.has("own-browser", "exit 127", folder=machine.own_browser.parent)
    return machine


def test_playwrights_own_browser_is_fetched_where_none_is_packaged(
    without_a_packaged_browser: Machine,
) -> None:
    machine = without_a_packaged_browser
    assert machine.run("./setup.sh").returncode == 0
    assert not any(call.startswith("apt-get") for call in machine.calls)
    assert machine.calls[-1] == "python -m playwright install chromium"


def test_libraries_that_playwrights_own_browser_lacks_are_one_command(
    without_a_packaged_browser: Machine,
) -> None:
    machine = without_a_packaged_browser
    machine.has("id", "echo 1000")
    machine.has("python3", PYTHON.replace('echo "exit 0" >', 'echo "exit 127" >'))
    done = machine.run("./setup.sh")
    assert done.returncode == 5
    assert "sudo .venv/bin/python -m playwright install-deps chromium" in done.stderr


def test_a_second_make_does_nothing_until_the_requirements_change(machine: Machine) -> None:
    machine.has("chromium", "exit 0")
    assert machine.run("make", "setup").returncode == 0
    count = len(machine.calls)
    assert machine.run("make", "setup").returncode == 0
    assert len(machine.calls) == count
    later = (machine.project / ".venv" / ".ready").stat().st_mtime + 10
    os.utime(machine.project / "requirements.txt", (later, later))
    assert machine.run("make", "setup").returncode == 0
    assert len(machine.calls) > count
    assert machine.calls.count("venv .venv") == 1


def test_ci_runs_what_a_user_runs() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    assert lines[:2] == ["set -eu", 'cd "$(dirname "$0")/.."']
    assert lines[2:] == ["make check", "exec make test-families"]
    assert os.access(ROOT / ".ci/run", os.X_OK)


def with_terminals(machine: Machine) -> None:
    """What the pixel face needs is there."""
    for program in ("x3270", "Xvfb", "chromium"):
        machine.has(program, "exit 0")
    machine.has("tesseract", "printf 'List of languages\\neng\\nfra\\n'")
    script = machine.project / "setup.sh"
    told = script.read_text(encoding="utf-8").replace(
        "/usr/share/fonts/X11/misc/3270.pcf.gz", "./3270.pcf.gz"
    )
    script.write_text(told, encoding="utf-8")
    (machine.project / "3270.pcf.gz").touch()


class TestWhatThePixelFaceNeeds:
    """`./setup.sh pixels`."""

    @pytest.fixture
    def ready(self, machine: Machine) -> Machine:
        with_terminals(machine)
        return machine

    def test_nothing_is_installed_where_everything_is_there(self, ready: Machine) -> None:
        ready.has("id", "echo 1000")
        assert ready.run("./setup.sh", "pixels").returncode == 0
        assert ready.calls == []

    def test_a_bare_machine_gets_all_of_it_in_one_call(self, machine: Machine) -> None:
        with_terminals(machine)
        for program in ("x3270", "Xvfb", "chromium", "tesseract"):
            (machine.bin / program).unlink()
        (machine.project / "3270.pcf.gz").unlink()
        assert machine.run("./setup.sh", "pixels").returncode == 0
        assert machine.calls == [
            "apt-get update -qq",
            "apt-get install -y -qq --no-install-recommends x3270 xfonts-x3270-misc xvfb "
            "tesseract-ocr tesseract-ocr-fra chromium fonts-dejavu-core",
        ]

    def test_without_root_it_prints_one_command(self, ready: Machine) -> None:
        ready.has("id", "echo 1000")
        ready.has("tesseract", "echo eng")
        done = ready.run("./setup.sh", "pixels")
        assert done.returncode == 5
        assert "install -y --no-install-recommends tesseract-ocr tesseract-ocr-fra\n" in done.stderr


class TestWhatOnlyTheTestsNeed:
    """`./setup.sh tests`, on a machine that was set up and has PostgreSQL and terminals."""

    @pytest.fixture
    def ready(self, machine: Machine) -> Machine:
        with_terminals(machine)
        for program in ("initdb", "s3270", "c3270", "lighttpd", "perl", "certutil"):
            machine.has(program, "exit 0")
        (machine.project / ".venv/bin").mkdir(parents=True)
        machine.has("python", PYTHON, machine.project / ".venv/bin")
        (machine.project / "tests/robocorp").mkdir(parents=True)
        shutil.copy(ROOT / "tests/robocorp/requirements.txt", machine.project / "tests/robocorp")
        return machine

    def test_existing_robots_get_an_environment_of_their_own_once(self, ready: Machine) -> None:
        assert ready.run("./setup.sh", "tests").returncode == 0
        (install,) = [call for call in ready.calls if "pip install" in call]
        assert "--require-hashes --no-deps -r tests/robocorp/requirements.txt" in install
        assert "venv .venv-robocorp" in ready.calls
        before = ready.calls
        assert ready.run("./setup.sh", "tests").returncode == 0
        assert ready.calls == before

    def test_scripted_terminals_are_installed(self, ready: Machine) -> None:
        (ready.bin / "s3270").unlink()
        assert ready.run("./setup.sh", "tests").returncode == 0
        assert "apt-get install -y -qq --no-install-recommends s3270" in ready.calls

    def test_other_requirements_make_it_anew(self, ready: Machine) -> None:
        ready.run("./setup.sh", "tests")
        os.utime(ready.project / ".venv-robocorp/.ready", (0, 0))
        ready.run("./setup.sh", "tests")
        assert ready.calls.count("venv .venv-robocorp") == 2

    def test_an_install_that_fails_says_what_to_do(self, ready: Machine) -> None:
        refusing = PYTHON.replace("    *)", '    *"pip install"*) exit 1 ;;\n    *)')
        ready.has("python", refusing, ready.project / ".venv/bin")
        done = ready.run("./setup.sh", "tests")
        assert done.returncode == 5
        assert "run ./setup.sh tests again" in done.stderr
        assert not (ready.project / ".venv-robocorp/.ready").exists()
