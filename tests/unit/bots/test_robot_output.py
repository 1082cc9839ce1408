"""Robot's output and a bot's log on a disk that takes no more: the run goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from copiste.bots import robot_run
from copiste.bots.robot_output import LastingText
from tests.support.small_disk import small_disk

ROBOT = """*** Tasks ***
Tried
    FOR    ${number}    IN RANGE    300
        Log    ${{ 'x' * 1000 }}
    END
"""


def test_a_run_whose_output_breaks_off_passes_and_leaves_no_half_of_it(tmp_path: Path) -> None:
    (tmp_path / "tried.robot").write_text(ROBOT)
    lost: list[OSError] = []
    with small_disk(tmp_path / "disk", size="64k") as disk:
        assert robot_run.run("tried", disk.folder, tmp_path, lost.append)
        robot_run.write_log(disk.folder)
        assert list(disk.folder.iterdir()) == []
    assert [error.strerror for error in lost] == ["No space left on device"]


def test_a_log_that_finds_no_room_leaves_no_half_of_it(tmp_path: Path) -> None:
    (tmp_path / "tried.robot").write_text("*** Tasks ***\nTried\n    Fail\n")
    with small_disk(tmp_path / "disk", size="64k") as disk:
        assert not robot_run.run("tried", disk.folder, tmp_path)
        robot_run.write_log(disk.folder)
        assert [file.name for file in disk.folder.iterdir()] == ["output.xml"]


def test_a_run_without_its_folder_passes(tmp_path: Path) -> None:
    (tmp_path / "tried.robot").write_text(ROBOT)
    assert robot_run.run("tried", tmp_path / "none", tmp_path)
    assert not (tmp_path / "none").exists()


def test_what_fits_is_written(tmp_path: Path) -> None:
    lost: list[OSError] = []
    text = LastingText(tmp_path / "file", lost.append)
    text.write("one")
    text.close()
    assert ((tmp_path / "file").read_text(), lost) == ("one", [])


def test_a_failure_at_the_end_is_told_too(tmp_path: Path) -> None:
    lost: list[OSError] = []
    (tmp_path / "file").symlink_to("/dev/full")
    text = LastingText(tmp_path / "file", lost.append)
    text.write("kept in memory until now")
    text.close()
    assert len(lost) == 1


@pytest.mark.parametrize("print_to", ["sys.stdout", "sys.stderr"])
def test_what_prints_in_a_bot_never_fails(print_to: str) -> None:
    program = (
        "import sys; from copiste.bots.robot_output import print_to_lasting_log as lasting; lasting(); "
        f"print('x' * 100_000, file={print_to}, flush=True); sys.exit(7)"
    )
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", program], stderr=full, stdout=full, check=False)
    assert done.returncode == 7
