"""Each fault of the back-end alone, on real cases: everything is recorded once, nothing is recorded wrong.

The mock is an OS process that is told its fault through its operations desk; its ledger is the truth. A fault
whose answer is a screen like any other is met through one face. What a face has code of its own for is met
through both: a wait, a locked keyboard, a lost line, finding a field, reading it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copiste.orchestrator import run as orchestrator
from copiste.queue.item import State
from copiste.queue.records import TransactionRecord
from copiste.queue.store import Store
from copiste.settings import Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, items
from tests.acceptance.faces import FACES
from tests.support.cases import bank_details
from tests.support.mock import Mock

pytestmark = pytest.mark.timeout(120)

#: How a transaction ended, in words short enough for a table.
DONE = "DONE"


@dataclass(frozen=True)
class Blow:
    """A fault, where it strikes, and how the transactions of its enrolment end."""

    fault: str
    ends: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)
    strikes: int = 1
    #: Whether the back-end's own screen is still there to be taken a picture of.
    pictured: bool = True
    #: Both where a face has code of its own for what happens.
    faces: tuple[str, ...] = FACES

    def __str__(self) -> str:
        where = [str(value) for name, value in self.options.items() if name not in {"seconds", "first"}]
        return "-".join([self.fault, *where]).replace("'", "").replace("[", "").replace("]", "")


def at(transaction: str, key: str = "F10", **options: Any) -> dict[str, Any]:
    """A place of an enrolment."""
    return {"transactions": [transaction], "keys": [key], **options}


WEB, PIXELS = (("web",), ("pixels",))

BLOWS = [
    # --- slow, and seen to be so
    Blow("slow_answer", (DONE,), {"seconds": 0.4, "first": 5}, strikes=5, faces=PIXELS),
    Blow("late_confirmation", (DONE,), at("AYDA", seconds=1)),
    Blow("input_inhibited", (DONE,), at("AYDA", seconds=1)),
    Blow("broadcast", (DONE,), {"first": 9}, strikes=9, faces=PIXELS),
    # --- the answer to a commit key is lost
    Blow("send_map_error", ("BACK_END_FAILED", DONE), at("RIBS", handled=True), faces=PIXELS),
    Blow("send_map_error", ("BACK_END_FAILED", DONE), at("RIBS", handled=False)),
    Blow("lost_before_commit", ("UNREACHABLE", DONE), at("AFFC"), pictured=False),
    Blow("lost_after_commit", ("UNREACHABLE", DONE), at("ADHV"), pictured=False, faces=PIXELS),
    Blow("lost_after_commit", ("UNREACHABLE", DONE), at("AYDA"), pictured=False),
    Blow("late_commit", ("UNREACHABLE", DONE), at("AYDA", seconds=0.2), pictured=False),
    Blow("session_expired", ("SESSION_EXPIRED", DONE), at("ADRS"), faces=WEB),
    # --- handled twice
    Blow("double_press", (DONE,), at("ADHV"), faces=PIXELS),
    Blow("double_press", (DONE,), at("RIBS"), faces=WEB),
    Blow("double_press", ("ANSWER_MISPLACED", DONE), at("ADHI", "ENTER"), faces=PIXELS),
    # --- come back later
    Blow("record_lock", ("RECORD_LOCKED", DONE), {"transactions": ["AFFC"], "seconds": 0.1}, faces=WEB),
    Blow("menu_refused", ("MENU_REFUSED", DONE), {"transactions": ["AYDA"], "seconds": 0.1}, faces=PIXELS),
    Blow("closing", ("BACK_END_CLOSED", DONE), at("AFFC", seconds=0.1), faces=WEB),
    # --- screens that are not as declared
    Blow(
        "truncated_field",
        ("READ_BACK", DONE),
        {"screens": ["member_identity"], "field": "last_name"},
        faces=PIXELS,
    ),
    Blow("truncated_field", ("READ_BACK", DONE), {"screens": ["address"], "field": "street"}, faces=WEB),
    Blow("truncated_field", ("READ_BACK", DONE), {"screens": ["member_identity"], "field": "nir"}),
    Blow("moved_field", (DONE,), {"screens": ["dependant_add"], "field": "first_name"}),
    Blow("renamed_caption", ("FIELD_NOT_FOUND", DONE), {"screens": ["dependant_add"], "field": "rank"}),
]


@pytest.fixture
def patient(settings: Settings) -> Settings:
    """Come back at once to a back-end that asks for it."""
    again = {"first_delay": 0.3, "longest_delay": 0.3, "postponement": 0.3}
    return settings.model_copy(
        update={
            "policies": {"default": settings.policy("default").model_validate(again)},
            "bots": settings.bots.model_copy(update={"reopen_after": timedelta(seconds=0.3)}),
            # Longer than the latest of the commits below.
            "back_end": settings.back_end.model_copy(update={"settling": timedelta(seconds=0.5)}),
        }
    )


def transactions(settings: Settings) -> tuple[TransactionRecord, ...]:
    """Every transaction, in order."""
    with Store.open(settings.database) as store:
        return tuple(store.transactions())


@pytest.mark.parametrize(
    ("face", "blow"),
    [pytest.param(face, blow, id=f"{face}-{blow}") for blow in BLOWS for face in blow.faces],
    indirect=["face"],
)
def test_enrolment_under_one_fault_is_recorded_once(blow: Blow, patient: Settings, mock: Mock) -> None:
    cases = fill(patient.database, 1, dependants=2)
    mock.arm(blow.fault, **blow.options)

    orchestrator.run(patient)

    assert [strike["fault"] for strike in mock.struck()] == [blow.fault] * blow.strikes
    worked = transactions(patient)
    assert tuple(one.code or one.outcome for one in worked) == blow.ends
    assert {item.state for item in items(patient.database).values()} == {State.DONE}
    check_each_recorded_once(mock, cases)
    if blow.pictured:
        for one in worked[:-1]:
            assert list((patient.evidence / str(one.evidence)).glob("*.jpg")), (
                "nothing to see of what went wrong"
            )


def test_answer_beyond_the_limit_is_looked_up_and_adopted(patient: Settings, mock: Mock) -> None:
    impatient = patient.back_end.model_copy(update={"answer_limit": timedelta(seconds=2)})
    cases = fill(patient.database, 1, dependants=1)
    mock.arm("late_confirmation", seconds=30, transactions=["AYDA"])

    orchestrator.run(patient.model_copy(update={"back_end": impatient}))

    worked = transactions(patient)
    assert [one.code for one in worked] == ["ARRIVAL_TIMEOUT", ""]
    assert list((patient.evidence / str(worked[0].evidence)).glob("*application-arrival-timeout.jpg"))
    check_each_recorded_once(mock, cases)


@pytest.mark.parametrize(
    ("face", "fault", "field", "code"),
    [
        ("pixels", "truncated_field", "holder", "READ_BACK"),
        ("web", "renamed_caption", "iban", "FIELD_NOT_FOUND"),
    ],
    indirect=["face"],
)
def test_screen_that_stays_wrong_ends_in_a_basket_and_nothing_is_committed_on_it(
    fault: str, field: str, code: str, patient: Settings, mock: Mock
) -> None:
    with Store.open(patient.database) as store:
        store.add([bank_details()], now=datetime.now(UTC))
    mock.arm(fault, first=None, screens=["bank_details"], field=field)

    orchestrator.run(patient)

    assert [one.code for one in transactions(patient)] == [code] * 3
    (item,) = items(patient.database).values()
    assert (item.state, item.code) == (State.FAILED, code)
    assert field in item.message
    assert mock.ledger()["journal"] == []


# What a lost line and a late answer are to each face, the enrolments above say.
@pytest.mark.parametrize(
    ("face", "fault"),
    [("web", "lost_after_commit"), ("pixels", "late_commit"), ("web", "double_press")],
    indirect=["face"],
)
def test_account_that_can_be_recorded_twice_is_not(fault: str, patient: Settings, mock: Mock) -> None:
    """The back-end takes the same account again from whoever keys it again: the ledger would show it."""
    with Store.open(patient.database) as store:
        store.add([bank_details()], now=datetime.now(UTC))
    mock.arm(fault, keys=["F10"], **({"seconds": 0.2} if fault == "late_commit" else {}))

    orchestrator.run(patient)

    assert [strike["fault"] for strike in mock.struck()] == [fault]
    ledger = mock.ledger()
    (account,) = ledger["bank_details"]
    assert [line["receipt"] for line in ledger["journal"]] == [account["receipt"]]
    with Store.open(patient.database) as store:
        assert [record.receipt for record in store.receipts()] == [account["receipt"]]


@pytest.mark.parametrize("face", ["pixels"], indirect=True)  # the mock's book of faults knows no face
def test_what_struck_outlives_the_back_end(patient: Settings, mock: Mock) -> None:
    fill(patient.database, 1)
    mock.arm("broadcast", transactions=["MENU"])
    orchestrator.run(patient)
    told = mock.faults_told()
    mock.crash()
    assert [strike["fault"] for strike in mock.struck()] == ["broadcast"]
    assert mock.struck() == told
    mock.start()
