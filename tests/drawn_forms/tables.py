"""Layouts made of tables, as old applications have them."""

from __future__ import annotations

import html

from tests.drawn_forms.forms import DrawnField, Kind, Verdict
from tests.drawn_forms.pen import Box, Pen
from tests.drawn_forms.words import CAPTIONS, ROW_KEYS


def table(pen: Pen, rows: str, padding: int = 2) -> str:
    """A table with the looks of its time."""
    border = pen.random.choice((0, 0, 1))
    return f'<table border="{border}" cellspacing="2" cellpadding="{padding}">{rows}</table>'


def caption_left(pen: Pen) -> str:
    """A caption's cell, then the box's; one to three pairs in a row."""
    across = pen.random.choice((1, 1, 1, 2, 2, 3))
    right = pen.often(0.4)
    looks = ' align="right"' if right else pen.random.choice(("", ' width="150"', ' width="220" nowrap'))
    gap = pen.random.choice(('<td width="24"></td>', '<td width="50">&nbsp;</td>'))
    cell = pen.random.choice(("td", "th"))
    if cell == "th" and not right:
        looks += ' align="left"'
    rows = []
    for _ in pen.some(2, 5):
        pairs = []
        for _ in range(across):
            boxed = pen.often(0.15)
            box = pen.box(Kind.CHECK if boxed else None, size=pen.random.randint(6, 14) if across > 1 else 0)
            behind = pen.behind() if across == 1 and not boxed else ""
            pairs.append(f"<{cell}{looks}>{box.caption.html}</{cell}><td>{box.html}{behind}</td>")
            pen.tell(box, side="left")
        rows.append(f"<tr>{gap.join(pairs)}</tr>")
    return table(pen, "".join(rows))


def radios(pen: Pen) -> str:
    """Groups of radio buttons, captioned on the left, above, or by a legend."""
    written = []
    for _ in pen.some(1, 3):
        box = pen.box(Kind.RADIO)
        way = pen.random.choice(("left", "above", "legend"))
        if way == "left":
            written.append(table(pen, f"<tr><td>{box.caption.html}</td><td>{box.html}</td></tr>"))
        elif way == "above":
            written.append(f"<p>{box.caption.html}<br>{box.html}</p>")
        else:
            written.append(f"<fieldset><legend>{box.caption.html}</legend>{box.html}</fieldset>")
        pen.tell(box)
    return "".join(written)


def caption_above(pen: Pen) -> str:
    """A row of captions over a row of boxes, once or twice."""
    rows = []
    cell = pen.random.choice(("th", "td"))
    looks = pen.random.choice(("", ' align="left"')) if cell == "th" else ""
    columns = pen.random.randint(2, 4)
    for _ in pen.some(1, 2):
        boxes = [pen.box(size=pen.random.randint(8, 16)) for _ in range(columns)]
        for box in boxes:
            pen.tell(box, side="above")
        captions = "".join(
            f'<{cell}{looks} valign="bottom" style="padding-top:14px">{b.caption.html}</{cell}>'
            for b in boxes
        )
        cells = "".join(f'<td valign="top">{b.html}</td>' for b in boxes)
        rows.append(f"<tr>{captions}</tr><tr>{cells}</tr>")
    return table(pen, "".join(rows))


def checks_right(pen: Pen) -> str:
    """Check boxes with their captions behind them, in the same cell or in the next."""
    boxes = [pen.box(Kind.CHECK) for _ in pen.some(2, 6)]
    for box in boxes:
        pen.tell(box, side="right")
    way = pen.random.choice(("cell", "cells", "lines", "inline", "column"))
    if way == "cell":
        return table(pen, _rows(boxes, 3, "<td>{box} {caption}</td>"))
    if way == "cells":
        # However close: the row begins with a box.
        gap = pen.random.choice((2, 8, 22))
        pattern = f'<td>{{box}}</td><td style="padding-right:{gap}px">{{caption}}</td>'
        return table(pen, _rows(boxes, 3, pattern), 1)
    if way == "column":
        return table(pen, _rows(boxes, 1, "<td>{box}</td><td>{caption}</td>"))
    between = {"lines": "<br>", "inline": " &nbsp; &nbsp; &nbsp; "}[way]
    pairs = [f"<nobr>{box.html} {box.caption.html}</nobr>" for box in boxes]
    # A line break within a caption would tear the row apart.
    return between.join(pair.replace("<br>", " ") if way == "inline" else pair for pair in pairs)


