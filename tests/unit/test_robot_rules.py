"""What Robot Framework files may import and hold: read with Robot Framework's own parser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from robot.api import get_model, get_resource_model
from robot.api.parsing import (
    File,
    ForHeader,
    KeywordCall,
    LibraryImport,
    ModelVisitor,
    ResourceImport,
    Token,
    TryHeader,
    WhileHeader,
)
from robot.api.parsing import (
    TestCase as Task,
)

import copiste

ROOT = Path(__file__).parents[2]
ROBOT_FILES = sorted((ROOT / "robots").rglob("*.robot"))
RESOURCE_FILES = sorted((ROOT / "keywords").rglob("*.resource"))

#: What a CSS, XPath, text or Playwright locator looks like; and SQL.
LOCATOR = re.compile(
    r"^(css|xpath|id|name|text|class|link|partial link|identifier|image)\s*[=:]"
    r"|^\(?//|^[#.][A-Za-z_][\w-]*$|>>|\[@?\w+[~|^$*]?=|\bSELECT\b.+\bFROM\b"
)
WAITS = re.compile(r"^(builtin\.)?(sleep|wait until.*|wait for.*|repeat keyword)$", re.IGNORECASE)
#: The keyword libraries that a project may use.
PUBLIC = {f"copiste.{name}" for name in copiste.__all__}
#: A file with it prepares work items. It may use other libraries of rpaframework, and no screen.
PRODUCERS = "RPA.Robocorp.WorkItems"
#: The faces, by their folders, and what only somebody who knows the face would say; wherever it stands, in a
#: condition, a variable, a tag or a text.
FACES = sorted(path.parent.name for path in (ROOT / "copiste" / "screens").glob("*/declaration.py"))
WORDS_OF_A_FACE = re.compile(
    "|".join(
        [
            *(face.removesuffix("s") for face in FACES),
            *("face", "browser", "chrom(e|ium)", "playwright", "dialog", "frame", "html", "3270", "emulat"),
            *("x11", "xvfb", "ocr", "glyph", "mouse", "clipboard"),
        ]
    ),
    re.IGNORECASE,
)


class Contents(ModelVisitor):
    """What a Robot file imports, calls and writes."""

    def __init__(self, model: File) -> None:
        self.libraries: list[str] = []
        self.resources: list[str] = []
        self.calls: list[KeywordCall] = []
        self.loops: list[str] = []
        self.steps: dict[str, int] = {}
        self.visit(model)

    def visit_LibraryImport(self, node: LibraryImport) -> None:  # noqa: N802 - Robot Framework's names
        self.libraries.append(node.name)

    def visit_ResourceImport(self, node: ResourceImport) -> None:  # noqa: N802
        self.resources.append(node.name)

    def visit_KeywordCall(self, node: KeywordCall) -> None:  # noqa: N802
        self.calls.append(node)

    def visit_TestCase(self, node: Task) -> None:  # noqa: N802 - a task is Robot Framework's test case
        self.steps[node.name] = sum(not_a_setting(line) for line in node.body)
        self.generic_visit(node)

    def visit_ForHeader(self, node: ForHeader) -> None:  # noqa: N802
        self.loops.append(f"FOR at line {node.lineno}")

    def visit_WhileHeader(self, node: WhileHeader) -> None:  # noqa: N802
        self.loops.append(f"WHILE at line {node.lineno}")

    def visit_TryHeader(self, node: TryHeader) -> None:  # noqa: N802
        self.loops.append(f"TRY at line {node.lineno}")


def not_a_setting(line: object) -> bool:
    return type(line).__name__ not in {
        "Documentation",
        "Tags",
        "Timeout",
        "Setup",
        "Teardown",
        "EmptyLine",
        "Comment",
    }


def contents(path: Path) -> Contents:
    return Contents(get_model(path) if path.suffix == ".robot" else get_resource_model(path))


def foreign(found: Contents, folder: Path) -> list[str]:
    """Libraries that a robot which keys, or one which prepares, may not use."""
    if PRODUCERS in found.libraries:
        allowed = {name for name in found.libraries if name.startswith("RPA.")}
    else:
        allowed = PUBLIC
    return [name for name in found.libraries if name not in allowed and not (folder / name).is_file()]


def locators(found: Contents) -> list[str]:
    return [
        f"line {call.lineno}: {value}"
        for call in found.calls
        for value in call.get_values(Token.ARGUMENT)
        if LOCATOR.search(value)
    ]


def waits(found: Contents) -> list[str]:
    return [
        f"line {call.lineno}: {name}"
        for call in found.calls
        for name in (call.keyword, *call.get_values(Token.ARGUMENT))
        if name and WAITS.match(name)
    ]


def words_of_a_face(path: Path) -> list[str]:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [f"line {number}: {word[0]}" for number, line in lines for word in WORDS_OF_A_FACE.finditer(line)]


def test_there_are_robots_to_check() -> None:
    assert ROBOT_FILES
    assert RESOURCE_FILES


@pytest.mark.parametrize("path", ROBOT_FILES, ids=lambda path: path.name)
def test_robot_imports_resources_and_keyword_libraries_only(path: Path) -> None:
    found = contents(path)
    assert [
        name for name in found.resources if not re.fullmatch(r"(\.\./)*keywords/\w+\.resource", name)
    ] == []
    assert foreign(found, path.parent) == []


@pytest.mark.parametrize("path", RESOURCE_FILES, ids=lambda path: path.name)
def test_resource_imports_its_own_room_only(path: Path) -> None:
    found = contents(path)
    assert [name for name in found.resources if not re.fullmatch(r"\w+\.resource", name)] == []
    assert foreign(found, path.parent) == []


@pytest.mark.parametrize(
    ("libraries", "wrong"),
    [
        ("Browser", ["Browser"]),
        ("RPA.Excel.Files", ["RPA.Excel.Files"]),
        ("copiste.Case    copiste.Legacy", []),
        ("RPA.Robocorp.WorkItems    RPA.Excel.Files", []),
        ("RPA.Robocorp.WorkItems    copiste.Legacy", ["copiste.Legacy"]),
    ],
)
def test_a_file_keys_or_prepares_and_uses_what_that_needs(
    libraries: str, wrong: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "some.resource"
    lines = "".join(f"Library    {name}\n" for name in libraries.split())
    path.write_text(f"*** Settings ***\n{lines}", encoding="utf-8")
    assert foreign(contents(path), tmp_path) == wrong


@pytest.mark.parametrize("path", ROBOT_FILES + RESOURCE_FILES, ids=lambda path: path.name)
def test_robot_file_holds_no_locator_and_no_wait(path: Path) -> None:
    found = contents(path)
    assert locators(found) == []
    assert waits(found) == []


@pytest.mark.parametrize("path", ROBOT_FILES + RESOURCE_FILES, ids=lambda path: path.name)
def test_robot_file_does_not_know_the_face(path: Path) -> None:
    assert words_of_a_face(path) == []


@pytest.mark.parametrize("path", ROBOT_FILES, ids=lambda path: path.name)
def test_task_says_what_in_ten_steps_at_most_and_does_not_loop(path: Path) -> None:
    found = contents(path)
    assert found.steps
    assert {name: count for name, count in found.steps.items() if count > 10} == {}
    assert found.loops == []


def test_locator_wait_loop_and_long_task_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "wrong.robot"
    steps = "\n".join(f"    Step {number}" for number in range(9))
    path.write_text(
        "*** Settings ***\nLibrary    Browser\n*** Tasks ***\nWrong\n    [Documentation]    Too long.\n"
        f"    Click    css=input.ok\n{steps}\n    Sleep    2s\n"
        "    FOR    ${n}    IN RANGE    3\n        Fill    //td[2]/input\n    END\n",
        encoding="utf-8",
    )
    found = contents(path)
    assert len(locators(found)) == 2
    assert len(waits(found)) == 1
    assert found.loops
    assert found.steps == {"Wrong": 12}
    assert found.libraries == ["Browser"]


@pytest.mark.parametrize(
    "step",
    [
        "IF    '%{COPISTE_BACK_END__FACE}' == 'pixels'",
        "Run Keyword If    $sighting.pixels    Press    ENTER",
        "[Tags]    web-only",
        "Set Variable    ${BROWSER}",
        "Log    x3270 shows it elsewhere",
    ],
)
def test_whatever_knows_the_face_is_seen(step: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.resource"
    path.write_text(f"*** Keywords ***\nCreate Member\n    Press    ENTER\n    {step}\n", encoding="utf-8")
    assert {line.partition(":")[0] for line in words_of_a_face(path)} == {"line 4"}


def test_each_face_is_known_by_its_name() -> None:
    assert {"web", "pixels"} <= set(FACES)
