"""A reference that comes back: the same case is known, another is told with both origins, none is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from copiste.queue.adding import BATCH, Added
from copiste.queue.errors import OutputKnownError
from copiste.queue.item import NewItem, Outcome, OutcomeKind, Source, State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.personal_data.subjects import Found
from copiste.queue.references import Doubt
from copiste.queue.retry import decide
from copiste.queue.schema import items
from copiste.queue.store import Store
from copiste.queue.transactions.outputs import Filed
from copiste.vault import Keys
from tests.contract.queue.queue import HOUR, NOW, add, claim, new, settle
from tests.contract.queue.vaults import Vault
from tests.support.cases import enrolment

SIGNED: dict[str, Any] = {"who": "claire", "why": "typo"}
MEMBER: dict[str, Any] = {"last_name": "MARTIN", "rank": 1, "nir": None}
CASE: dict[str, Any] = {"member": MEMBER, "dependants": ["a", "b"]}
OCTOBER = Source("octobre.xlsx", "Entrées", 4)
NOVEMBER = Source("novembre.csv", row=9)


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def queue(url: str, vault: Vault) -> Iterator[Store]:
    """A queue with one case."""
    with Store.open(url, sealer=vault.sealer()) as store:
        add(store, new(payload=CASE, source=OCTOBER))
        yield store


def come_back(store: Store, payload: Any = CASE, **values: Any) -> str:
    """What becomes of a case that comes under the reference of the first: `known`, or why it is refused."""
    added = store.add([new(payload=payload, source=NOVEMBER, **values)], now=NOW + HOUR)
    assert (added.count, added.known + len(added.used)) == (0, 1)
    return "known" if added.known else added.used[0].doubt.name


def end(store: Store, kind: OutcomeKind = OutcomeKind.DONE, code: str = "") -> None:
    settle(store, claim(store), kind, code)


def write(store: Store, **values: Any) -> None:
    """Change the first item behind Copiste's back."""
    with store._database.write() as db:
        db.execute(sa.update(items).where(items.c.id == 1).values(**values))


def fingerprint(store: Store) -> str | None:
    with store._database.read() as db:
        found: str | None = db.execute(sa.select(items.c.fingerprint).where(items.c.id == 1)).scalar_one()
        return found


@pytest.mark.parametrize(
    ("payload", "came"),
    [
        pytest.param(CASE, "known", id="the same"),
        pytest.param({"dependants": ["a", "b"], "member": MEMBER}, "known", id="keys in another order"),
        pytest.param({**CASE, "dependants": ("a", "b")}, "known", id="a tuple, which JSON writes as a list"),
        pytest.param({**CASE, "dependants": ["b", "a"]}, "OTHER", id="a list in another order"),
        pytest.param({**CASE, "dependants": ["a"]}, "OTHER", id="one attached row less"),
        pytest.param({**CASE, "note": None}, "OTHER", id="a path more"),
        pytest.param({**CASE, "member": {**MEMBER, "rank": True}}, "OTHER", id="true for 1"),
        pytest.param({**CASE, "member": {**MEMBER, "rank": "1"}}, "OTHER", id="text for a number"),
        pytest.param({**CASE, "member": {**MEMBER, "last_name": "Martin"}}, "OTHER", id="small letters"),
        pytest.param({}, "OTHER", id="nothing"),
    ],
)
def test_the_content_decides(queue: Store, payload: Any, came: str) -> None:
    assert come_back(queue, payload) == came
    assert queue.payload(1) == CASE


@pytest.mark.parametrize("values", [{"priority": 9}, {"due": NOW + HOUR}, {"not_before": NOW + HOUR}])
def test_when_it_is_worked_is_not_part_of_it(queue: Store, values: Any) -> None:
    assert come_back(queue, **values) == "known"


def test_who_is_refused_is_told_with_both_origins_and_no_value(queue: Store) -> None:
    end(queue)
    added = queue.add([new(payload={"member": "ZZNAME"}, source=NOVEMBER)], now=NOW + HOUR)
    (used,) = added.used
    assert (used.process, used.reference, used.source) == ("enrolment", "C-1", NOVEMBER)
    assert (used.item, used.origin, used.state, used.doubt) == (1, OCTOBER, State.DONE, Doubt.OTHER)
    assert used.told() == (
        "item 1 from octobre.xlsx, sheet Entrées, row 4, added 2026-11-20 22:00 UTC, DONE: "
        "it holds something else"
    )
    assert not [name for name in ("MARTIN", "ZZNAME") if name in repr(added)]


