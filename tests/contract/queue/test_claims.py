"""What the orchestrator may rely on: claim, lease, settle."""

from __future__ import annotations

import pytest

from copiste.queue.errors import TransitionRefusedError
from copiste.queue.item import LeaseLostError, Outcome, OutcomeKind, State, StepState
from copiste.queue.policy import Policy
from copiste.queue.retry import TIME_SPENT, Decision, Retry
from copiste.queue.store import Store
from tests.contract.queue.queue import (
    HOUR,
    LEASE,
    MINUTE,
    NOW,
    SECOND,
    add,
    claim,
    claim_all,
    claimed,
    new,
    record,
    settle,
)


class TestClaim:
    def test_an_empty_queue_has_nothing_ready(self, store: Store) -> None:
        assert store.claim(holder="R001", now=NOW) is None

    def test_brings_the_item_as_it_was_added(self, store: Store) -> None:
        payload = {"member": {"last_name": "DUPRÉ", "rank": 1}, "dependants": []}
        lease = claimed(store, new("C-7", payload=payload, priority=3))
        assert (lease.item.process, lease.item.reference, lease.item.priority) == ("enrolment", "C-7", 3)
        assert lease.item.payload == payload
        assert (lease.item.attempt, lease.item.crashes) == (1, 0)
        assert (lease.holder, lease.until) == ("R001", NOW + LEASE)

    def test_an_item_is_claimed_by_one_holder_only(self, store: Store) -> None:
        claimed(store)
        assert store.claim(holder="R002", now=NOW) is None

    def test_larger_priority_then_earlier_due_then_older(self, store: Store) -> None:
        add(
            store,
            new("old"),
            new("young"),
            new("due late", due=NOW + 9 * MINUTE),
            new("due soon", due=NOW + MINUTE),
            new("urgent", priority=5),
        )
        assert claim_all(store) == ["urgent", "due soon", "due late", "old", "young"]

    def test_an_item_waits_until_its_time(self, store: Store) -> None:
        add(store, new("later", not_before=NOW + MINUTE, priority=9), new("now"))
        assert claim_all(store, NOW + MINUTE - SECOND) == ["now"]
        assert claim_all(store, NOW + MINUTE) == ["later"]

    def test_takes_only_the_processes_asked_for_in_the_same_order(self, store: Store) -> None:
        add(
            store,
            new("a", process="address"),
            new("t", process="termination"),
            new("e", priority=1),
            new("b", process="bank_details", priority=9),
        )
        assert claim_all(store, processes={"enrolment", "address", "termination"}) == ["e", "a", "t"]
        assert store.claim(holder="R001", now=NOW, processes=set()) is None

    def test_the_token_grows_with_each_claim(self, store: Store) -> None:
        first = claimed(store)
        settle(store, first, OutcomeKind.RETURNED)
        assert claim(store).token > first.token


