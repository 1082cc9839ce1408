"""What the broker does for one robot: the nine methods, one item at a time, and what it leaves behind."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from copiste.connectors.robocorp import messages, verdict
from copiste.connectors.robocorp.errors import (
    EmptyQueueError,
    ItemInHandError,
    ItemNotYoursError,
    OutputsUnwantedError,
)
from copiste.connectors.robocorp.session import Errand, Session, Settled
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.queue.errors import FileMissingError, QueueBusyError, QueueUnusableError
from copiste.queue.item import LeaseLostError, OutcomeKind, State
from copiste.queue.policy import Policy
from copiste.queue.records import ItemFilter
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.queue.transactions.outputs import Filed
from tests.contract.queue.queue import LEASE, MINUTE, NOW, claim, new
from tests.support.cases import IBAN, bank_details

TEXT = base64.b64encode(b"hello").decode()


@dataclass
class Robot:
    """A session, and what a robot says in it."""

    store: Store
    outputs_to: str | None = "payment"
    stopping: bool = False
    settled: list[Settled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leases = Leases(self.store, lambda: NOW)
        self.stop = Stop()
        self.session = Session(
            Errand(
                store=self.store,
                queue=ResilientQueue(self.store, self.leases, lambda: NOW, self.stop),
                leases=self.leases,
                retry=Retry(default=Policy(attempts=2, first_delay=timedelta(0))),
                clock=lambda: NOW,
                process="invoices",
                outputs_to=self.outputs_to,
                holder="robot",
                run=self.store.start_run(host="here", settings={}, now=NOW),
                startable=lambda: not self.stopping,
                on_settled=self.settled.append,
            )
        )

    def ask(self, method: str, **told: Any) -> Any:
        question = messages.question({"method": method, **told})
        assert not isinstance(question, messages.Stay)
        return self.session.answer(question)

    def take(self) -> str:
        item: str = self.ask("reserve_input")
        self.ask("load_payload", item_id=item)
        return item

    def release(self, item: str, state: str = "COMPLETED", **exception: str) -> None:
        self.ask("release_input", item_id=item, state=state, exception=exception or None)

    def end(self, status: int = 0) -> None:
        self.session.end(lambda loaded: verdict.unreleased(status, loaded=loaded))


@pytest.fixture
def robot(store: Store) -> Robot:
    store.add_filed(
        [
            Filed(new("F1", process="invoices", payload={"amount": 1}), {"scan.pdf": b"scan"}),
            Filed(new("F2", process="invoices", payload={"amount": 2})),
        ],
        now=NOW,
    )
    return Robot(store)


def state(store: Store, item: str) -> State:
    return store.item(int(item)).summary.state


class TestInputs:
    def test_are_reserved_one_after_the_other_until_the_queue_is_empty(self, robot: Robot) -> None:
        first = robot.take()
        robot.release(first)
        second = robot.take()
        robot.release(second)
        with pytest.raises(EmptyQueueError):
            robot.take()
        assert [s.reference for s in robot.settled] == ["F1", "F2"]
        assert state(robot.store, first) is state(robot.store, second) is State.DONE

    def test_of_other_processes_are_left_alone(self, robot: Robot, store: Store) -> None:
        store.add([new("X", process="other", priority=9)], now=NOW)
        assert robot.ask("load_payload", item_id=robot.take()) == {"amount": 1}

    def test_one_is_in_hand_at_a_time(self, robot: Robot) -> None:
        robot.take()
        with pytest.raises(ItemInHandError, match="release it before"):
            robot.ask("reserve_input")

    def test_the_one_kept_ready_is_handed_out_first(self, robot: Robot) -> None:
        assert robot.session.prepare()
        assert robot.session.working_since() is None
        assert robot.take() == "1"
        assert robot.session.working_since() is not None

    def test_no_further_one_is_handed_out_once_the_run_is_to_stop(self, robot: Robot) -> None:
        robot.release(robot.take())
        robot.stopping = True
        with pytest.raises(EmptyQueueError):
            robot.ask("reserve_input")
        assert robot.store.claim(holder="other", now=NOW, processes=["invoices"]) is not None

    def test_that_are_not_in_hand_cannot_be_written(self, robot: Robot) -> None:
        robot.session.prepare()
        for method, told in (
            ("release_input", {"state": "COMPLETED"}),
            ("save_payload", {"payload": {}}),
            ("add_file", {"name": "a", "content": TEXT}),
            ("remove_file", {"name": "scan.pdf"}),
        ):
            with pytest.raises(ItemNotYoursError):
                robot.ask(method, item_id="1", **told)
        with pytest.raises(ItemNotYoursError):
            robot.ask("create_output", parent_id="1")

    def test_that_the_robot_never_had_cannot_be_read(self, robot: Robot) -> None:
        robot.take()
        for method, told in (("load_payload", {}), ("list_files", {}), ("get_file", {"name": "a"})):
            with pytest.raises(ItemNotYoursError):
                robot.ask(method, item_id="2", **told)
            with pytest.raises(ItemNotYoursError):
                robot.ask(method, item_id="no number", **told)

    def test_that_were_released_can_still_be_read(self, robot: Robot) -> None:
        item = robot.take()
        robot.release(item)
        assert robot.ask("load_payload", item_id=item) == {"amount": 1}
        assert robot.ask("get_file", item_id=item, name="scan.pdf") == base64.b64encode(b"scan").decode()
        with pytest.raises(ItemNotYoursError):
            robot.release(item)


class TestReleases:
    @pytest.mark.parametrize(
        ("said", "exception", "then"),
        [
            ("COMPLETED", {}, State.DONE),
            ("FAILED", {"type": "BUSINESS", "code": "NO_AMOUNT"}, State.REJECTED),
            ("FAILED", {"type": "APPLICATION", "code": "DOWN"}, State.PENDING),
            ("FAILED", {}, State.PENDING),
        ],
    )
    def test_settle_the_item(self, robot: Robot, said: str, exception: dict[str, str], then: State) -> None:
        item = robot.take()
        robot.release(item, said, **exception)
        assert state(robot.store, item) is then
        assert robot.store.item(int(item)).summary.code == (
            exception.get("code") or ("APPLICATION" if said == "FAILED" else "")
        )

    def test_spend_the_attempts(self, robot: Robot) -> None:
        for _ in range(2):
            item = robot.take()
            robot.release(item, "FAILED", type="APPLICATION", message="amount 1 is down")
        assert state(robot.store, "1") is State.FAILED

    def test_wait_for_a_queue_that_is_away(self, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
        item = robot.take()
        write, refused = (
            robot.store.settle_with_outputs,
            [QueueBusyError("locked"), QueueUnusableError("gone")],
        )

        def away_first(*told: Any, **more: Any) -> State:
            if refused:
                raise refused.pop()
            return write(*told, **more)

        monkeypatch.setattr(robot.store, "settle_with_outputs", away_first)
        robot.release(item)
        assert state(robot.store, item) is State.DONE

    def test_that_could_not_be_written_are_the_robots_last_word(
        self, robot: Robot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = robot.take()
        robot.ask("create_output", parent_id=item)

        def away(*_told: Any, **_more: Any) -> State:
            robot.stop.at_once.set()
            raise QueueUnusableError("gone")

        with monkeypatch.context() as patch:
            patch.setattr(robot.store, "settle_with_outputs", away)
            for said in ("COMPLETED", "FAILED"):  # told of an error, the libraries release once more
                with pytest.raises(QueueUnusableError):
                    robot.release(item, said)
        robot.end(1)
        assert state(robot.store, item) is State.DONE
        assert claim(robot.store, processes=["payment"])


class TestPayloads:
    def test_are_replaced_in_the_queue_at_once(self, robot: Robot) -> None:
        item = robot.take()
        robot.ask("save_payload", item_id=item, payload={"amount": 3})
        assert robot.store.payload(int(item)) == {"amount": 3}
        assert robot.ask("load_payload", item_id=item) == {"amount": 3}

    def test_may_be_any_json(self, robot: Robot) -> None:
        item = robot.take()
        robot.ask("save_payload", item_id=item, payload=["a", None])
        robot.release(item, "FAILED")
        again = robot.take()
        assert again == item
        assert robot.ask("load_payload", item_id=item) == ["a", None]


class TestFiles:
    def test_of_the_input_come_and_go(self, robot: Robot) -> None:
        item = robot.take()
        robot.ask("add_file", item_id=item, name="note.txt", content=TEXT)
        assert robot.ask("list_files", item_id=item) == ("note.txt", "scan.pdf")
        robot.ask("remove_file", item_id=item, name="scan.pdf")
        assert robot.ask("list_files", item_id=item) == ("note.txt",)
        with pytest.raises(FileMissingError):
            robot.ask("get_file", item_id=item, name="scan.pdf")

    def test_of_an_output_come_and_go_before_it_is_in_the_queue(self, robot: Robot) -> None:
        output = robot.ask("create_output", parent_id=robot.take())
        robot.ask("add_file", item_id=output, name="b.txt", content=TEXT)
        robot.ask("add_file", item_id=output, name="a.txt", content=TEXT)
        assert robot.ask("list_files", item_id=output) == ["a.txt", "b.txt"]
        robot.ask("remove_file", item_id=output, name="b.txt")
        assert robot.ask("get_file", item_id=output, name="a.txt") == TEXT
        for method in ("get_file", "remove_file"):
            with pytest.raises(FileMissingError):
                robot.ask(method, item_id=output, name="b.txt")


class TestOutputs:
    def test_enter_the_queue_when_their_input_is_released(self, robot: Robot) -> None:
        item = robot.take()
        output = robot.ask("create_output", parent_id=item, payload={"pay": 1})
        robot.ask("save_payload", item_id=output, payload={"pay": 2})
        robot.ask("add_file", item_id=output, name="a.txt", content=TEXT)
        assert robot.ask("load_payload", item_id=output) == {"pay": 2}
        assert robot.store.claim(holder="pay", now=NOW, processes=["payment"]) is None
        robot.release(item)
        made = claim(robot.store, processes=["payment"]).item
        assert (made.reference, made.payload) == ("invoices/F1/1", {"pay": 2})
        assert robot.store.file(made.id, "a.txt") == b"hello"
        with pytest.raises(ItemNotYoursError, match="until its input is released"):
            robot.ask("load_payload", item_id=output)

    def test_of_an_attempt_that_failed_are_made_again_by_the_next(self, robot: Robot) -> None:
        item = robot.take()
        robot.ask("create_output", parent_id=item, payload={"pay": "early"})
        robot.release(item, "FAILED")
        assert robot.take() == item
        robot.ask("create_output", parent_id=item, payload={"pay": "late"})
        robot.release(item)
        assert claim(robot.store, processes=["payment"]).item.payload == {"pay": "late"}
        assert robot.store.claim(holder="pay", now=NOW, processes=["payment"]) is None

    def test_are_checked_as_any_case_of_their_process(self, store: Store, robot: Robot) -> None:
        robot = Robot(store, outputs_to="bank_details")
        item = robot.take()
        payload = dict(bank_details().payload)
        spaced = " ".join(IBAN[at : at + 4] for at in range(0, len(IBAN), 4)).lower()
        payload["bank"] = {"iban": spaced, "holder": "Robin Florence"}
        robot.ask("create_output", parent_id=item, payload=payload)
        robot.release(item)
        (made,) = store.items(ItemFilter(process="bank_details")).items
        bank = store.payload(made.id)["bank"]
        assert (bank["iban"], bank["bic"]) == (IBAN, None)

    def test_that_are_no_cases_of_their_process_reject_their_input(self, store: Store, robot: Robot) -> None:
        robot = Robot(store, outputs_to="bank_details")
        item = robot.take()
        good = bank_details().payload
        wrong = {**good, "bank": {**good["bank"], "iban": "FR7600000000000000000000000"}}
        for payload in (good, wrong, {"member": good["member"]}):
            robot.ask("create_output", parent_id=item, payload=payload)
        robot.release(item)
        summary = store.item(int(item)).summary
        assert (summary.state, summary.code) == (State.REJECTED, "OUTPUT_INVALID")
        assert "2 of 3 outputs are no cases of bank_details" in summary.message
        assert "Output 2: bank.iban IBAN_RIB_KEY" in summary.message
        assert "Output 3: bank MISSING" in summary.message
        assert "FR76000" not in summary.message
        assert store.items(ItemFilter(process="bank_details")).items == ()

    def test_leave_no_value_in_the_robots_words(self, robot: Robot) -> None:
        item = robot.take()
        robot.ask("create_output", parent_id=item, payload={"supplier": "DURAND SA"})
        robot.release(item, "FAILED", type="BUSINESS", code="TWICE", message="DURAND SA is there twice")
        assert robot.store.item(int(item)).summary.message == "… is there twice"

    def test_are_refused_where_nobody_said_for_which_process(self, store: Store) -> None:
        store.add([new("F1", process="invoices")], now=NOW)
        robot = Robot(store, outputs_to=None)
        with pytest.raises(OutputsUnwantedError, match="--outputs-to"):
            robot.ask("create_output", parent_id=robot.take())

    def test_whose_reference_is_taken_fail_their_input(self, robot: Robot) -> None:
        robot.store.add([new("invoices/F1/1", process="payment")], now=NOW)
        for _ in range(2):
            item = robot.take()
            robot.ask("create_output", parent_id=item)
            robot.release(item)
        summary = robot.store.item(1).summary
        assert (summary.state, summary.code) == (State.FAILED, "OUTPUT_KNOWN")


class TestEnds:
    @pytest.mark.parametrize(
        ("status", "then", "code"), [(0, State.DONE, ""), (1, State.PENDING, "ROBOT_DIED")]
    )
    def test_with_an_item_in_hand_settle_it(self, robot: Robot, status: int, then: State, code: str) -> None:
        item = robot.take()
        robot.ask("create_output", parent_id=item)
        robot.end(status)
        summary = robot.store.item(int(item)).summary
        assert (summary.state, summary.code) == (then, code)
        assert bool([c for c in robot.store.counts() if c.process == "payment"]) is (status == 0)

    def test_without_having_read_the_item_are_no_success(self, robot: Robot) -> None:
        robot.ask("reserve_input")
        robot.end(0)
        assert [(s.state, s.code) for s in robot.settled] == [(State.PENDING, "ROBOT_READ_NOTHING")]

    def test_without_having_asked_give_the_item_back_untouched(self, robot: Robot) -> None:
        robot.session.prepare()
        robot.end(1)
        summary = robot.store.item(1).summary
        assert (summary.state, summary.attempt) == (State.PENDING, 1)
        (transaction,) = robot.store.item(1).transactions
        assert transaction.outcome is OutcomeKind.RETURNED

    def test_with_nothing_in_hand_change_nothing(self, robot: Robot) -> None:
        robot.end(1)
        robot.release(robot.take())
        robot.end(1)
        assert len(robot.settled) == 1


class TestLostLeases:
    @pytest.fixture
    def late(self, robot: Robot) -> Robot:
        """A robot whose item somebody else has by now."""
        robot.take()
        robot.store.reap(now=NOW + LEASE)
        claim(robot.store, NOW + 2 * MINUTE, "other", processes=["invoices"])
        return robot

    def test_are_told_at_the_next_write_and_nothing_is_written(self, late: Robot) -> None:
        before = late.store.item(1)
        for method, told in (
            ("save_payload", {"item_id": "1", "payload": {}}),
            ("add_file", {"item_id": "1", "name": "a", "content": TEXT}),
            ("release_input", {"item_id": "1", "state": "COMPLETED"}),
            ("create_output", {"parent_id": "1"}),
        ):
            with pytest.raises(LeaseLostError):
                late.ask(method, **told)
            assert late.session.lost()
        late.end(0)
        assert late.store.item(1) == before
        assert late.settled == []

    def test_are_noticed_by_who_renews_them(self, late: Robot) -> None:
        assert not late.session.lost()
        late.leases.renew()
        assert late.session.lost()
        with pytest.raises(LeaseLostError):
            late.release("1")

    def test_of_a_robot_that_ended_do_no_harm(self, late: Robot) -> None:
        late.end(1)
        assert late.settled == []
        assert late.store.item(1).summary.holder == "other"
