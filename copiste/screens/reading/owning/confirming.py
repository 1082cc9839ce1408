"""Whether a page's own account of what was typed contradicts that it is the field that was meant. Pure.

Typing finds its place by what is drawn and by labels (`owning`). Reading back asks the page another way: by
what its form is going to submit under the control's name, and by what the page calls it. That proves

- that the form submits what the place shows (not that of a disabled, replaced or mirrored control); and
- that the page does not call the place by the caption of another declared field, or of another input.

It proves nothing where a page has no form or no names, and nothing about a caption that the page itself ties
to the wrong control when no drawing contradicts it. What the application kept is proved by the lookup.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.view import Cell, Submitted


def contradiction(
    told: Iterable[Submitted], cells: Collection[Cell], captions: Collection[str], others: Collection[str]
) -> str:
    """What contradicts that `cells` are the field with `captions`, as a sentence; "" when nothing does.

    Args:
        told: What the page says of the places that were typed into.
        cells: Where the field was found.
        captions: Its own captions.
        others: Captions of other fields.
    """
    own = set(map(normal, captions))
    places = {cell.place for cell in cells} | {
        option.place for cell in cells for option in cell.options if option.place is not None
    }
    for one in told:
        if one.place not in places:
            continue
        if one.agrees is False:
            return "Its form is going to submit something else than it shows."
        called = set(map(normal, one.labels))
        if called and own and not called & own and (wrong := called & set(map(normal, others))):
            return f"The page itself calls it {', '.join(sorted(wrong))}."
    return ""
