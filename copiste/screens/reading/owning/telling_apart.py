"""What an error says of several inputs that may be meant, and the words that would settle which. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from copiste.screens.reading.owning.owners import Candidate
from copiste.screens.reading.owning.pairing import Side


def settling(candidates: Sequence[Candidate], *, headed: bool = False) -> str:
    """The words that would tell `candidates` apart, as a declaration writes them.

    Texts that are only drawn are not named, for they may be data; `headed` says that some of them would help.
    """
    words = []
    sides = [candidate.side for candidate in candidates]
    if len(set(sides)) == len(sides) and None not in sides:
        words.append("side: " + " or ".join(str(side) for side in sides))
    groups = [candidate.input.cell.control.groups for candidate in candidates]
    if len(set(groups)) == len(groups) and all(groups):
        words.append("within: " + " or ".join(f'"{told[-1]}"' for told in groups))
    elif headed:
        words.append("within: the heading of its group")
    names = [candidate.input.cell.control.name for candidate in candidates]
    if len(set(names)) == len(names) and all(names):
        words.append("name: " + " or ".join(names))
    words.append("after: the field before it")
    words.append(f"nth: 1 to {len(candidates)}")
    return "; ".join(words)


def shown(candidate: Candidate) -> str:
    """What a person sees of a candidate, and no value: its kind, where it is, and under which headings."""
    one = candidate.input
    control = one.cell.control
    where = f"({one.box.left:.0f}, {one.box.top:.0f})"
    beside = (
        f", caption {'to its ' if candidate.side is not Side.ABOVE else ''}{candidate.side}"
        if candidate.side
        else ""
    )
    under = f', in "{control.groups[-1]}"' if control.groups else ""
    named = f", named {control.name}" if control.name else ""
    return f"{control.kind} at {where}{beside}{under}{named}"