class TestSettle:
    @pytest.mark.parametrize(
        ("kind", "state"),
        [
            (OutcomeKind.DONE, State.DONE),
            (OutcomeKind.BUSINESS, State.REJECTED),
            (OutcomeKind.HELD, State.HELD),
            (OutcomeKind.RETURNED, State.PENDING),
            (OutcomeKind.TRY_LATER, State.PENDING),
            (OutcomeKind.APPLICATION, State.PENDING),
            (OutcomeKind.CRASHED, State.PENDING),
        ],
    )
    def test_puts_the_item_where_the_decision_says(
        self, store: Store, kind: OutcomeKind, state: State
    ) -> None:
        assert settle(store, claimed(store), kind) is state

    def test_a_retried_item_comes_back_after_its_delay_with_its_counts(self, store: Store) -> None:
        policy = Policy(first_delay=MINUTE, jitter=0)
        settle(store, claimed(store), OutcomeKind.APPLICATION, "SCREEN_UNKNOWN", policy=policy)
        assert claim_all(store, NOW + MINUTE - SECOND) == []
        again = claim(store, NOW + MINUTE).item
        assert (again.attempt, again.failures, again.crashes) == (2, 1, 0)

    def test_an_item_returned_on_an_orderly_stop_is_ready_at_once_and_counts_nothing(
        self, store: Store
    ) -> None:
        lease = claimed(store)
        settle(store, lease, OutcomeKind.RETURNED)
        assert claim(store).item == lease.item

    def test_a_transaction_is_settled_once(self, store: Store) -> None:
        lease = claimed(store)
        settle(store, lease, OutcomeKind.DONE)
        with pytest.raises(LeaseLostError):
            settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")

    def test_a_late_bot_cannot_settle_what_another_one_holds(self, store: Store) -> None:
        late = claimed(store)
        store.reap(now=NOW + LEASE)
        current = claim(store, NOW + 10 * MINUTE, "R002")
        with pytest.raises(LeaseLostError, match="lease 1"):
            settle(store, late, OutcomeKind.DONE, now=NOW + 10 * MINUTE)
        assert settle(store, current, OutcomeKind.DONE, now=NOW + 10 * MINUTE) is State.DONE

    def test_refuses_an_end_that_no_transaction_has(self, store: Store) -> None:
        lease = claimed(store)
        decision = Decision(State.CANCELLED, Outcome(OutcomeKind.DONE), lease.item)
        with pytest.raises(TransitionRefusedError, match="RESERVED and cannot become CANCELLED"):
            store.settle(lease, decision, now=NOW)

    @pytest.mark.parametrize("kind", [OutcomeKind.DONE, OutcomeKind.BUSINESS])
    def test_no_end_hides_a_commit_key_without_an_answer(self, store: Store, kind: OutcomeKind) -> None:
        lease = claimed(store)
        record(store, lease, StepState.PREPARED, StepState.SUBMITTING)
        assert settle(store, lease, kind) is State.HELD


class TestLease:
    def test_one_that_ran_out_returns_the_item_and_counts_a_crash(self, store: Store) -> None:
        claimed(store)
        assert store.reap(now=NOW + LEASE - SECOND) == 0
        assert store.reap(now=NOW + LEASE) == 1
        again = claim(store, NOW + 10 * MINUTE).item
        assert (again.attempt, again.crashes, again.failures) == (2, 1, 0)

    def test_one_that_ran_out_is_noticed_by_the_next_claim(self, store: Store) -> None:
        claimed(store)
        assert claim(store, NOW + LEASE, "R002").item.crashes == 1

    def test_renewed_in_time_it_keeps_the_item(self, store: Store) -> None:
        lease = claimed(store)
        renewal = store.renew([lease], now=NOW + 15 * SECOND)
        assert [kept.until for kept in renewal.kept] == [NOW + 15 * SECOND + LEASE]
        assert store.reap(now=NOW + LEASE) == 0
        assert settle(store, lease, OutcomeKind.DONE) is State.DONE

    def test_renewal_says_which_are_lost(self, store: Store) -> None:
        add(store, new("a"), new("b"))
        settled, kept = claim(store), claim(store)
        settle(store, settled, OutcomeKind.DONE)
        renewal = store.renew([settled, kept], now=NOW + SECOND)
        assert (renewal.lost, [lease.item.reference for lease in renewal.kept]) == ((settled,), ["b"])

    def test_an_item_that_keeps_killing_its_bots_goes_to_a_basket(self, store: Store) -> None:
        add(store)
        moment = NOW
        for _ in range(Policy().crashes):
            claim(store, moment)
            assert store.reap(now=moment + LEASE) == 1
            moment += 30 * MINUTE
        assert store.claim(holder="R001", now=moment) is None


class TestAgeing:
    def test_an_hour_of_waiting_is_worth_a_point_of_priority(self, store: Store) -> None:
        add(store, new("old"), now=NOW - 3 * HOUR)
        add(store, new("urgent", priority=2), new("more urgent", priority=4))
        assert claim_all(store) == ["more urgent", "old", "urgent"]

    def test_waiting_for_its_moment_does_not_count(self, store: Store) -> None:
        add(store, new("booked", not_before=NOW), now=NOW - 3 * HOUR)
        add(store, new("urgent", priority=1))
        assert claim_all(store) == ["urgent", "booked"]

    def test_of_several_processes_alike(self, store: Store) -> None:
        add(store, new("old", process="address"), now=NOW - 3 * HOUR)
        add(store, new("urgent", priority=2))
        assert claim_all(store, processes={"enrolment", "address"}) == ["old", "urgent"]


