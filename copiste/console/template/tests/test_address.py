"""A client's file, keyed into a mock back-end: what matters is what the back-end recorded."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
FILE = PROJECT / "work_items" / "samples" / "riverside.csv"
MAPPING = PROJECT / "work_items" / "mappings" / "riverside.yaml"
COPISTE = shutil.which("copiste", path=str(Path(sys.executable).parent)) or "copiste"

#: What the file asks for, by the member's number, as the back-end writes it.
EXPECTED = {
    "10000023": ("8 RUE DES TILLEULS", "", "71100", "CHALON-SUR-SAONE"),
    "10000026": ("15 CHEMIN DES PRES", "APPT 4", "75003", "PARIS"),
    "10000021": ("24 QUAI DE LA LOIRE", "RESIDENCE LES ORMES", "44000", "NANTES"),
}


class Desk:
    """The `copiste` command on this project, with a back-end and a queue that only this test knows."""

    def __init__(self, folder: Path, url: str, password: str) -> None:
        self.mock = folder / "mock.db"
        self._variables = {
            "COPISTE_DATABASE": f"sqlite:///{folder / 'queue.db'}",
            "COPISTE_EVIDENCE": str(folder / "evidence"),
            "COPISTE_REPORTS": str(folder / "reports"),
            "COPISTE_BACK_END__URL": url,
            "COPISTE_PASSWORD": password,
        }

    def copiste(self, *arguments: str) -> str:
        """What one command said; it must end well."""
        done = subprocess.run(
            [COPISTE, *arguments],
            cwd=PROJECT,
            env=os.environ | self._variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def recorded(self) -> dict[str, tuple[str, str, str, str]]:
        """The addresses in the back-end's ledger, by member."""
        told = self.copiste("mock", "ledger", "--json", "--database", str(self.mock))
        return {
            row["member_number"]: (row["street"], row["complement"], row["postal_code"], row["town"])
            for row in json.loads(told)["addresses"]
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new mock back-end, and this project in front of it."""
    where = ["--port", "0", "--terminal-port", "0", "--database", str(tmp_path / "mock.db")]
    with subprocess.Popen([COPISTE, "mock", "--json", *where], stdout=subprocess.PIPE, text=True) as mock:
        assert mock.stdout is not None
        document = ""
        for line in mock.stdout:
            document += line
            if line.startswith("}"):
                break
        told = json.loads(document)
        try:
            yield Desk(tmp_path, told["url"], told["password"])
        finally:
            mock.terminate()


def test_each_address_of_the_file_is_recorded_once(desk: Desk) -> None:
    """Loading and running again records nothing more."""
    desk.copiste("load", str(FILE), "--mapping", str(MAPPING))
    desk.copiste("run")
    assert desk.recorded() == EXPECTED

    desk.copiste("load", str(FILE), "--mapping", str(MAPPING))
    desk.copiste("run")
    journal = json.loads(desk.copiste("mock", "ledger", "--json", "--database", str(desk.mock)))["journal"]
    assert len(journal) == len(EXPECTED)
