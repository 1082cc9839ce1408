"""Layouts with groups and twins: one caption that stands several times."""

from __future__ import annotations

import html
from collections.abc import Callable

from tests.drawn_forms.forms import DrawnField, Kind, Verdict
from tests.drawn_forms.pen import Box, Pen
from tests.drawn_forms.words import CAPTIONS, GROUPS


def grouped(pen: Pen) -> str:
    """Two or three groups with the same captions, each under its heading."""
    headings = pen.fresh(GROUPS, pen.random.randint(2, 3))
    shared = pen.fresh(CAPTIONS[Kind.TEXT], pen.random.randint(1, 3))
    stacked = pen.often(0.5)
    frame = pen.random.choice(tuple(_FRAMES.values()) if stacked else (_fieldset, _table_caption, _panel))
    inside = pen.random.choice((_pairs, _stack))
    owners: dict[str, list[DrawnField]] = {text: [] for text in shared}
    written = []
    for heading in headings:
        boxes = [pen.box(Kind.TEXT, pen.caption(Kind.TEXT, text), size=14) for text in shared]
        for box, text in zip(boxes, shared, strict=True):
            owners[text].append(box.field)
            pen.ask(box.field, box.caption.told, within=heading)
        if pen.often(0.5):
            alone = pen.box(size=12)
            pen.tell(alone, within=heading)
            boxes.append(alone)
        written.append(frame(heading, inside(boxes)))
    for text, fields in owners.items():
        pen.twins(text, fields)
        if stacked:
            number = pen.random.randrange(len(fields))
            pen.ask(fields[number], text, nth=number + 1)
    if stacked:
        return "".join(f'<div style="margin-bottom:14px">{group}</div>' for group in written)
    return "".join(f'<div style="float:left;margin-right:24px">{group}</div>' for group in written) + (
        '<div style="clear:both"></div>'
    )


def nested(pen: Pen) -> str:
    """Groups in groups: the inner headings repeat, the outer ones tell."""
    outer = pen.fresh(GROUPS, 2)
    inner = pen.random.choice((("Location", "Payment"), ("Coordonnées", "Paiement"), ("General", "Details")))
    texts = pen.fresh(CAPTIONS[Kind.TEXT], 2)
    owners: dict[str, list[DrawnField]] = {text: [] for text in texts}
    written = []
    for heading in outer:
        body = ""
        for name, text in zip(inner, texts, strict=True):
            box = pen.box(Kind.TEXT, pen.caption(Kind.TEXT, text))
            owners[text].append(box.field)
            pen.ask(box.field, box.caption.told, within=heading)
            body += _fieldset(name, _pairs([box]))
        written.append(_fieldset(heading, body))
    for name, (text, fields) in zip(inner, owners.items(), strict=True):
        pen.twins(text, fields)
        pen.ask(fields[0], text, Verdict.AMBIGUOUS, fields, within=name)
    return "".join(written)


def twins(pen: Pen) -> str:
    """One caption twice, each with its box, and nothing to tell them apart but their order."""
    (text,) = pen.fresh(CAPTIONS[Kind.TEXT])
    first, last = (pen.box(Kind.TEXT, pen.caption(Kind.TEXT, text)) for _ in range(2))
    between = pen.box()
    pen.twins(text, [first.field, last.field])
    pen.ask(first.field, text, nth=1)
    pen.ask(last.field, text, nth=2)
    pen.tell(between)
    return pen.random.choice((_pairs, _stack))([first, between, last])


def hidden_copies(pen: Pen) -> str:
    """Fields among copies of their captions, with and without boxes, that nobody sees."""
    written = []
    way = pen.random.choice(("left", "above"))
    for box in pen.boxes(2, 4):
        pen.tell(box, side=way)
        copies = [pen.hide(box.caption.told, box=pen.often(0.7)) for _ in pen.some(0, 2)]
        between = " " if way == "left" else "<br>"
        copies.append(f"<p>{box.caption.html}{between}{box.html}</p>")
        pen.random.shuffle(copies)
        written += copies
    return "".join(written)


def buttons(pen: Pen) -> str:
    """A row of buttons, sometimes with one of them twice."""
    texts = pen.fresh(CAPTIONS[Kind.BUTTON], pen.random.randint(1, 4))
    double = texts[0] if pen.often(0.2) and len(texts) > 1 else ""
    made = [(text, *pen.button(text)) for text in ([*texts, double] if double else texts)]
    for text in texts:
        fields = [field for other, field, _ in made if other == text]
        if len(fields) == 1:
            pen.ask(fields[0], text)
        else:
            pen.twins(text, fields)
            pen.ask(fields[1], text, nth=2)
    return " ".join(written for _, _, written in made)


# --- frames and what is inside -----
def _pairs(boxes: list[Box]) -> str:
    rows = "".join(f"<tr><td>{box.caption.html}</td><td>{box.html}</td></tr>" for box in boxes)
    return f"<table>{rows}</table>"


def _stack(boxes: list[Box]) -> str:
    return "".join(f'<div style="margin-bottom:12px">{box.caption.html}<br>{box.html}</div>' for box in boxes)


def _fieldset(heading: str, body: str) -> str:
    return f"<fieldset><legend>{html.escape(heading)}</legend>{body}</fieldset>"


def _panel(heading: str, body: str) -> str:
    head = f"<div><strong>{html.escape(heading)}</strong></div>"
    return f'<div style="border:1px solid #999;padding:6px">{head}{body}</div>'


def _table_caption(heading: str, body: str) -> str:
    return f"<table><caption><b>{html.escape(heading)}</b></caption><tr><td>{body}</td></tr></table>"


def _heading(heading: str, body: str) -> str:
    return f"<h3>{html.escape(heading)}</h3>{body}"


def _bold_row(heading: str, body: str) -> str:
    return (
        f'<table><tr><td colspan="2" bgcolor="#dddddd"><b>{html.escape(heading)}</b></td></tr>'
        f'<tr><td colspan="2">{body}</td></tr></table>'
    )


_FRAMES: dict[str, Callable[[str, str], str]] = {
    "fieldset": _fieldset, "panel": _panel, "caption": _table_caption, "heading": _heading, "row": _bold_row,
}  # fmt: skip
