"""A window of proportional text, as Citrix shows one, worked by the same robots by looking at it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copiste.orchestrator import run as orchestrator
from copiste.queue.item import NewItem, State
from copiste.queue.store import Store
from copiste.settings import Settings
from tests.support.cases import WITHOUT_ACCOUNT, bank_details
from tests.support.mock import Mock

pytestmark = pytest.mark.timeout(400)


def new_address() -> NewItem:
    """Another address of the same member."""
    return NewItem(
        "address",
        "A-0001",
        {
            "member": bank_details().payload["member"],
            "address": {
                "street": "108 bis rue de l'Église",
                "complement": "Bât B0 appt 15",
                "postal_code": "75011",
                "town": "Paris",
            },
        },
    )


@pytest.mark.parametrize("face", ["web"], indirect=True)  # its pages; they are looked at, below
def test_address_and_account_are_keyed_by_pixels_alone(settings: Settings, mock: Mock) -> None:
    seen = settings.model_copy(
        update={"back_end": settings.back_end.model_copy(update={"face": "pixels", "url": mock.url})}
    )
    with Store.open(settings.database) as store:
        store.add([new_address(), bank_details()], now=datetime.now(UTC))

        assert orchestrator.run(seen).settled == {State.DONE: 2}

        (address,) = mock.ledger()["addresses"]
        (account,) = mock.ledger()["bank_details"]
        assert {name: address[name] for name in ("street", "complement", "postal_code", "town")} == {
            "street": "108 BIS RUE DE L'EGLISE",
            "complement": "BAT B0 APPT 15",
            "postal_code": "75011",
            "town": "PARIS",
        }
        assert (account["iban"], account["holder"]) == ("FR1420041010050500013M02606", "ROBIN FLORENCE")
        assert {address["member_number"], account["member_number"]} == {WITHOUT_ACCOUNT}
        receipts = {entry.receipt for item in (1, 2) for entry in store.journal(item).values()}
        assert receipts == {address["receipt"], account["receipt"]}
