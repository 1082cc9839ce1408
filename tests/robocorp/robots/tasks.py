"""Ships orders: splits each into parcels, refuses empty ones."""

import os
import signal
import time
from pathlib import Path

from robocorp import workitems
from robocorp.tasks import task


@task
def ship():
    for item in workitems.inputs:
        with item:
            if not item.payload["parcels"]:
                raise workitems.BusinessException(
                    code="EMPTY", message=f"Order of {item.payload['customer']}"
                )
            for parcel in item.payload["parcels"]:
                workitems.outputs.create(payload={"parcel": parcel})


@task
def ship_one():
    item = workitems.inputs.current
    if item.payload.get("stock") == "gone":
        raise RuntimeError(f"No stock for {item.payload['customer']}")
    item.payload = {**item.payload, "shipped": True}
    item.save()


@task
def label():
    for item in workitems.inputs:
        source = item.get_file("address.txt", Path("address.txt"))
        label = Path("label.txt")
        label.write_text(source.read_text().upper())
        output = workitems.outputs.create(payload=["label", item.payload], files=[label], save=False)
        output.save()
        item.remove_file("address.txt")
        item.save()


@task
def fall_over():
    """Dies once in the middle of the item, with an output made."""
    item = workitems.inputs.current
    workitems.outputs.create(payload={"of": item.payload["customer"]})
    marker = Path("died-once")
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


@task
def hang():
    item = workitems.inputs.current
    Path("in-hand").touch()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        item.payload = {"still": "here"}
        item.save()
        time.sleep(0.05)