class TestLater:
    @pytest.mark.parametrize("kind", [OutcomeKind.DONE, OutcomeKind.BUSINESS, OutcomeKind.HELD])
    def test_whatever_became_of_it(self, queue: Store, kind: OutcomeKind) -> None:
        end(queue, kind, "CODE")
        assert (come_back(queue), come_back(queue, {})) == ("known", "OTHER")

    def test_closed_or_cancelled(self, queue: Store) -> None:
        add(queue, new("C-2", payload=CASE))
        queue.cancel(2, now=NOW, **SIGNED)
        end(queue, OutcomeKind.BUSINESS)
        queue.close(1, now=NOW, **SIGNED)
        assert come_back(queue) == "known"
        assert come_back(queue, reference="C-2") == "known"

    def test_corrected_in_its_basket(self, queue: Store) -> None:
        end(queue, OutcomeKind.BUSINESS, "NAME")
        corrected = {**CASE, "dependants": []}
        queue.requeue(1, now=NOW, payload=corrected, **SIGNED)
        assert come_back(queue) == "known"
        assert come_back(queue, corrected) == "known"
        assert come_back(queue, {**CASE, "dependants": ["c"]}) == "OTHER"
        assert queue.payload(1) == corrected

    def test_saved_anew_by_its_robot(self, queue: Store) -> None:
        lease = claim(queue)
        queue.save_payload(lease, {"stage": 2})
        queue.add_file(lease, "page.pdf", b"%PDF")
        assert (come_back(queue), come_back(queue, {"stage": 3})) == ("known", "OTHER")

    def test_erased(self, queue: Store) -> None:
        end(queue)
        queue.erase([1], now=NOW, **SIGNED)
        assert fingerprint(queue) is None
        assert come_back(queue) == "ERASED"
        assert "erased since" in queue.add([new(payload=CASE)], now=NOW).used[0].told()

    def test_erased_and_given_again(self, queue: Store) -> None:
        end(queue, OutcomeKind.BUSINESS)
        queue.erase([1], now=NOW, **SIGNED)
        queue.requeue(1, now=NOW, payload={**CASE, "dependants": []}, **SIGNED)
        assert come_back(queue, {**CASE, "dependants": []}) == "known"
        assert come_back(queue) == "OTHER"

    def test_what_is_left_of_an_erased_one_is_found(self, queue: Store) -> None:
        end(queue)
        queue.erase([1], now=NOW, **SIGNED)
        queue.seal(now=NOW)
        assert queue.verify().fault == ""
        write(queue, fingerprint="0" * 64)
        assert "item 1 counts as erased" in queue.verify().fault


class TestKeys:
    def test_of_the_payload_are_not_needed_for_what_was_added(self, queue: Store, vault: Vault) -> None:
        vault.keys = Vault().keys
        queue._sealer.ids()
        assert (come_back(queue), come_back(queue, {})) == ("known", "OTHER")

    def test_a_rotation_changes_nothing(self, queue: Store, vault: Vault) -> None:
        before = fingerprint(queue)
        vault.renew()
        assert queue.reseal(now=NOW, **SIGNED).count == 1
        assert (fingerprint(queue), come_back(queue)) == (before, "known")

    def test_another_search_key_leaves_the_case_itself(self, queue: Store, vault: Vault, url: str) -> None:
        secret = {"payload_keys": ",".join(vault.keys), "search_key": "t" * 32, "journal_key": "j" * 32}
        keys = Keys.of(secret, "test")
        with Store.open(url, sealer=Sealer(lambda: keys)) as store:
            assert (come_back(store), come_back(store, {})) == ("known", "OTHER")

    def test_equal_contents_do_not_show(self, queue: Store) -> None:
        add(queue, new("C-2", payload=CASE))
        with queue._database.read() as db:
            first, second = db.execute(sa.select(items.c.fingerprint).order_by(items.c.id)).scalars()
        assert first != second
        assert {len(first), len(second)} == {64}


