"""`ReportData` → one self-contained HTML page. Pure: values in, text out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from copiste.console.held import step_label
from copiste.console.output import span, thousands
from copiste.console.report import charts, verdict
from copiste.console.report.data import ReportData, ended
from copiste.console.report.figures import baskets, by_process, by_step, retries, slices
from copiste.console.report.masking import masked
from copiste.console.report.reconcile import Reconciliation
from copiste.queue.item import State

#: Cases shown of one basket; the rest is in cases.csv.
SHOWN = 40
#: Lines of "what to do now"; a basket beyond has its place further down.
LISTED = 12


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases by what they mean to the reader."""

    done: int
    person: int
    held: int
    failed: int
    waiting: int
    aside: int
    bots: int


def render(
    data: ReportData,
    compared: Reconciliation,
    *,
    version: str,
    file_names: tuple[str, ...],
    evidence_base: str,
) -> str:
    """The page.

    Args:
        data: what to show.
        compared: the reconciliation of `data`.
        version: of Copiste.
        file_names: the CSV files that stand next to the page.
        evidence_base: from the page's folder to the evidence root, relative.
    """
    cut, slice_length = slices(data.transactions)
    tally = _tally(data)
    hours = data.length.total_seconds() / 3600
    environment = _environment()
    environment.filters["evidence"] = lambda folder: f"{evidence_base}/{folder}/"
    return environment.get_template("report.html.j2").render(
        data=data,
        compared=compared,
        verdict=verdict.judge(data, compared),
        tally=tally,
        baskets=baskets(data.cases),
        processes=by_process(data),
        retries=retries(data),
        receipts=[case for case in data.cases if case.receipts],
        states={case.item.id: case.state for case in data.cases},
        night=charts.night(cut),
        slice_length=slice_length,
        steps=charts.durations(by_step(data.transactions)),
        rate=thousands(round(tally.done / hours)) if hours and tally.done else "",
        shown=SHOWN,
        listed=LISTED,
        style=Markup(_template("style.css")),  # noqa: S704 - our own file
        version=version,
        files=file_names,
    )


def _tally(data: ReportData) -> Tally:
    states = Counter(case.state for case in data.cases)
    person = sum(case.waits_for_a_person for case in data.cases)
    waiting = states[State.PENDING] + states[State.RESERVED]
    return Tally(
        done=states[State.DONE],
        person=person,
        held=states[State.HELD],
        failed=states[State.FAILED],
        waiting=waiting,
        aside=len(data.cases) - states[State.DONE] - person - waiting,
        bots=len({transaction.holder for transaction in data.transactions}),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "advice": verdict.advice,
        "commands": verdict.commands,
        "clock": lambda moment: moment.astimezone().strftime("%H:%M:%S"),
        "ended": ended,
        "day": lambda moment: moment.astimezone().strftime("%d/%m/%Y"),
        "masked": masked,
        "moment": _moment,
        "span": span,
        "step": step_label,
        "thousands": thousands,
        "words": lambda name: name.replace("_", " "),
    }
    environment.filters.update(filters)
    return environment


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%d/%m/%Y %H:%M")


@cache
def _template(name: str) -> str:
    return (files("copiste.console.report") / "templates" / name).read_text(encoding="utf-8")
