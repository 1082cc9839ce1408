"""Layouts made of boxes of the style sheet; in many of them what is drawn is not the order in the HTML."""

from __future__ import annotations

from tests.drawn_forms.forms import Kind
from tests.drawn_forms.pen import Box, Pen


def stacked(pen: Pen) -> str:
    """Each caption over its box."""
    written = []
    tag = pen.random.choice(("div", "p", "h5"))
    for box in pen.boxes(2, 4):
        pen.tell(box, side="above")
        head = f'<{tag} style="margin:0 0 2px">{box.caption.html}</{tag}>'
        written.append(f'<div style="margin:0 0 16px">{head}<div>{box.html}{pen.behind()}</div></div>')
    return "".join(written)


def lines(pen: Pen) -> str:
    """Captions and boxes one after the other in lines of text."""
    return "".join(
        f"<p>{box.caption.html} {box.html}{pen.behind()}</p>" for box in _left(pen, pen.boxes(2, 5))
    )


def dense(pen: Pen) -> str:
    """Several pairs in each line of text, no wider apart than a box from its caption."""
    rows = []
    for _ in pen.some(1, 3):
        boxes = [
            pen.box(pen.random.choice((Kind.TEXT, Kind.SELECT, Kind.NUMBER)), size=7) for _ in pen.some(2, 3)
        ]
        pairs = " ".join(f"{box.caption.html} {box.html}" for box in _left(pen, boxes))
        rows.append(f"<p><nobr>{pairs.replace('<br>', ' ')}</nobr></p>")
    return "".join(rows)


def definitions(pen: Pen) -> str:
    """A list of definitions, one below the other or floating side by side."""
    if pen.often(0.5):
        boxes = pen.boxes(2, 4)
        for box in boxes:
            pen.tell(box, side="above")
        items = "".join(
            f'<dt>{b.caption.html}</dt><dd style="margin-bottom:14px">{b.html}</dd>' for b in boxes
        )
        return f"<dl>{items}</dl>"
    items = "".join(
        f'<dt style="float:left;clear:left;width:160px">{b.caption.html}</dt>'
        f'<dd style="margin:0 0 10px 170px;min-height:34px">{b.html}</dd>'
        for b in _left(pen, pen.boxes(2, 4))
    )
    return f"<dl>{items}</dl>"


def reversed_rows(pen: Pen) -> str:
    """The box comes first in the HTML and is drawn behind its caption."""
    way = pen.random.choice(("row-reverse", "float", "order", "rtl"))
    written = []
    for box in _left(pen, pen.boxes(2, 4)):
        caption = f"<span>{box.caption.html}</span>"
        inner = {
            "row-reverse": '<div style="display:flex;flex-direction:row-reverse;'
            'justify-content:flex-end;gap:8px">'
            f"<div>{box.html}</div>{caption}</div>",
            "float": '<div style="width:460px;overflow:hidden">'
            f'<div style="float:right;width:280px">{box.html}</div>{caption}</div>',
            "order": '<div style="display:flex;gap:8px">'
            f'<div style="order:2">{box.html}</div><span style="order:1">{box.caption.html}</span></div>',
            "rtl": '<div style="display:flex;gap:8px;direction:rtl;justify-content:flex-end">'
            f'<div dir="ltr">{box.html}</div><span dir="ltr">{box.caption.html}</span></div>',
        }[way]
        written.append(f'<div style="margin-bottom:10px">{inner}</div>')
    return "".join(written)


def one_row_reversed(pen: Pen) -> str:
    """Several pairs in one row, drawn from the right to the left of the HTML."""
    boxes = [pen.box(Kind.TEXT, size=10) for _ in pen.some(2, 3)]
    pieces = []
    for box in _left(pen, boxes):
        pieces.append(f'<div style="margin-left:36px">{box.caption.html}</div>')
        pieces.append(f"<div>{box.html}</div>")
    pieces.reverse()
    looks = "display:flex;flex-direction:row-reverse;justify-content:flex-end;gap:8px;align-items:center"
    return f'<div style="{looks}">{"".join(pieces)}</div>'


def column_reversed(pen: Pen) -> str:
    """Captions over their boxes, drawn from the bottom to the top of the HTML."""
    boxes = [pen.box(Kind.TEXT) for _ in pen.some(2, 4)]
    pieces = []
    for box in boxes:
        pen.tell(box, side="above")
        pieces.append(f'<div style="margin-top:16px">{box.caption.html}</div>')
        pieces.append(f"<div>{box.html}</div>")
    pieces.reverse()
    return f'<div style="display:flex;flex-direction:column-reverse">{"".join(pieces)}</div>'


def placed(pen: Pen) -> str:
    """Captions and boxes at coordinates, shuffled in the HTML, the captions on the left or above."""
    boxes = [pen.box(Kind.TEXT, size=16) for _ in pen.some(3, 6)]
    above, across = pen.often(0.5), pen.random.randint(1, 2)
    step_x, step_y = (230, 84) if above else (400, 50)
    pieces = []
    for number, box in enumerate(boxes):
        pen.tell(box, side="above" if above else "left")
        left, top = number % across * step_x, number // across * step_y
        at = (left, top + 40) if above else (left + 190, top)
        # A caption over its box stands on the same bottom line, however many lines it has.
        over = f"left:{left}px;top:{top}px;width:215px;height:38px;display:flex;align-items:flex-end"
        beside = f"left:{left}px;top:{top + 2}px;width:180px"
        looks = over if above else beside
        pieces.append(f'<div style="position:absolute;{looks}"><span>{box.caption.html}</span></div>')
        pieces.append(f'<div style="position:absolute;left:{at[0]}px;top:{at[1]}px">{box.html}</div>')
    pen.random.shuffle(pieces)
    height = ((len(boxes) - 1) // across + 1) * step_y
    return f'<div style="position:relative;font-size:12px;height:{height}px">{"".join(pieces)}</div>'


def areas(pen: Pen) -> str:
    """Cells of a grid, placed by row and column, shuffled in the HTML."""
    boxes = [pen.box(Kind.TEXT, size=14) for _ in pen.some(2, 6)]
    across = pen.random.randint(1, 2)
    pieces = []
    for number, box in enumerate(_left(pen, boxes)):
        row, column = number // across + 1, number % across * 2 + 1
        indent = "padding-left:30px" if column > 1 else ""
        pieces.append(f'<div style="grid-row:{row};grid-column:{column};{indent}">{box.caption.html}</div>')
        pieces.append(f'<div style="grid-row:{row};grid-column:{column + 1}">{box.html}</div>')
    pen.random.shuffle(pieces)
    looks = f"display:grid;grid-template-columns:repeat({across * 2},max-content);gap:10px 12px"
    return f'<div style="{looks}">{"".join(pieces)}</div>'


def check_reversed(pen: Pen) -> str:
    """Check boxes after their captions in the HTML, drawn before them; all in one row."""
    boxes = [pen.box(Kind.CHECK) for _ in pen.some(2, 4)]
    pieces = []
    for box in boxes:
        pen.tell(box, side="right")
        pieces.append(
            '<span style="display:inline-flex;flex-direction:row-reverse;margin-right:30px">'
            f"<span>{box.caption.html.replace('<br>', ' ')}</span><span>{box.html}</span></span>"
        )
    return f"<div>{''.join(pieces)}</div>"


def _left(pen: Pen, boxes: list[Box]) -> list[Box]:
    for box in boxes:
        pen.tell(box, side="left")
    return boxes
