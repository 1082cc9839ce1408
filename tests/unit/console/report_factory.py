"""A night's figures for the report's tests, made without a database; always the same ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from copiste.console.report.data import (
    Case,
    DayJournal,
    DayJournalLine,
    DayReading,
    IntakeReject,
    Receipt,
    ReportData,
    Step,
    Transaction,
)
from copiste.queue.item import State, StepState

START = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
STEPS = {
    "enrolment": {
        "member": 1.9,
        "address": 0.5,
        "bank_details": 0.6,
        "affiliation": 0.8,
        "dependant:3f9a": 0.9,
    },
    "termination": {"termination": 1.1},
    "dependant": {"dependant:77c1": 0.9},
    "bank_details": {"bank_details": 0.6},
    "address": {"address": 0.5},
}
REFUSALS = (
    (State.REJECTED, "CONTRACT_UNKNOWN", "CTR0003 CONTRAT INCONNU"),
    (State.REJECTED, "CONTRACT_UNKNOWN", "CTR0003 CONTRAT INCONNU"),
    (State.REJECTED, "HOLDER_DIFFERS", "RIB0007 TITULAIRE DIFFERENT DE L'ADHERENT - DOUBLE VALIDATION"),
    (State.REJECTED, "POPULATION_NOT_COVERED", "CTR0009 POPULATION NON COUVERTE PAR LE CONTRAT"),
    (
        State.FAILED,
        "SCREEN_UNKNOWN",
        'Screen "member_situation" not recognised within 10 s: title cell empty.',
    ),
    (State.HELD, "COMMIT_UNSEEN", "No answer to F10 within 20 s, and the record cannot be looked up."),
)


def case(
    reference: str = "ENR-0001",
    state: State = State.DONE,
    *steps: Step,
    process: str = "enrolment",
    code: str = "",
    message: str = "",
) -> Case:
    """One case, settled an hour after the start."""
    return Case(
        id=int(reference.rpartition("-")[2]),
        reference=reference,
        process=process,
        state=state,
        since=START + timedelta(hours=1),
        transactions=1,
        code=code,
        message=message,
        steps=steps,
    )


def committed(key: str, receipt: str) -> Step:
    """A step whose receipt was read."""
    return Step(key, StepState.COMMITTED, receipt)


def transaction(reference: str = "ENR-0001", outcome: str = "DONE", **changes: object) -> Transaction:
    """One attempt of two seconds."""
    values: dict[str, object] = {
        "reference": reference,
        "process": "enrolment",
        "attempt": 1,
        "bot": "ROB01",
        "started": START,
        "ended": START + timedelta(seconds=2),
        "outcome": outcome,
    }
    return Transaction(**(values | changes))  # type: ignore[arg-type] # keyword by keyword from a table


def report(*cases: Case, **changes: object) -> ReportData:
    """A report on `cases`, whose back-end journal shows exactly their receipts."""
    values: dict[str, object] = {
        "made_at": START + timedelta(hours=11),
        "since": START - timedelta(hours=2),
        "until": START + timedelta(hours=11),
        "back_end": "backend_sante at 127.0.0.1",
        "cases": cases,
        "receipts": receipts_of(*cases),
        "day_journal": journal_of(*cases),
    }
    return ReportData(**(values | changes))  # type: ignore[arg-type]


def receipts_of(*cases: Case) -> tuple[Receipt, ...]:
    """What the queue's journal holds for `cases`."""
    return tuple(
        Receipt(step.receipt or "", case.reference, case.process, step.key, case.since)
        for case in cases
        for step in case.receipts
    )


def journal_of(*cases: Case) -> DayJournal:
    """The day journal that tells the same story as `cases`, read two hours after the start."""
    numbers = dict.fromkeys(step.receipt or "" for case in cases for step in case.receipts)
    lines = tuple(DayJournalLine(number, "ADHV", "21:04", "ROB01") for number in numbers)
    return DayJournal((DayReading("26323", START + timedelta(hours=2), ("ROB01", "ROB02"), lines),))


def night(count: int = 150, seed: int = 7, **changes: object) -> ReportData:
    """`count` cases over the five processes, about one in ten of them in trouble."""
    chance = random.Random(seed)
    cases, transactions = [], []
    ready = {"ROB01": START, "ROB02": START}
    receipt = 100
    for number in range(1, count + 1):
        process = chance.choices(list(STEPS), weights=(5, 3, 2, 2, 2))[0]
        trouble = chance.choice(REFUSALS) if chance.random() < 0.1 else None
        steps: list[Step] = []
        timings: list[tuple[str, float]] = []
        for key, usual in STEPS[process].items():
            if trouble and len(steps) == len(STEPS[process]) - 1:
                break
            receipt += 1
            steps.append(committed(key, f"26323-{receipt:06d}"))
            timings.append((key, usual * chance.lognormvariate(0, 0.25)))
        state, code, message = trouble or (State.DONE, "", "")
        if state is State.HELD:
            steps.append(Step(list(STEPS[process])[-1], StepState.SUBMITTING))
        reference = f"{process[:3].upper()}-{number:04d}"
        bot = min(ready, key=lambda name: ready[name])
        attempts = ["APPLICATION"] * 2 if state is State.FAILED else ["TRY_LATER"] * (chance.random() < 0.05)
        outcome = {
            State.DONE: "DONE",
            State.REJECTED: "BUSINESS",
            State.FAILED: "APPLICATION",
            State.HELD: "HELD",
        }[state]
        for attempt, result in enumerate([*attempts, outcome], 1):
            ended = ready[bot] + timedelta(seconds=sum(length for _, length in timings) + 0.4)
            texts = ("RECORD_LOCKED", "ADH0031 DOSSIER VERROUILLE PAR UN AUTRE UTILISATEUR")
            told = (code, message) if result != "TRY_LATER" else texts
            transactions.append(
                Transaction(
                    reference, process, attempt, bot, ready[bot], ended, result, *told, tuple(timings)
                )
            )
            ready[bot] = ended
        cases.append(
            Case(
                number,
                reference,
                process,
                state,
                ready[bot],
                attempt,
                code,
                message,
                f"{number:05d}/1",
                tuple(steps),
            )
        )
    rejects = (
        IntakeReject("adherents.xlsx", "Salariés", 41, "NIR", "NIR_KEY", "The key does not fit the number."),
        IntakeReject("adherents.xlsx", "Salariés", 77, "IBAN", "IBAN_RIB_KEY", "The RIB key does not fit."),
        IntakeReject(
            "adherents.xlsx", "Ayants droit", 12, "Né(e) le", "DATE_REAL", "30 February does not exist."
        ),
    )
    return report(*cases, transactions=tuple(transactions), rejects=rejects, **changes)
