"""`copiste keys`: making and changing the keys that seal cases. `make` alone prints their values."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copiste.console import output
from copiste.console.context import JsonOption, open_queue, person, queue_exists, read
from copiste.console.exit_codes import ConsoleError, Exit

if TYPE_CHECKING:
    from copiste.settings import Settings

app = typer.Typer(name="keys", help="The keys that seal cases in the queue.", no_args_is_help=True)


@app.command()
def make(
    file: Annotated[
        Path | None,
        typer.Option(
            "--vault", help="Write them to this JSON vault file; made when there is none.", dir_okay=False
        ),
    ] = None,
    payload_key: Annotated[
        bool, typer.Option("--payload-key", help="One new key for payload_keys only; put it first there.")
    ] = False,
) -> None:
    """Make the secret `copiste` for a vault, and print it. Keep what it prints out of logs and mails."""
    from copiste import vault

    if payload_key:
        output.say(vault.new_payload_key())
        return
    if file is None:
        output.say(json.dumps({vault.COPISTE: vault.new_secret()}, indent=2))
        return
    found = vault.read_whole(file) if file.exists() else {}
    if vault.COPISTE in found:
        raise ConsoleError(
            f'{file} has a secret "{vault.COPISTE}" already; without its keys no case can be opened.',
            "For one more key that seals cases: copiste keys make --payload-key",
        )
    vault.write_whole(file, {**found, vault.COPISTE: vault.new_secret()})
    output.say(f"{file} now holds the keys. Next: name it in COPISTE_VAULT, and keep a copy in a safe place.")


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Which key seals how much of the queue, by the keys' ids.

    Exit code 1 when something is not sealed, or sealed with a key that no vault holds.
    """
    settings = read()
    with open_queue(settings) as store:
        counts = store.sealed_by()
    held = _ids(settings)
    missing = set(counts) - set(held)
    if as_json:
        output.print_json({"held": held, "sealed": counts, "missing": sorted(missing)})
    else:
        rows = [(key, _role(place), str(counts.get(key, 0))) for place, key in enumerate(held)]
        rows += [(key, _lack(key), str(counts[key])) for key in sorted(missing)]
        output.out.print(output.table("", ("key!", "", "cases and files#"), rows))
        if any(key in counts for key in (*held[1:], *missing)):
            output.say("Next: copiste keys rotate")
    raise typer.Exit(Exit.ATTENTION if missing else Exit.OK)


@app.command()
def rotate(
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why; the trail records it.")] = "rotation",
    who: Annotated[
        str | None, typer.Option("--who", help="Who decided; by default your account's name.")
    ] = None,
) -> None:
    """Seal every case again with the newest key; runs may go on meanwhile, and it may be interrupted.

    Without a vault, a new key is made first. With one, put the new key first in payload_keys on every machine
    before this: copiste keys make --payload-key
    """
    from copiste import vault

    settings = read()
    with open_queue(settings) as store:
        old = {key for key in store.sealed_by() if key != _ids(settings)[0]}
        if (place := _own_file(settings)) and not old:
            _change(place, lambda keys: [vault.new_payload_key(), *keys])
        elif not old:
            raise ConsoleError(
                "Every case is sealed with the first key of the vault already.",
                "Put a new one first in payload_keys: copiste keys make --payload-key",
            )
        with output.working("Sealing again …"):
            done = store.reseal(who=person(who), why=reason, now=datetime.now(UTC))
        left = store.sealed_by()
    current, *older = _ids(settings)
    output.say(f"{done.count} sealed with key {current}.")
    if done.unreadable:
        names = ", ".join(f"#{item}" for item in done.unreadable[:10])
        output.say(f"{len(done.unreadable)} could not be opened and stay as they are: {names}")
        raise typer.Exit(Exit.ATTENTION)
    for key in older:
        if key not in left:
            drop_it = f"copiste keys drop {key}" if place else f"take {key} out of payload_keys everywhere"
            output.say(f"Key {key} seals nothing here any more. When no copy needs it: {drop_it}")


@app.command()
def drop(key: Annotated[str, typer.Argument(help="The key's id, as `status` shows it.")]) -> None:
    """Remove a key that seals nothing any more from the key file beside the queue."""
    from copiste.queue.personal_data.sealing import id_of

    settings = read()
    place = _own_file(settings)
    if place is None:
        raise ConsoleError("The keys are in your vault.", "Take it out of payload_keys there.")
    if key not in _ids(settings)[1:]:
        raise ConsoleError(f"{key} is not an older key.", "See them: copiste keys status")
    with open_queue(settings) as store:
        if count := store.sealed_by().get(key):
            raise ConsoleError(f"Key {key} still seals {count} of the queue.", "First: copiste keys rotate")
        now = datetime.now(UTC)
        store.note(who=person(None), what="key dropped", why="keys drop", now=now, details={"key": key})
    _change(place, lambda keys: [one for one in keys if id_of(one) != key])
    output.say(f"Key {key} is gone.")


def _ids(settings: "Settings") -> list[str]:
    from copiste.queue.personal_data.sealing import id_of

    return [id_of(key.get_secret_value()) for key in settings.keys().payload_keys]


def _own_file(settings: "Settings") -> Path | None:
    """The key file beside the queue, when that is where the keys come from."""
    from copiste import vault

    place = settings.keys_beside_queue
    if place is None or not place.exists() or not queue_exists(settings):
        return None
    found: dict[str, Any] = vault.read_whole(place).get(vault.COPISTE, {})
    mine = [key.get_secret_value() for key in settings.keys().payload_keys]
    return place if found.get("payload_keys") == ",".join(mine) else None


def _change(place: Path, change: Callable[[list[str]], list[str]]) -> None:
    from copiste import vault

    found = vault.read_whole(place)
    secret = found[vault.COPISTE]
    secret["payload_keys"] = ",".join(change(secret["payload_keys"].split(",")))
    vault.write_whole(place, found)


def _role(place: int) -> str:
    return "seals and opens" if place == 0 else "opens"


def _lack(key: str) -> str:
    return "not sealed yet" if key == "unsealed" else "in no vault of this machine"
