"""Writes boxes and captions, and keeps what may be asked of them."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.drawn_forms.forms import Ask, DrawnField, Kind, Verdict
from tests.drawn_forms.words import CAPTIONS, HINTS, OPTIONS, TEXTS, UNITS

#: What stands in the form data for a button that was pressed.
PRESSED = "pressed"
#: Kinds that are captioned like a text box, and how often they come.
_BOXES = {
    Kind.TEXT: 10, Kind.SELECT: 3, Kind.DATE: 2, Kind.NUMBER: 2, Kind.MEMO: 1, Kind.PASSWORD: 1,
}  # fmt: skip
#: What pages put behind a caption.
_SIGNS = ("", "", "", ":", " :", "&nbsp;:", " *", "*", "…", "&nbsp;<b>*</b>", " (optional)")
#: Ways to hide, each a pair of what stands before and behind.
_HIDINGS = (
    ('<div style="display:none">', "</div>"),
    ('<div style="visibility:hidden">', "</div>"),
    ('<div style="position:absolute;left:-5000px">', "</div>"),
    ("<details><summary>…</summary>", "</details>"),
    ('<div style="height:0;overflow:hidden">', "</div>"),
    ('<div style="opacity:0">', "</div>"),
    ('<div class="g7">', "</div>"),
    ("<div hidden>", "</div>"),
    ('<div style="position:absolute;width:1px;height:1px;clip:rect(0,0,0,0);overflow:hidden">', "</div>"),
    ('<div style="position:absolute;transform:scale(0)">', "</div>"),
)


@dataclass(frozen=True)
class Caption:
    """A caption as it is declared, and as the page writes it."""

    told: str
    html: str


@dataclass(frozen=True)
class Box:
    """A field with its HTML and its caption."""

    field: DrawnField
    html: str
    caption: Caption
    id: str


@dataclass
class Pen:
    """One form in the making."""

    random: Random
    layout: str = ""
    fields: list[DrawnField] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    # --- chance -----
    def often(self, share: float) -> bool:
        """True in that share of calls."""
        return self.random.random() < share

    def some(self, least: int, most: int) -> range:
        """A number of things to draw."""
        return range(self.random.randint(least, most))

    def fresh(self, texts: Sequence[str], count: int = 1) -> list[str]:
        """Texts that the form does not have yet."""
        left = [text for text in texts if text not in self._taken]
        drawn = self.random.sample(left, count)
        self._taken.update(drawn)
        return drawn

    # --- captions -----
    def caption(self, kind: Kind, text: str | None = None) -> Caption:
        """A caption for that kind of field, dressed as pages dress it."""
        plain = text or self.fresh(CAPTIONS[kind])[0]
        signs = () if kind in {Kind.CHECK, Kind.BUTTON} else _SIGNS
        # Twins differ in nothing that a declaration could say.
        return Caption(*self._dressed(plain, signs[:-1] if text else signs))

    def _dressed(self, plain: str, signs: Sequence[str]) -> tuple[str, str]:
        told = drawn = plain
        if self.often(0.15):
            drawn = unicodedata.normalize("NFD", drawn)
        written = html.escape(drawn, quote=False)
        if " " in written and self.often(0.3):
            written = written.replace(" ", self.random.choice(("<br>", "&nbsp;", "\n   ", " <wbr>")), 1)
        if signs:
            sign = self.random.choice(signs)
            if sign == " (optional)" and self.often(0.5):
                told += sign
            written += sign
        if self.often(0.1):
            tag = self.random.choice(("b", "i", "font size=2", "span", "u"))
            written = f"<{tag}>{written}</{tag.split()[0]}>"
        if signs != _SIGNS[:-1] and self.often(0.04):
            told = told.upper()
            written = f'<span style="text-transform:uppercase">{written}</span>'
        return told, written

    # --- boxes -----
    def box(
        self, kind: Kind | None = None, caption: Caption | None = None, attributes: str = "", size: int = 0
    ) -> Box:
        """A box with a caption of its own, not yet placed; `attributes` go into its tag."""
        kind = kind or self.random.choices(list(_BOXES), list(_BOXES.values()))[0]
        caption = caption or self.caption(kind)
        field, written, ident = self.control(kind, attributes, size)
        return Box(field, written, caption, ident)

    def boxes(self, least: int, most: int, size: int = 0) -> list[Box]:
        """Several."""
        return [self.box(size=size) for _ in self.some(least, most)]

    def control(self, kind: Kind, attributes: str = "", size: int = 0) -> tuple[DrawnField, str, str]:
        """A box without a caption: the field, its HTML, its id."""
        name = f"{self.random.choice('abcfxz')}{len(self.fields)}_{self.random.randrange(100, 999)}"
        ident = f"i{name}"
        common = f'name="{name}" id="{ident}" {attributes}'.strip()
        made, written = _WRITERS[kind](self, name, kind, common, size or self.random.randint(8, 30))
        self.fields.append(made)
        return made, written, ident

    def part(self, size: int) -> tuple[DrawnField, str]:
        """One of several boxes of a caption, for so many digits."""
        field, written, _ = self.control(Kind.TEXT, f'maxlength="{size}"', size)
        value = str(self.random.randrange(10 ** (size - 1) + 1, 10**size))
        self.fields[-1] = replace(field, value=value, submits=value)
        return self.fields[-1], written.replace(' value="1"', "")

    def button(self, text: str) -> tuple[DrawnField, str]:
        """A button that submits."""
        name = f"b{len(self.fields)}_{self.random.randrange(100, 999)}"
        value = html.escape(text)
        written = self.random.choice(
            (
                f'<input type="submit" name="{name}" value="{value}">',
                f'<button name="{name}" value="1">{value}</button>',
                f'<button type="button" name="{name}"><span>{value}</span></button>',
                f'<input type="button" name="{name}" value="{value}">',
                f'<button name="{name}"><img alt="{value}" src="data:,"></button>',
            )
        )
        made = DrawnField(name, Kind.BUTTON, True, PRESSED)
        self.fields.append(made)
        return made, written

    def behind(self) -> str:
        """What may follow a box and is no caption."""
        if self.often(0.12):
            return f" {self.random.choice(UNITS)}"
        if self.often(0.1):
            return f'<div class="hint">{html.escape(self.random.choice(HINTS))}</div>'
        return ""

    def hide(self, caption: str, *, box: bool) -> str:
        """A copy of a caption, perhaps with a box of its own, that nobody sees."""
        before, behind = self.random.choice(_HIDINGS)
        text = html.escape(caption)
        if not box:
            return f"{before}{text}{behind}"
        copy = self.unseen()
        name = copy.split('"')[1]
        label = self.random.choice((f'<label for="{name}">{text}</label> ', f"{text} "))
        return f"{before}{label}{copy}{behind}"

    def unseen(self) -> str:
        """A box for a place that is hidden; its `name` is its `id`."""
        name = f"h{len(self.hidden)}_{self.random.randrange(100, 999)}"
        self.hidden.add(name)
        return f'<input name="{name}" id="{name}">'

    # --- what may be asked -----
    def tell(self, box: Box, *, side: str | None = None, within: str | None = None) -> Ask:
        """The caption alone tells; sometimes the declaration says more than it must."""
        ask = self.ask(box.field, box.caption.told)
        if side and self.often(0.2):
            self.ask(box.field, box.caption.told, side=side)
        if within and self.often(0.5):
            self.ask(box.field, box.caption.told, within=within)
        return ask

    def ask(
        self, field: DrawnField, caption: str | None, verdict: Verdict = Verdict.TELLABLE,
        owners: Sequence[DrawnField] = (), **words: object,
    ) -> Ask:  # fmt: skip
        """Keep an ask; its owners are the field itself unless told."""
        names = tuple(owner.name for owner in owners) or (field.name,)
        ask = replace(Ask(field, verdict, self.layout, caption, owners=names), **words)  # type: ignore[arg-type]
        self.asks.append(ask)
        return ask

    def twins(self, caption: str, owners: Sequence[DrawnField]) -> None:
        """Nobody can tell by the caption alone which of these is meant."""
        self.ask(self.random.choice(owners), caption, Verdict.AMBIGUOUS, owners)

    def options(self) -> list[tuple[str, str]]:
        """Value and text of each option; values say nothing."""
        texts = self.random.choice(OPTIONS)
        return [(f"v{number}", text) for number, text in enumerate(texts, self.random.randint(1, 50))]


def _typed(pen: Pen, name: str, kind: Kind, common: str, size: int) -> tuple[DrawnField, str]:
    random = pen.random
    if kind is Kind.DATE:
        value = f"20{random.randint(20, 39)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    elif kind is Kind.NUMBER:
        value = str(random.randint(2, 99))
    else:
        value = random.choice(TEXTS)
    old = ' value="1"' if kind in {Kind.TEXT, Kind.NUMBER} and pen.often(0.2) else ""
    width = "" if kind is Kind.DATE else f' size="{size}"'
    if kind is Kind.NUMBER:
        width = f' style="width:{size * 6}px"'
    said = "" if kind is Kind.TEXT and pen.often(0.5) else f' type="{kind}"'
    return DrawnField(name, kind, value, value), f"<input{said} {common}{width}{old}>"


def _memo(pen: Pen, name: str, kind: Kind, common: str, size: int) -> tuple[DrawnField, str]:
    value = "\n".join(pen.random.sample(TEXTS, pen.random.randint(1, 3)))
    rows = pen.random.randint(2, 4)
    return DrawnField(name, kind, value, value), f'<textarea {common} rows="{rows}" cols="{size}"></textarea>'


def _check(pen: Pen, name: str, kind: Kind, common: str, size: int) -> tuple[DrawnField, str]:
    ticked = pen.often(0.2)
    value = pen.random.choice(("", "1", "Y"))
    submits = None if ticked else value or "on"
    said = (f' value="{value}"' if value else "") + (" checked" if ticked else "")
    return DrawnField(name, kind, not ticked, submits), f'<input type="checkbox" {common}{said}>'


def _select(pen: Pen, name: str, kind: Kind, common: str, size: int) -> tuple[DrawnField, str]:
    options = pen.options()
    value, text = pen.random.choice(options[1:])
    blank = '<option value=""></option>' if pen.often(0.4) else ""
    written = "".join(f'<option value="{code}">{label}</option>' for code, label in options)
    return DrawnField(name, kind, text, value), f"<select {common}>{blank}{written}</select>"


def _radio(pen: Pen, name: str, kind: Kind, common: str, size: int) -> tuple[DrawnField, str]:
    options = pen.options()
    value, text = pen.random.choice(options)
    parted = pen.random.choice((" &nbsp; ", "<br>"))
    wrap = pen.random.choice((("<label>", "</label>"), ("", ""), ("<span>", "</span>")))
    written = parted.join(
        f'{wrap[0]}<input type="radio" name="{name}" value="{code}"> {label}{wrap[1]}'
        for code, label in options
    )
    return DrawnField(name, kind, text, value), written


_WRITERS = {
    Kind.TEXT: _typed, Kind.NUMBER: _typed, Kind.DATE: _typed, Kind.PASSWORD: _typed, Kind.MEMO: _memo,
    Kind.CHECK: _check, Kind.SELECT: _select, Kind.RADIO: _radio,
}  # fmt: skip
