"""`copiste init`: a project of one's own, which runs at once on the mock back-end."""

import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from copiste.console import output
from copiste.console.bundled import bundled_project
from copiste.console.exit_codes import ConsoleError

#: What a project has of its own; the names are the project's, but for a `.gitignore` that must not act here.
_TEMPLATE = Path(__file__).parents[2] / "template"
_RENAMED = {"gitignore": ".gitignore"}
_CACHE = "__pycache__"
#: What somebody makes before the project: nothing is written into it.
_MAY_BE_THERE = {".git", ".venv"}

_PROCESS, _APPLICATION, _CLIENT = "address", "backend_sante", "riverside"
#: The screens that the process touches, those that may come in between, and the one that the report reads.
_SCREENS = (
    *("application", "messages", "sign_on", "menu"),
    *("member_search", "member_list", "member_file", "address"),
    *("broadcast", "session_expired", "closed", "technical"),
    "operator_journal",
)
#: What is taken from the bundled project, where it is used and tested.
_BUNDLED = (
    "copiste.toml",
    "orchestrator.py",
    f"robots/{_PROCESS}.robot",
    f"keywords/{_PROCESS}.resource",
    "keywords/member.resource",
    *(f"screens/{_APPLICATION}/{screen}.yaml" for screen in _SCREENS),
    f"screens/{_APPLICATION}/formats.py",
    f"screens/{_APPLICATION}/anchors/frames.png",
)


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            help="A new folder, or an empty one (.git and .venv may be there).",
            show_default=False,
        ),
    ],
) -> None:
    """Write a project of your own: one small process that runs at once on the mock back-end."""
    if folder.exists() and not folder.is_dir():
        raise ConsoleError(f"{folder} is a file.", "Name a new folder: copiste init DIR")
    if folder.is_dir() and (there := sorted({path.name for path in folder.iterdir()} - _MAY_BE_THERE)):
        more = f" and {len(there) - 1} more" if there[1:] else ""
        raise ConsoleError(f"{folder} is not empty: {there[0]}{more}.", "Name a new folder: copiste init DIR")
    sources = _files()
    for target, source in sources.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
    _say_next(folder, len(sources))


def _files() -> dict[str, Path]:
    """What is written, by its path in the project, and the file that it is a copy of.

    Raises:
        ConsoleError: this installation has no bundled project.
    """
    bundled = {name: bundled_project() / name for name in _BUNDLED}
    if missing := [name for name, path in bundled.items() if not path.is_file()]:
        raise ConsoleError(
            f"The bundled project is not in this installation: {missing[0]} is missing.",
            "Install Copiste again: pip install --force-reinstall --no-deps copiste",
        )
    own = {
        path.relative_to(_TEMPLATE).with_name(_RENAMED.get(path.name, path.name)).as_posix(): path
        for path in sorted(_TEMPLATE.rglob("*"))
        if path.is_file() and _CACHE not in path.parts
    }
    return own | bundled


def _say_next(folder: Path, files: int) -> None:
    from copiste.console.mock_process import mock_password

    program = output.program(folder)
    output.say(f"{folder}: {files} files, one process ({_PROCESS}). README.md says what is what.")
    output.say(
        f"\nStart the mock back-end\n"
        f"  cd {shlex.quote(str(folder))}\n"
        f"  {program} mock\n"
        f"\nIn another shell there, load a file, and let two bots key it\n"
        f"  {program} load work_items/samples/{_CLIENT}.csv --mapping work_items/mappings/{_CLIENT}.yaml\n"
        f"  COPISTE_PASSWORD={mock_password()} {program} run"
    )