class TestTimeSpent:
    BOUNDED = Retry(default=Policy(first_delay=SECOND, jitter=0, attempts=9, budget=10 * MINUTE))

    def test_adds_up_over_transactions_however_they_end(self, store: Store) -> None:
        lease = claimed(store)
        settle(store, lease, OutcomeKind.APPLICATION, now=NOW + 2 * MINUTE)
        again = claim(store, NOW + 10 * MINUTE)
        assert again.item.spent == 2 * MINUTE
        assert store.reap(now=NOW + 13 * MINUTE) == 1
        assert claim(store, NOW + 30 * MINUTE).item.spent == 5 * MINUTE

    def test_over_the_budget_of_its_process_an_item_fails(self, url: str) -> None:
        with Store.open(url, retry=self.BOUNDED) as store:
            lease = claimed(store)
            policy = self.BOUNDED.default
            outcome = (OutcomeKind.APPLICATION, "SCREEN_UNKNOWN")
            assert settle(store, lease, *outcome, now=NOW + 9 * MINUTE, policy=policy) is State.PENDING
            lease = claim(store, NOW + 10 * MINUTE)
            assert settle(store, lease, *outcome, now=NOW + 11 * MINUTE, policy=policy) is State.FAILED
            assert store.item(lease.item.id).summary.code == TIME_SPENT

    def test_starts_anew_when_a_person_queues_it(self, store: Store) -> None:
        lease = claimed(store)
        settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN", now=NOW + 2 * MINUTE)
        store.requeue(lease.item.id, who="claire", why="corrected", now=NOW + 3 * MINUTE)
        assert claim(store, NOW + 3 * MINUTE).item.spent == 0 * MINUTE


class TestDue:
    def test_nobody_begins_what_is_overdue(self, store: Store) -> None:
        add(store, new("late", due=NOW + MINUTE), new("in time", due=NOW + 2 * MINUTE))
        assert claim_all(store, NOW + MINUTE) == ["in time"]
        assert store.item(1).summary.state is State.EXPIRED

    def test_what_was_submitted_without_an_answer_is_looked_up(self, store: Store) -> None:
        lease = claimed(store, new(due=NOW + MINUTE))
        record(store, lease, StepState.PREPARED, StepState.SUBMITTING)
        settle(store, lease, OutcomeKind.RETURNED)
        assert store.expire_due(now=NOW + 2 * MINUTE) == 0
        assert claim(store, NOW + 2 * MINUTE).item.id == lease.item.id


class TestBatch:
    def test_takes_several_in_the_order_of_the_claim(self, store: Store) -> None:
        add(store, new("a"), new("b", priority=1), new("c"), new("d", process="address", priority=2))
        leases = store.claim_batch(holder="R001", now=NOW, limit=3)
        assert [lease.item.reference for lease in leases] == ["d", "b", "a"]
        assert {lease.token for lease in leases} == {1}
        assert claim_all(store) == ["c"]

    def test_takes_what_there_is(self, store: Store) -> None:
        add(store, new("a"))
        assert len(store.claim_batch(holder="R001", now=NOW, limit=9)) == 1
        assert store.claim_batch(holder="R001", now=NOW, limit=9) == ()

    def test_takes_only_the_processes_asked_for(self, store: Store) -> None:
        add(store, new("a"), new("b", process="address"), new("c", process="bank_details", priority=5))
        leases = store.claim_batch(holder="R001", now=NOW, limit=9, processes={"enrolment", "address"})
        assert [lease.item.reference for lease in leases] == ["a", "b"]

    def test_each_is_settled_by_itself(self, store: Store) -> None:
        add(store, new("a"), new("b"))
        first, second = store.claim_batch(holder="R001", now=NOW, limit=2)
        assert settle(store, first, OutcomeKind.DONE) is State.DONE
        assert settle(store, second, OutcomeKind.RETURNED) is State.PENDING
