"""A night's figures for the report's tests, made without a database; always the same ones."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from copiste.console.report.data import (
    Case,
    CaseStep,
    DayJournalLine,
    DayReading,
    DayReadings,
    IntakeReject,
    ReportData,
)
from copiste.queue.item import OutcomeKind, State, StepState, StepTiming
from copiste.queue.records import ItemSummary, ReceiptRecord, StepRecord, TransactionRecord
from copiste.screens.declared.day_journal import RecordDay

#: A receipt such as `26323-000001` names the day of its record.
BY_RECEIPT = RecordDay(receipt=r"(?P<day>\d{5})-\d{6}", format="%y%j")
#: The day 323 of 2026.
DAY = date(2026, 11, 19)
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
    *steps: CaseStep,
    process: str = "enrolment",
    code: str = "",
    message: str = "",
    since: datetime = START + timedelta(hours=1),
    transactions: int = 1,
    evidence: str | None = None,
) -> Case:
    """One case, settled an hour after the start."""
    item = ItemSummary(
        id=number_of(reference),
        process=process,
        reference=reference,
        state=state,
        attempt=transactions,
        code=code,
        message=message,
        priority=0,
        holder=None,
        not_before=START,
        due=None,
        source=None,
        added_at=START,
        changed_at=since,
    )
    return Case(item, transactions, evidence, steps)


def number_of(reference: str) -> int:
    """The item's number: the digits at the end of its reference."""
    return int(reference.rpartition("-")[2])


def step(key: str, state: StepState, receipt: str | None = None) -> StepRecord:
    """A step in the journal, written an hour after the start."""
    pressed = None if state is StepState.PREPARED else START + timedelta(hours=1)
    return StepRecord(key, state, receipt, 1, 1, START + timedelta(hours=1), pressed)


def committed(key: str, receipt: str) -> StepRecord:
    """A step whose receipt was read."""
    return step(key, StepState.COMMITTED, receipt)


def receipt_record(
    receipt: str,
    reference: str = "E-2",
    step: str = "member",
    at: datetime = START,
    *,
    process: str = "enrolment",
    state: StepState = StepState.COMMITTED,
    ours: bool = True,
) -> ReceiptRecord:
    """A receipt in the queue's journal; `ours` when a bot pressed the commit key for it."""
    item = number_of(reference)
    return ReceiptRecord(item, process, reference, step, state, receipt, at, at if ours else None)


def transaction(
    reference: str = "ENR-0001",
    outcome: str = "DONE",
    *,
    process: str = "enrolment",
    attempt: int = 1,
    bot: str = "ROB01",
    started: datetime = START,
    ended: datetime = START + timedelta(seconds=2),
    code: str = "",
    message: str = "",
    timings: tuple[tuple[str, float], ...] = (),
) -> TransactionRecord:
    """One attempt of two seconds."""
    return TransactionRecord(
        item=number_of(reference),
        process=process,
        reference=reference,
        token=attempt,
        attempt=attempt,
        run=1,
        holder=bot,
        started=started,
        finished=ended,
        outcome=OutcomeKind(outcome),
        code=code,
        message=message,
        timings=tuple(StepTiming(key, length) for key, length in timings),
        evidence=None,
    )


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


def receipts_of(*cases: Case) -> tuple[ReceiptRecord, ...]:
    """What the queue's journal holds for `cases`."""
    return tuple(
        receipt_record(
            step.receipt or "",
            case.item.reference,
            step.step,
            case.item.changed_at,
            process=case.item.process,
            state=step.state,
        )
        for case in cases
        for step in case.receipts
    )


def journal_of(*cases: Case) -> DayReadings:
    """The day journal that tells the same story as `cases`, read two hours after the start."""
    numbers = dict.fromkeys(step.receipt or "" for case in cases for step in case.receipts)
    lines = tuple(DayJournalLine(number, "ADHV", "21:04", "ROB01") for number in numbers)
    read = DayReading(DAY, START + timedelta(hours=2), ("ROB01", "ROB02"), lines)
    return DayReadings((read,), record_day=BY_RECEIPT)


def night(count: int = 150, seed: int = 7, **changes: object) -> ReportData:
    """`count` cases over the five processes, about one in ten of them in trouble."""
    chance = random.Random(seed)
    cases, transactions = [], []
    ready = {"ROB01": START, "ROB02": START}
    receipt = 100
    for number in range(1, count + 1):
        process = chance.choices(list(STEPS), weights=(5, 3, 2, 2, 2))[0]
        trouble = chance.choice(REFUSALS) if chance.random() < 0.1 else None
        steps: list[CaseStep] = []
        timings: list[tuple[str, float]] = []
        for key, usual in STEPS[process].items():
            if trouble and len(steps) == len(STEPS[process]) - 1:
                break
            receipt += 1
            steps.append(committed(key, f"26323-{receipt:06d}"))
            timings.append((key, usual * chance.lognormvariate(0, 0.25)))
        state, code, message = trouble or (State.DONE, "", "")
        if state is State.HELD:
            steps.append(step(list(STEPS[process])[-1], StepState.SUBMITTING))
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
                transaction(
                    reference,
                    result,
                    process=process,
                    attempt=attempt,
                    bot=bot,
                    started=ready[bot],
                    ended=ended,
                    code=told[0],
                    message=told[1],
                    timings=tuple(timings),
                )
            )
            ready[bot] = ended
        cases.append(
            case(
                reference,
                state,
                *steps,
                process=process,
                code=code,
                message=message,
                since=ready[bot],
                transactions=attempt,
                evidence=f"{number:05d}/1",
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
