"""Layouts whose HTML says whose caption it is: labels, accessible names, placeholders, titles."""

from __future__ import annotations

import html

from tests.drawn_forms.forms import Kind, Verdict
from tests.drawn_forms.pen import Caption, Pen
from tests.drawn_forms.words import CAPTIONS


def labelled(pen: Pen) -> str:
    """`<label for>`: on the left, above, or behind a check box."""
    written = []
    way = pen.random.choice(("left", "above"))
    for _ in pen.some(2, 5):
        box = pen.box(Kind.CHECK if pen.often(0.25) else None)
        label = f'<label for="{box.id}">{box.caption.html}</label>'
        if box.field.kind is Kind.CHECK:
            written.append(f"<p>{box.html} {label}</p>")
            pen.tell(box, side="right")
        else:
            behind = pen.behind()
            between = " " if way == "left" else "<br>"
            written.append(f"<p>{label}{between}{box.html}{behind}</p>")
            pen.tell(box, side=way)
    return "".join(written)


def labels_in_table(pen: Pen) -> str:
    """`<label for>` in a table whose HTML has all captions first, then all boxes, each in its row."""
    boxes = pen.boxes(2, 4)
    for box in boxes:
        pen.tell(box, side="left")
    height = 70
    line = f'style="height:{height}px;display:flex;align-items:center"'
    captions = "".join(f'<div {line}><label for="{b.id}">{b.caption.html}</label></div>' for b in boxes)
    inputs = "".join(f"<div {line}>{b.html}</div>" for b in boxes)
    return f'<div style="display:flex;gap:12px"><div>{captions}</div><div>{inputs}</div></div>'


def wrapped(pen: Pen) -> str:
    """Labels that wrap their boxes."""
    written = []
    between = pen.random.choice((" ", "<br>"))
    for _ in pen.some(2, 5):
        box = pen.box(Kind.CHECK if pen.often(0.35) else None)
        caption = pen.random.choice((box.caption.html, f"<span>{box.caption.html}</span>"))
        if box.field.kind is Kind.CHECK:
            order = f"{box.html} {caption}" if pen.often(0.7) else f"{caption} {box.html}"
            written.append(f"<p><label>{order}</label></p>")
        else:
            written.append(f"<p><label>{caption}{between}{box.html}</label></p>")
        pen.tell(box)
    return "".join(written)


def named(pen: Pen) -> str:
    """Boxes that only their accessible name, placeholder or title tells apart."""
    written = []
    for _ in pen.some(1, 4):
        way = pen.random.choice(("aria-label", "placeholder", "title", "hidden label"))
        kind = Kind.TEXT if way == "placeholder" else pen.random.choice((Kind.TEXT, Kind.SELECT, Kind.NUMBER))
        text = pen.fresh(CAPTIONS[kind])[0]
        mark = pen.random.choice(("", " *", "…")) if way == "placeholder" else ""
        said = "" if way == "hidden label" else f'{way}="{html.escape(text + mark)}"'
        box = pen.box(kind, Caption(text, ""), said)
        # A value would cover the placeholder.
        bare = box.html.replace(' value="1"', "")
        if way == "hidden label":
            bare = f'<label class="sr" for="{box.id}">{html.escape(text)}</label>{bare}'
        written.append(f"<p>{bare}</p>")
        pen.tell(box)
    return "".join(written)


def labelled_by(pen: Pen) -> str:
    """`aria-labelledby` on a caption that stands on the left."""
    written = []
    for _ in pen.some(2, 4):
        caption = pen.caption(Kind.TEXT)
        ident = f"l{len(pen.fields)}"
        box = pen.box(Kind.TEXT, caption, f'aria-labelledby="{ident}"')
        written.append(f'<p><span id="{ident}">{caption.html}</span> {box.html}</p>')
        pen.tell(box, side="left")
    return "".join(written)


def pointing_nowhere(pen: Pen) -> str:
    """Labels whose `for` names nothing: what is drawn tells."""
    written = []
    for _ in pen.some(2, 4):
        box = pen.box()
        label = f'<label for="none{len(pen.fields)}">{box.caption.html}</label>'
        written.append(f"<p>{label} {box.html}</p>")
        pen.tell(box, side="left")
    return "".join(written)


def pointing_elsewhere(pen: Pen) -> str:
    """Labels whose `for` names another box than the one beside them, or one that nobody sees."""
    one, two = pen.box(Kind.TEXT), pen.box(Kind.TEXT)
    hidden = ""
    if pen.often(0.5):
        for_one, for_two = two.id, one.id
        pen.ask(one.field, one.caption.told, Verdict.CONTESTED, [one.field, two.field])
        pen.ask(two.field, two.caption.told, Verdict.CONTESTED, [one.field, two.field])
    else:
        hidden = pen.hide("", box=True)
        for_one, for_two = hidden.partition('name="')[2].partition('"')[0], two.id
        pen.ask(one.field, one.caption.told, Verdict.CONTESTED)
        pen.tell(two)
    rows = (
        f'<p><label for="{target}">{box.caption.html}</label> {box.html}</p>'
        for target, box in ((for_one, one), (for_two, two))
    )
    return hidden + "".join(rows)
