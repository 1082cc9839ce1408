"""The whole declaration of a view, and the YAML that says it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Look
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.proposing.fields import Fields, Proposed, propose_fields, unused_name
from copiste.screens.proposing.rest import Actions, Tables, propose_actions, propose_recognise, propose_tables
from copiste.screens.proposing.terminal import propose_keys, propose_lists, propose_places, propose_texts
from copiste.screens.reading.locate import Places

#: What YAML reads as something else than a text, besides numbers and what holds signs.
_NOT_PLAIN = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_PLAIN = re.compile(r"[^\W\d][\w ]*(?<! )")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one screen."""

    name: str
    recognise: Mapping[str, Any]
    fields: Fields
    actions: Actions
    tables: Tables

    @property
    def declared(self) -> dict[str, Any]:
        """The same as the content of its file."""
        whole = {
            "screen": self.name,
            "recognise": dict(self.recognise),
            "fields": {one.name: dict(one.words) for one in self.fields.proposed},
            "tables": dict(self.tables.proposed),
            "actions": dict(self.actions.proposed),
        }
        return {key: value for key, value in whole.items() if value}

    @property
    def counted(self) -> str:
        """How much of it there is, in one line."""
        counts = (
            (len(self.fields.proposed), "field(s)"),
            (len(self.actions.proposed), "action(s)"),
            (len(self.tables.proposed), "list(s)"),
        )
        return ", ".join(f"{count} {what}" for count, what in counts)

    @property
    def yaml(self) -> str:
        """Its file; comments say what was left out, and what fields offer."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield "# A first declaration, of what one look at the screen shows: correct it where you know better."
        yield f"screen: {_text(self.name)}"
        if self.recognise:
            yield f"recognise: {_flow(self.recognise)}"
        if self.fields.proposed:
            yield from ("", "fields:")
            yield from map(_field_line, self.fields.proposed)
        if self.fields.left:
            yield f"# Nothing leads to {self.fields.left} more input(s): no caption, no name of their own."
        if self.tables.proposed:
            yield from ("", "tables:")
            for name, table in self.tables.proposed.items():
                yield from (f"  {name}:", "    columns:")
                yield from (f"      {one}: {_flow(words)}" for one, words in table["columns"].items())
        if self.actions.proposed:
            yield from ("", "actions:")
            yield from (f"  {name}: {_flow(words)}" for name, words in self.actions.proposed.items())
        if self.actions.left:
            yield f"# Left out: {self.actions.left} more link(s) or button(s)."


def propose(look: Look, name: str = "", key_words: Mapping[str, str] | None = None) -> Proposal:
    """A declaration of what `look` shows, whose fields are all found on it by what the declaration says.

    Without a `name`, the screen is called after its title, or the end of its address.

    Args:
        look: The screen.
        name: What to call it.
        key_words: By the words that the application has for keys, the keys.
    """
    view = look.view
    if view.rows:
        fields = propose_places(look)
        tables, actions = propose_lists(look, fields), propose_keys(view, key_words or {})
    else:
        fields, tables = propose_fields(view), propose_tables(view)
        actions = propose_actions(view, tables.numbers)
    captions = frozenset(str(one.words.get("caption", "")) for one in fields.proposed)
    recognised: Mapping[str, Any] = (
        propose_texts(view, captions) if view.rows else propose_recognise(view, captions)
    )
    path = [part for part in view.address.partition("?")[0].split("/") if part]
    texts: Sequence[Mapping[str, Any]] = recognised.get("at", ())
    told = recognised.get("title", "") or " ".join(one["text"] for one in texts)
    called = name or unused_name(told or " ".join(path[-2:]) or "screen", ())
    proposal = Proposal(called, recognised, fields, actions, tables)
    return _without_lost(look, proposal)


def _without_lost(look: Look, proposal: Proposal) -> Proposal:
    """The same without tables whose headings would take the captions of fields away."""
    if not proposal.tables.proposed:
        return proposal
    bare = Screen.model_validate({**proposal.declared, "tables": {}})
    whole = Screen.model_validate(proposal.declared)
    before, after = Places(look.seen_by(bare), bare), Places(look.seen_by(whole), whole)
    names = [one.name for one in proposal.fields.proposed]
    if _found(before, names) == _found(after, names):
        return proposal
    actions = proposal.actions if look.view.rows else propose_actions(look.view, frozenset())
    return Proposal(
        proposal.name,
        proposal.recognise,
        proposal.fields,
        actions,
        Tables({}, frozenset()),
    )


def _found(places: Places, names: Iterable[str]) -> list[object]:
    found: list[object] = []
    for name in names:
        try:
            found.append([cell.at or cell.place for cell in places.cells(name)])
        except FieldNotFoundError:
            found.append(None)
    return found


def _field_line(field: Proposed) -> str:
    line = f"  {field.name}: {_flow(field.words)}"
    if field.options:
        return f"{line}  # offers {' | '.join(field.options)}"
    note = f"offers {field.offered} texts" if field.offered else field.note
    return f"{line}  # {note}" if note else line


def _flow(words: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_text(value)}" for key, value in words.items()) + "}"


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return _flow(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_PLAIN:
        return value
    return json.dumps(value, ensure_ascii=False)
