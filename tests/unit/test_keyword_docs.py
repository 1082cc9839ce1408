"""Every keyword has documentation, as Libdoc shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from robot.libdocpkg import LibraryDocumentation

ROOT = Path(__file__).parents[2]
#: The engine's libraries, named like their classes, and the project's resources.
SOURCES = [
    *sorted((ROOT / "copiste" / "keywords").glob("[A-Z]*.py")),
    *sorted((ROOT / "keywords").glob("*.resource")),
]


def test_there_are_libraries_to_document() -> None:
    assert {path.suffix for path in SOURCES} == {".py", ".resource"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_library_and_each_of_its_keywords_say_what_they_do(path: Path) -> None:
    library = LibraryDocumentation(str(path))
    assert library.doc.strip()
    assert library.keywords
    assert [keyword.name for keyword in library.keywords if not keyword.doc.strip()] == []


def test_missing_documentation_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "bare.resource"
    path.write_text("*** Keywords ***\nDo It\n    No Operation\n", encoding="utf-8")
    assert [keyword.doc for keyword in LibraryDocumentation(str(path)).keywords] == [""]
