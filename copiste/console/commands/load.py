"""`copiste load`: a client's file into the queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from copiste import project
from copiste.console import output
from copiste.console.context import JsonOption, open_queue, read
from copiste.console.exit_codes import ConsoleError, Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from copiste.intake.loading import LoadReport
    from copiste.intake.loading import Progress as LoadProgress
    from copiste.queue.store import Store
    from copiste.settings import Settings

_MAPPINGS = (".yaml", ".yml")


def load(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="CSV or XLSX files of prepared cases.", show_default=False),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            "-m",
            help="The client's column mapping; otherwise the one of the file's name, beside it or in the "
            "project's work_items/mappings.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check every row; queue the valid ones, write the others to a rejects file.

    Loading a file twice adds nothing; a different case under a known reference is refused. Exit code 1 when
    a row was refused.
    """
    settings = read()
    pairs = [(path, mapping or mapping_of(path)) for path in files]
    with open_queue(settings, make=True) as store:
        reports = [load_file(store, settings, path, its_mapping) for path, its_mapping in pairs]
    if as_json:
        output.print_json([asdict(report) for report in reports])
    else:
        say_loaded(reports)
    raise typer.Exit(Exit.ATTENTION if any(report.rejected for report in reports) else Exit.OK)


def load_file(store: "Store", settings: "Settings", path: Path, mapping: Path) -> "LoadReport":
    """Load one file, showing how far it is."""
    from copiste.intake import load as load_cases

    rejects = rejects_path(settings, path)
    with _bar(path.name) as show:
        return load_cases(path, mapping, store, datetime.now(UTC), rejects, progress=show)


def rejects_path(settings: "Settings", file: Path) -> Path:
    """Where the rejects of a file are written."""
    return rejects_folder(settings) / f"{file.stem}.rejects.csv"


def rejects_folder(settings: "Settings") -> Path:
    """Where rejects files are written, and where the report reads them."""
    return settings.reports / "rejects"


def mapping_of(path: Path) -> Path:
    """The mapping of a file: of its name, beside it or else in the project's; or the only one beside it.

    Raises:
        ConsoleError: there is none.
    """
    mappings = project.current().mappings
    looks = (
        [path.with_suffix(suffix) for suffix in _MAPPINGS],
        [(mappings / path.name).with_suffix(suffix) for suffix in _MAPPINGS],
        sorted(one for suffix in _MAPPINGS for one in path.parent.glob(f"*mapping*{suffix}")),
    )
    found = next((there for look in looks if (there := [one for one in look if one.is_file()])), [])
    if len(found) == 1:
        return found[0]
    if not path.is_file():
        raise ConsoleError(f"There is no file {path}.", "Check the path.")
    why = (
        f"Several could fit: {', '.join(map(str, found))}"
        if found
        else f"There is no {looks[0][0].name} beside it or in {mappings}"
    )
    raise ConsoleError(f"Which column mapping for {path}? {why}.", f"copiste load {path} --mapping MAPPING")


def say_loaded(reports: list["LoadReport"], *, next_step: bool = True) -> None:
    """Say what became of each file, and what to do about the refused rows."""
    rows = [
        (r.file, str(r.read), str(r.accepted), str(r.known), str(r.rejected), str(r.attached))
        for r in reports
    ]
    columns = ("file", "rows#", "into the queue#", "there already#", "refused#", "joined#")
    output.out.print(output.table("", columns, rows))
    for note in (note for report in reports for note in report.notes):
        output.say(f"\n{note}")
    for report in reports:
        if report.encoding:
            output.say(f"{report.file}: {report.encoding}. {_fates(report)}")
    for report in reports:
        if not report.rejected:
            continue
        rules = ", ".join(f"{number} × {rule}" for rule, number in report.by_rule.items())
        output.say(f"\n{report.file}: {rules}")
        output.say(f"Rows, columns and rules: {report.rejects_path}. Correct them and load the file again.")
    if next_step and any(report.accepted for report in reports):
        output.say("\nNext: copiste run")


def _fates(report: "LoadReport") -> str:
    """How many lines a CSV file has, and what became of them."""
    total = sum(report.lines.values())
    return f"{total:,} lines: " + ", ".join(f"{lines:,} {fate}" for fate, lines in report.lines.items()) + "."


@contextmanager
def _bar(name: str) -> Iterator["Callable[[LoadProgress], None] | None"]:
    if not output.err.is_terminal:
        yield None
        return
    columns: tuple[Any, ...] = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[count]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=output.err, transient=True) as bar:
        task = bar.add_task(name, total=1.0, count="")

        def show(now: "LoadProgress") -> None:
            bar.update(task, completed=now.fraction, count=f"{now.read} rows, {now.rejected} refused")

        yield show