def checks_left(pen: Pen) -> str:
    """Check boxes with their captions before them."""
    boxes = [pen.box(Kind.CHECK) for _ in pen.some(2, 6)]
    for box in boxes:
        pen.tell(box, side="left")
    if pen.often(0.5):
        right = pen.random.choice(("", ' align="right"'))
        return table(pen, _rows(boxes, 1, f"<td{right}>{{caption}}</td><td>{{box}}</td>"))
    # Wide apart: a person expects the caption of a check box behind it.
    gap = pen.random.choice((28, 40))
    pattern = f'<td>{{caption}}</td><td style="padding-right:{gap}px">{{box}}</td>'
    return table(pen, _rows(boxes, 3, pattern), 1)


def _rows(boxes: list[Box], across: int, pattern: str) -> str:
    cells = [pattern.format(box=box.html, caption=box.caption.html) for box in boxes]
    rows = (cells[start : start + across] for start in range(0, len(cells), across))
    return "".join(f"<tr>{''.join(row)}</tr>" for row in rows)


def nested(pen: Pen) -> str:
    """A layout table whose cells hold tables of captions and boxes."""
    cells = "".join(
        f'<td valign="top" style="padding-right:30px">{caption_left(pen)}</td>' for _ in pen.some(1, 2)
    )
    return f"<table><tr><td><table><tr>{cells}</tr></table></td></tr></table>"


def second_lines(pen: Pen) -> str:
    """An address of two or three lines, of which only the first has a caption."""
    first = pen.box(Kind.TEXT, size=30)
    rows = [f"<tr><td>{first.caption.html}</td><td>{first.html}</td></tr>"]
    before = pen.tell(first)
    for _ in pen.some(1, 2):
        field, written, _ = pen.control(Kind.TEXT, size=30)
        rows.append(f"<tr><td></td><td>{written}</td></tr>")
        before = pen.ask(field, None, after=before)
    if pen.often(0.7):
        last = pen.box(Kind.TEXT)
        pen.tell(last, side="left")
        rows.append(f"<tr><td>{last.caption.html}</td><td>{last.html}</td></tr>")
    return table(pen, "".join(rows))


def in_parts(pen: Pen) -> str:
    """A date or a telephone number in several boxes of one caption."""
    caption = pen.caption(pen.random.choice((Kind.DATE, Kind.TEXT)))
    sizes, sign = pen.random.choice((((2, 2, 4), "/"), ((2, 2, 4), "."), ((3, 3, 4), " "), ((4, 6), " - ")))
    parts = [pen.part(size) for size in sizes]
    fields = [field for field, _ in parts]
    written = sign.join(text for _, text in parts)
    pen.twins(caption.told, fields)
    for number, field in enumerate(fields, 1):
        pen.ask(field, caption.told, nth=number)
    other = pen.box(Kind.TEXT)
    pen.tell(other)
    return table(
        pen,
        f"<tr><td>{caption.html}</td><td>{written}</td></tr>"
        f"<tr><td>{other.caption.html}</td><td>{other.html}</td></tr>",
    )


