"""Robots as they were written for Control Room, with the real libraries, on this queue."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.connectors.robocorp import running
from copiste.queue.item import State
from tests.robocorp.conftest import Hall

BOTH = pytest.mark.parametrize("hall", ["sqlite", "postgresql"], indirect=True)


class TestRobotFramework:
    @BOTH
    def test_works_every_item_and_releases_each_as_it_says(self, hall: Hall) -> None:
        hall.add(
            "invoices", {"number": "F1", "supplier": "DURAND SA", "amount": 12}, "F1", {"f.pdf": b"scan"}
        )
        hall.add("invoices", {"number": "F2", "supplier": "DURAND SA"}, "F2")
        hall.add("invoices", {"number": "F3", "supplier": "DUPUIS", "amount": 1, "portal": "down"}, "F3")
        done = hall.robot_framework("invoices.robot", "invoices", outputs_to="payment")
        assert hall.states("invoices") == {"F1": State.DONE, "F2": State.REJECTED, "F3": State.FAILED}
        assert done.settled == {State.DONE: 1, State.REJECTED: 1, State.PENDING: 1, State.FAILED: 1}
        assert hall.payload("invoices", "F1")["booked"] is True
        rejected = hall.store.item(hall.number("invoices", "F2")).summary
        assert rejected.code == "AMOUNT_MISSING"
        assert "DURAND" not in rejected.message
        assert hall.store.item(hall.number("invoices", "F3")).summary.code == "PORTAL_DOWN"
        assert hall.states("payment") == {"invoices/F1/1": State.PENDING}
        assert hall.payload("payment", "invoices/F1/1") == {"invoice": "F1", "amount": 12}
        output = hall.number("payment", "invoices/F1/1")
        assert hall.store.files(output) == ("copy-of-f.pdf",)
        assert hall.store.file(output, "copy-of-f.pdf") == b"scan"

    def test_that_leaves_the_release_to_the_end_is_started_for_each_item(self, hall: Hall) -> None:
        hall.add("letters", {"name": "ANNA"}, "1")
        hall.add("letters", {"name": "BERT"}, "2")
        assert hall.robot_framework("one_letter.robot", "letters").starts == 2
        assert hall.states("letters") == {"1": State.DONE, "2": State.DONE}
        assert hall.payload("letters", "2")["letter"] == "Dear BERT"

    def test_whose_task_fails_is_tried_again_then_waits_for_a_person(self, hall: Hall) -> None:
        hall.add("letters", {"name": "nobody"})
        assert hall.robot_framework("one_letter.robot", "letters").settled == {
            State.PENDING: 1,
            State.FAILED: 1,
        }
        summary = hall.store.item(hall.number("letters")).summary
        assert (summary.code, summary.message) == ("APPLICATION", "Letter to … cannot be written")


class TestPython:
    def test_works_every_input_and_makes_outputs(self, hall: Hall) -> None:
        hall.add("orders", {"customer": "ANNA", "parcels": ["a", "b"]}, "O1")
        hall.add("orders", {"customer": "BERTRAND", "parcels": []}, "O2")
        done = hall.python("ship", "orders", outputs_to="parcels")
        assert done.starts == 1
        assert hall.states("orders") == {"O1": State.DONE, "O2": State.REJECTED}
        assert hall.states("parcels") == {"orders/O1/1": State.PENDING, "orders/O1/2": State.PENDING}
        refused = hall.store.item(hall.number("orders", "O2")).summary
        assert (refused.code, refused.message) == ("EMPTY", "Order of …")

    def test_that_works_the_current_input_leaves_the_release_to_the_end(self, hall: Hall) -> None:
        hall.add("orders", {"customer": "ANNA"})
        hall.python("ship_one", "orders")
        assert hall.states("orders") == {"1": State.DONE}
        assert hall.payload("orders") == {"customer": "ANNA", "shipped": True}

    def test_whose_task_fails_costs_an_attempt(self, hall: Hall) -> None:
        hall.add("orders", {"customer": "BERTRAND", "stock": "gone"})
        hall.python("ship_one", "orders")
        assert hall.states("orders") == {"1": State.FAILED}
        assert hall.store.item(1).summary.message == "No stock for …"

    def test_files_go_in_and_out(self, hall: Hall) -> None:
        hall.add("labels", {"customer": "ANNA"}, files={"address.txt": b"12 rue des Lilas"})
        hall.python("label", "labels", outputs_to="print")
        output = hall.number("print", "labels/1/1")
        assert hall.store.file(output, "label.txt") == b"12 RUE DES LILAS"
        assert hall.store.payload(output) == {"work_item_payload": ["label", {"customer": "ANNA"}]}
        assert hall.store.files(hall.number("labels")) == ()

    @BOTH
    def test_that_is_killed_in_the_middle_is_started_again_and_its_output_is_made_once(
        self, hall: Hall
    ) -> None:
        hall.add("orders", {"customer": "ANNA"})
        done = hall.python("fall_over", "orders", outputs_to="mail")
        assert done.settled == {State.PENDING: 1, State.DONE: 1}
        assert [(s.state, s.code) for s in hall.settled] == [(State.PENDING, "ROBOT_DIED"), (State.DONE, "")]
        assert hall.states("mail") == {"orders/1/1": State.PENDING}

    def test_an_empty_queue_starts_no_robot(self, hall: Hall) -> None:
        assert hall.python("ship", "orders").starts == 0

    def test_that_takes_too_long_is_ended(self, hall: Hall) -> None:
        hall.add("orders", {"customer": "ANNA"})
        limits = running.Limits(item=timedelta(seconds=1))
        done = hall.python("hang", "orders", limits=limits)
        assert done.settled == {State.PENDING: 2, State.FAILED: 1}
        assert hall.store.item(1).summary.code == "BOT_CRASHED"

    def test_that_loses_its_lease_is_ended_and_settles_nothing(self, hall: Hall) -> None:
        hall.add("orders", {"customer": "ANNA"})
        ended = threading.Event()

        def take_over() -> None:
            while not Path("in-hand").exists() and not ended.wait(0.05):
                pass
            hall.stop.orderly.set()  # the run is not to take the item back
            later = datetime.now(UTC) + timedelta(minutes=2)
            hall.store.reap(now=later)
            assert hall.store.claim(holder="other", now=later + timedelta(hours=1)) is not None

        thread = threading.Thread(target=take_over)
        thread.start()
        try:
            done = hall.python("hang", "orders")
        finally:
            ended.set()
            thread.join()
        assert done.settled == {}
        assert hall.states("orders") == {"1": State.RESERVED}