class TestItemsOfAnEarlierVersion:
    """Without a fingerprint; see `test_upgrade` for a queue that one wrote."""

    @pytest.fixture(autouse=True)
    def old(self, queue: Store) -> None:
        write(queue, fingerprint=None)

    def test_are_compared_by_what_they_hold(self, queue: Store) -> None:
        assert (come_back(queue), come_back(queue, {})) == ("known", "OTHER")

    def test_are_still_known_once_they_are_corrected(self, queue: Store) -> None:
        end(queue, OutcomeKind.BUSINESS)
        queue.requeue(1, now=NOW, payload={**CASE, "dependants": []}, **SIGNED)
        assert come_back(queue) == "known"

    @pytest.mark.parametrize("act", ["save_payload", "add_file", "remove_file"])
    def test_are_still_known_once_a_robot_changed_them(self, queue: Store, act: str) -> None:
        filed = [Filed(new("C-2", payload=CASE), {"a.pdf": b"one"})]
        assert queue.add_filed(filed, now=NOW) == Added(1, 0)
        with queue._database.write() as db:
            db.execute(sa.update(items).values(fingerprint=None))
        queue.cancel(1, now=NOW, **SIGNED)
        lease = claim(queue)
        told: tuple[Any, ...] = {
            "save_payload": ({"stage": 2},),
            "add_file": ("b.pdf", b"two"),
            "remove_file": ("a.pdf",),
        }[act]
        getattr(queue, act)(lease, *told)
        assert queue.add_filed(filed, now=NOW) == Added(0, 1)

    def test_whose_case_no_key_opens_are_told_so(self, queue: Store, vault: Vault) -> None:
        vault.keys = Vault().keys
        queue._sealer.ids()
        assert come_back(queue) == "UNREADABLE"
        (used,) = queue.add([new(payload=CASE)], now=NOW).used
        assert used.told().endswith("no key at hand opens its case, so nobody can compare them")

    def test_that_another_version_checked_are_known(self, queue: Store) -> None:
        """An earlier model knew no `complement`: this one writes what it leaves open as null."""
        case = enrolment(1)
        before = {**case.payload, "address": {**case.payload["address"]}}
        del before["address"]["complement"]
        add(queue, NewItem("enrolment", "E-0001", before))
        again = NewItem("enrolment", "E-0001", {**case.payload, "member": {**case.payload["member"]}})
        assert queue.add([again], now=NOW) == Added(0, 1)
        again.payload["member"]["first_name"] = "ANNE"
        assert [used.doubt for used in queue.add([again], now=NOW).used] == [Doubt.OTHER]