def grid(pen: Pen) -> str:
    """Headings of columns, keys of rows, and perhaps a button for each row."""
    kinds = [pen.random.choice((Kind.TEXT, Kind.NUMBER, Kind.CHECK, Kind.SELECT)) for _ in pen.some(1, 3)]
    headings = [pen.fresh(CAPTIONS[kind])[0] for kind in kinds]
    keys = pen.fresh(ROW_KEYS, pen.random.randint(1, 4))
    button = pen.random.choice(("Edit", "Copy", "Modifier")) if pen.often(0.3) else ""
    columns: list[list[DrawnField]] = [[] for _ in [*kinds, button]]
    key_heading = pen.random.choice(("Line", "Key", "", "Ligne"))
    written = []
    for key in keys:
        cells = []
        for kind, column in zip(kinds, columns, strict=False):
            field, text, _ = pen.control(kind, size=8)
            column.append(field)
            cells.append(f'<td align="{"center" if kind is Kind.CHECK else "left"}">{text}</td>')
        if button:
            field, text = pen.button(button)
            columns[-1].append(field)
            cells.append(f"<td>{text}</td>")
        written.append([f"<td>{html.escape(key)}</td>", *cells])
    for heading, column in zip([*headings, button], columns, strict=True):
        _asks_of_column(pen, heading, column, keys)
    heads = [key_heading, *map(html.escape, headings), *([""] if button else [])]
    if pen.often(0.7):
        rows = "".join(f"<tr>{''.join(cells)}</tr>" for cells in written)
        return table(pen, f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{rows}", 4)
    flat = "".join(
        cell.replace("<td", "<div").replace("</td>", "</div>") for cells in written for cell in cells
    )
    top = "".join(f"<div><b>{head}</b></div>" for head in heads)
    looks = f"display:grid;grid-template-columns:repeat({len(heads)},max-content);gap:6px 18px"
    return f'<div style="{looks}">{top}{flat}</div>'


def _asks_of_column(pen: Pen, heading: str, column: list[DrawnField], keys: list[str]) -> None:
    if not column:
        return
    if len(column) > 1:
        pen.twins(heading, column)
    else:
        pen.ask(column[0], heading)
    number = pen.random.randrange(len(column))
    pen.ask(column[number], heading, row=keys[number])
    if len(column) > 1:
        number = pen.random.randrange(len(column))
        pen.ask(column[number], heading, nth=number + 1)


def hidden_rows(pen: Pen) -> str:
    """Captions on the left, with copies of their rows that the style sheet hides."""
    rows = []
    for box in pen.boxes(2, 4):
        pen.tell(box, side="left")
        rows.append(f"<tr><td>{box.caption.html}</td><td>{box.html}</td></tr>")
        for _ in pen.some(0, 2):
            hiding = pen.random.choice(
                ("hidden", 'style="display:none"', 'class="g7"', 'style="visibility:collapse"')
            )
            copy = pen.unseen()
            rows.append(f"<tr {hiding}><td>{html.escape(box.caption.told)}</td><td>{copy}</td></tr>")
    pen.random.shuffle(rows)
    return table(pen, "".join(rows))


def between_two(pen: Pen) -> str:
    """A caption with a check box on either side, and one with a box behind it and another below."""
    if pen.often(0.5):
        caption = pen.caption(Kind.CHECK)
        (left, left_html, _), (right, right_html, _) = (pen.control(Kind.CHECK) for _ in range(2))
        pen.twins(caption.told, [left, right])
        pen.ask(right, caption.told, side="left")
        pen.ask(left, caption.told, side="right")
        return f"<nobr>{left_html} {caption.html} {right_html}</nobr>".replace("<br>", " ")
    caption = pen.caption(Kind.TEXT)
    (right, right_html, _), (below, below_html, _) = (pen.control(Kind.TEXT, size=14) for _ in range(2))
    pen.ask(right, caption.told, Verdict.CONTESTED, [right, below])
    pen.ask(right, caption.told, side="left")
    pen.ask(below, caption.told, side="above")
    return table(
        pen,
        f'<tr><td width="130">{caption.html}</td><td>{right_html}</td></tr>'
        f"<tr><td>{below_html}</td><td></td></tr>",
    )
