"""Draws a form from a seed: a few layouts, one below the other."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.drawn_forms import boxes, groups, labels, tables
from tests.drawn_forms.forms import DrawnForm
from tests.drawn_forms.pen import Pen

#: Every layout by name.
LAYOUTS: dict[str, Callable[[Pen], str]] = {
    "table: caption left": tables.caption_left,
    "table: caption above": tables.caption_above,
    "table: nested": tables.nested,
    "checks: caption right": tables.checks_right,
    "checks: caption left": tables.checks_left,
    "checks: drawn reversed": boxes.check_reversed,
    "radios": tables.radios,
    "grid": tables.grid,
    "second lines": tables.second_lines,
    "in parts": tables.in_parts,
    "between two": tables.between_two,
    "label for": labels.labelled,
    "label for, apart": labels.labels_in_table,
    "label around": labels.wrapped,
    "name only": labels.named,
    "labelled by": labels.labelled_by,
    "label to nowhere": labels.pointing_nowhere,
    "label elsewhere": labels.pointing_elsewhere,
    "stacked": boxes.stacked,
    "lines": boxes.lines,
    "dense lines": boxes.dense,
    "definitions": boxes.definitions,
    "drawn reversed": boxes.reversed_rows,
    "row drawn reversed": boxes.one_row_reversed,
    "column drawn reversed": boxes.column_reversed,
    "at coordinates": boxes.placed,
    "grid areas": boxes.areas,
    "groups": groups.grouped,
    "groups in groups": groups.nested,
    "twins": groups.twins,
    "hidden copies": groups.hidden_copies,
    "hidden rows": tables.hidden_rows,
    "buttons": groups.buttons,
}


def draw(seed: int) -> DrawnForm:
    """The form of that seed, always the same; a layout comes at most once in it."""
    random = Random(seed)
    names = random.sample(list(LAYOUTS), random.randint(1, 3))
    pen = Pen(random)
    blocks = []
    for name in names:
        pen.layout = name
        blocks.append(f'<div style="margin-bottom:26px">{LAYOUTS[name](pen)}</div>')
    return DrawnForm(
        seed=seed,
        html=_page(pen, "\n".join(blocks)),
        fields=tuple(pen.fields),
        asks=tuple(pen.asks),
        hidden=frozenset(pen.hidden),
        layouts=tuple(names),
    )


def _page(pen: Pen, body: str) -> str:
    random = pen.random
    doctype = "<!DOCTYPE html>" if pen.often(0.6) else ""
    face = random.choice(("Arial", "Times New Roman", "monospace", "Verdana"))
    width = random.choice(("", "", "width:720px;"))
    zoom = random.choice(("", "", "zoom:0.8;", "zoom:1.25;"))
    looks = f"font:{random.randint(10, 17)}px {face};{width}{zoom}"
    more = (
        ".g7{display:none}.hint{font-size:80%;color:#777}"
        ".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"
    )
    return (
        f"{doctype}<html><head><title>{random.choice(('Customer', 'Dossier', 'Form'))}</title>"
        f"<style>body{{{looks}}}{more}</style></head><body><form>{body}</form></body></html>"
    )