class TestOneBatch:
    def test_the_first_of_a_reference_enters_with_its_own_persons(self, queue: Store) -> None:
        def of(name: str) -> dict[str, Any]:
            return {"member": {"last_name": name, "first_name": "Zoé", "birth_date": "1980-05-12"}}

        brought = [
            new("D-1", payload=of("Roux")),
            new("D-1", payload=of("Lebrun")),
            new("D-1", payload=of("Roux")),
        ]
        added = queue.add(brought, now=NOW)
        assert (added.count, added.known, len(added.used)) == (1, 1, 1)
        born = NOW.replace(year=1980, month=5, day=12).date()
        assert queue.payload(2) == of("Roux")
        assert queue.about("Zoé Roux", born) == (Found(2, whole=True),)
        assert queue.about("Zoé Lebrun", born) == ()

    def test_counts_add_up_whatever_comes_back(self, queue: Store) -> None:
        fresh = [new(f"D-{number}", payload={"n": number}) for number in range(2 * BATCH)]
        assert queue.add(fresh, now=NOW) == Added(2 * BATCH, 0)
        mixed = [new(f"D-{number}", payload={"n": number % 7}) for number in range(2 * BATCH + 5)]
        added = queue.add(mixed, now=NOW)
        assert (added.count, added.known) == (5, 7)
        assert Counter(used.reference for used in added.used) == Counter(
            f"D-{number}" for number in range(7, 2 * BATCH)
        )

    def test_asks_once_for_all_that_come_back(self, queue: Store) -> None:
        queue.add([new(f"D-{number}") for number in range(BATCH)], now=NOW)
        asked: list[str] = []

        def listen(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        sa.event.listen(queue._database.engine, "before_cursor_execute", listen)
        try:
            added = queue.add([new(f"D-{number}", payload={}) for number in range(BATCH)], now=NOW)
        finally:
            sa.event.remove(queue._database.engine, "before_cursor_execute", listen)
        assert len(added.used) == BATCH
        assert len([one for one in asked if one.startswith("SELECT items.id")]) == 1


class TestFiles:
    FILED = (Filed(new("F-1", payload=CASE), {"a.pdf": b"one", "b.pdf": b"two"}),)

    @pytest.mark.parametrize(
        ("files", "came"),
        [
            ({"a.pdf": b"one", "b.pdf": b"two"}, "known"),
            ({"b.pdf": b"two", "a.pdf": b"one"}, "known"),
            ({"a.pdf": b"one"}, "OTHER"),
            ({"a.pdf": b"one", "b.pdf": b"other"}, "OTHER"),
            ({"a.pdf": b"two", "b.pdf": b"one"}, "OTHER"),
            ({}, "OTHER"),
        ],
    )
    @pytest.mark.parametrize("version", ["this", "earlier"])
    def test_are_part_of_the_content(
        self, queue: Store, files: dict[str, bytes], came: str, version: str
    ) -> None:
        assert queue.add_filed(self.FILED, now=NOW) == Added(1, 0)
        if version == "earlier":
            with queue._database.write() as db:
                db.execute(sa.update(items).values(fingerprint=None))
        added = queue.add_filed([Filed(self.FILED[0].item, files)], now=NOW)
        assert ["known"] * added.known + [used.doubt.name for used in added.used] == [came]
        assert queue.files(2) == ("a.pdf", "b.pdf")
        assert queue.file(2, "b.pdf") == b"two"


class TestMadeUpReferences:
    def test_of_an_earlier_version_count_for_a_file_of_the_same_name(self, queue: Store) -> None:
        def item(reference: str, payload: Any, file: str = "items.json", **values: Any) -> Filed:
            return Filed(new(reference, payload=payload, source=Source(file, row=1), **values))

        assert queue.add_filed([item("items/1", CASE)], now=NOW) == Added(1, 0)
        assert queue.add_filed([item("items-a/1", CASE, formerly="items/1")], now=NOW) == Added(0, 1)
        (used,) = queue.add_filed([item("items-b/1", {}, formerly="items/1")], now=NOW).used
        assert (used.reference, used.item) == ("items-b/1", 2)
        other = item("items-b/1", {}, "other.json", formerly="items/1")
        assert queue.add_filed([other], now=NOW) == Added(1, 0)
        assert queue.add_filed([item("fresh-a/1", CASE, formerly="fresh/1")], now=NOW) == Added(1, 0)

    def test_mark_tells_contents_apart_and_nothing_else(self, queue: Store, url: str) -> None:
        assert queue.mark(b"one") == queue.mark(b"one") != queue.mark(b"two")
        assert len(queue.mark(b"one")) == 8
        with Store.open(url) as keyless:
            assert keyless.mark(b"one") != queue.mark(b"one")

    def test_of_an_output_that_somebody_has_name_whose_it_is(self, queue: Store) -> None:
        add(queue, new("out/1", process="payment", source=OCTOBER))
        lease = claim(queue, processes=["enrolment"])
        decision = decide(Outcome(OutcomeKind.DONE), lease.item, NOW)
        output = Filed(NewItem("payment", "out/1", {"amount": 1}, parent=1))
        with pytest.raises(OutputKnownError, match=r"item 2 from octobre\.xlsx, .* row 4, .* PENDING"):
            queue.settle_with_outputs(lease, decision, [output], now=NOW)
        assert queue.item(1).summary.state is State.RESERVED


class TestDamage:
    def test_a_spoiled_hash_leaves_the_case_itself(self, queue: Store) -> None:
        write(queue, fingerprint="nonsense")
        assert (come_back(queue), come_back(queue, {})) == ("known", "OTHER")

    @pytest.mark.parametrize("payload", ["nonsense", "{", "{} {}", "[1]"])
    def test_a_spoiled_case_is_told(self, queue: Store, payload: str) -> None:
        write(queue, payload=payload)
        assert (come_back(queue), come_back(queue, {})) == ("known", "OTHER")
        write(queue, fingerprint=None)
        assert come_back(queue) == "UNREADABLE"


class TestTwoLoadsAtOnce:
    @pytest.mark.parametrize("same", [True, False])
    def test_lose_nothing_and_enter_nothing_twice(self, url: str, vault: Vault, same: bool) -> None:
        """In opposite orders, which is how two transactions come to wait for each other."""
        count, together = 3 * BATCH, threading.Barrier(2)

        def load(who: str) -> Added:
            content = {"of": "both" if same else who}
            found = [new(f"C-{number}", payload=content) for number in range(count)]
            with Store.open(url, sealer=vault.sealer()) as store:
                together.wait(30)
                return store.add(found if who == "a" else found[::-1], now=NOW, who=who)

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(load, "ab")
        assert first.count + second.count == count
        for one in (first, second):
            assert one.count + one.known + len(one.used) == count
            assert (one.known if same else len(one.used)) == count - one.count
        with Store.open(url, sealer=vault.sealer()) as store:
            assert [(c.state, c.items) for c in store.counts()] == [(State.PENDING, count)]
