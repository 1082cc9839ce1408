"""The record-once journal: order, durability behind the token, receipts."""

from __future__ import annotations

from datetime import datetime

import pytest

from copiste.queue.errors import StepRefusedError
from copiste.queue.item import JournalEntry, LeaseLostError, OutcomeKind, State, StepState
from copiste.queue.policy import Policy
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.queue.transactions.journal import Hold
from tests.contract.queue.queue import LEASE, MINUTE, NOW, SECOND, claim, claimed, record, settle

PREPARED, SUBMITTING, COMMITTED, VERIFIED = StepState


class TestJournal:
    def test_a_new_item_has_none(self, store: Store) -> None:
        assert Hold(store, claimed(store), lambda: NOW).entries() == {}

    def test_keeps_how_far_each_step_has_gone_with_its_receipt(self, store: Store) -> None:
        hold = Hold(store, claimed(store), lambda: NOW)
        for entry in (
            JournalEntry("member", PREPARED),
            JournalEntry("member", SUBMITTING),
            JournalEntry("member", COMMITTED, "26324-000123"),
            JournalEntry("member", VERIFIED),
            JournalEntry("address", PREPARED),
        ):
            hold.record(entry)
        assert hold.entries() == {
            "member": JournalEntry("member", VERIFIED, "26324-000123"),
            "address": JournalEntry("address", PREPARED),
        }

    def test_the_next_attempt_finds_it(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        settle(store, lease, OutcomeKind.CRASHED)
        assert store.journal(claim(store, NOW + MINUTE).item.id) == {
            "member": JournalEntry("member", SUBMITTING)
        }

    def test_nothing_is_submitted_twice_without_a_look(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        with pytest.raises(StepRefusedError, match="SUBMITTING and cannot go to SUBMITTING"):
            record(store, lease, SUBMITTING)

    def test_what_is_provably_absent_is_prepared_again(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, PREPARED, SUBMITTING, COMMITTED)
        assert store.journal(lease.item.id)["member"].state is COMMITTED

    def test_keeps_when_a_commit_key_went_down_and_over_what(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED)
        keyed = JournalEntry("member", SUBMITTING, keyed=("last_name=member.last_name",))
        store.record(lease, keyed, now=NOW + SECOND)
        assert store.journal(lease.item.id)["member"] == keyed, "for whoever looks next"
        record(store, lease, COMMITTED, now=NOW + 2 * SECOND)
        (step,) = store.item(lease.item.id).journal
        assert (step.pressed_at, step.keyed) == (NOW + SECOND, keyed.keyed)
        (receipt,) = store.receipts()
        assert receipt.pressed_at == NOW + SECOND

    @pytest.mark.parametrize("field", ["street", "over"])
    @pytest.mark.parametrize("replaces", [None, "26001-000042"])
    def test_keeps_which_record_is_replaced(self, store: Store, field: str, replaces: str | None) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED)
        entry = JournalEntry("member", SUBMITTING, keyed=(f"{field}=a.path",), replaces=replaces)
        store.record(lease, entry, now=NOW)
        assert store.journal(lease.item.id)["member"] == entry
        (step,) = store.item(lease.item.id).journal
        assert (step.keyed, step.replaces) == ((f"{field}=a.path",), replaces)

    def test_forgets_a_commit_key_that_provably_took_no_effect(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, PREPARED)
        (step,) = store.item(lease.item.id).journal
        assert step.pressed_at is None

    def test_a_record_that_was_there_already_had_no_key(self, store: Store) -> None:
        record(store, claimed(store), PREPARED, COMMITTED)
        (receipt,) = store.receipts()
        assert receipt.pressed_at is None

    def test_a_record_found_by_the_lookup_is_committed_without_a_key(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, COMMITTED)
        assert store.journal(lease.item.id)["member"].receipt == "26324-000123"

    def test_a_receipt_never_changes(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, COMMITTED)
        with pytest.raises(StepRefusedError, match="receipt"):
            record(store, lease, VERIFIED, receipt="26325-000001")


class TestAnAnswerThatWasLost:
    """A record that was written while its connection broke is written again by the same transaction."""

    def test_committed_is_taken_again(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, COMMITTED, COMMITTED)
        assert store.journal(lease.item.id)["member"] == JournalEntry("member", COMMITTED, "26324-000123")

    def test_with_another_receipt_it_is_refused(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, COMMITTED)
        with pytest.raises(StepRefusedError):
            record(store, lease, COMMITTED, receipt="26325-000001")

    def test_another_transaction_is_refused(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, COMMITTED)
        settle(store, lease, OutcomeKind.RETURNED)
        with pytest.raises(StepRefusedError):
            record(store, claim(store), COMMITTED)


class TestSettling:
    """After a commit key without an answer, nobody looks before the back-end had time to finish."""

    WAIT = Retry().settling

    def ready_at(self, store: Store, moment: datetime) -> bool:
        return store.claim(holder="R002", now=moment) is not None

    def test_an_item_given_back_waits(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        assert settle(store, lease, OutcomeKind.RETURNED) is State.PENDING
        assert not self.ready_at(store, NOW + self.WAIT - SECOND)
        assert self.ready_at(store, NOW + self.WAIT)

    def test_an_item_whose_lease_ran_out_waits(self, url: str) -> None:
        eager = Policy(first_delay=0 * SECOND)
        with Store.open(url, retry=Retry(default=eager, settling=MINUTE)) as store:
            lease = claimed(store)
            record(store, lease, PREPARED, SUBMITTING)
            assert store.reap(now=NOW + LEASE) == 1
            assert not self.ready_at(store, NOW + LEASE + MINUTE - SECOND)
            assert self.ready_at(store, NOW + LEASE + MINUTE)

    def test_an_item_that_a_person_queues_again_waits(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        assert settle(store, lease, OutcomeKind.HELD) is State.HELD
        store.requeue(lease.item.id, who="claire", why="look again", now=NOW)
        assert not self.ready_at(store, NOW + self.WAIT - SECOND)
        assert self.ready_at(store, NOW + self.WAIT)

    def test_absence_seen_before_at_the_last_attempt_is_held(self, store: Store) -> None:
        """A look that comes too early proves nothing; one after the wait does, and then the case may fail."""
        last = Policy(attempts=1)
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        assert settle(store, lease, OutcomeKind.APPLICATION, "COMMIT_ABSENT", policy=last) is State.HELD
        store.requeue(lease.item.id, who="claire", why="look again", now=NOW)
        later = NOW + self.WAIT
        again = claim(store, later)
        record(store, again, PREPARED, now=later)
        assert settle(store, again, OutcomeKind.APPLICATION, now=later, policy=last) is State.FAILED

    def test_nobody_waits_for_what_was_answered(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, COMMITTED)
        settle(store, lease, OutcomeKind.RETURNED)
        assert self.ready_at(store, NOW)


class TestFencing:
    def test_a_bot_whose_item_was_taken_over_writes_nothing(self, store: Store) -> None:
        late = claimed(store)
        record(store, late, PREPARED)
        store.reap(now=NOW + LEASE)
        claim(store, NOW + 10 * MINUTE, "R002")
        for state in (SUBMITTING, COMMITTED):
            with pytest.raises(LeaseLostError):
                record(store, late, state, now=NOW + 10 * MINUTE)
        assert store.journal(late.item.id)["member"].state is PREPARED

    def test_a_bot_whose_item_went_back_writes_nothing(self, store: Store) -> None:
        late = claimed(store)
        store.reap(now=NOW + LEASE)
        with pytest.raises(LeaseLostError):
            record(store, late, PREPARED)

    def test_no_commit_key_once_the_lease_ran_out_even_if_nobody_took_over(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED)
        with pytest.raises(LeaseLostError):
            record(store, lease, SUBMITTING, now=NOW + LEASE)

    def test_a_confirmation_is_written_after_the_lease_ran_out_if_nobody_took_over(
        self, store: Store
    ) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING)
        record(store, lease, COMMITTED, now=NOW + LEASE)
        assert store.journal(lease.item.id)["member"].state is COMMITTED
