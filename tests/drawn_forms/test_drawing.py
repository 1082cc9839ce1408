"""The drawing itself: always the same, complete, and true to what the browser shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from copiste.screens.web.browser import launch
from tests.drawn_forms.drawing import LAYOUTS, draw
from tests.drawn_forms.forms import Ask, DrawnForm, Kind, Verdict
from tests.drawn_forms.page import show, submitted, take
from tests.drawn_forms.run import Result, try_form

#: Of each named box: visible to a person, by the browser's own account.
_SEEN = """() => Object.fromEntries([...document.querySelectorAll('[name]')].map(box => {
  const at = box.getBoundingClientRect();
  const seen = box.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && at.width > 4 && at.height > 4 && at.right > 0;
  if (!seen) return [box.name, false];
  box.scrollIntoView({block: 'center', inline: 'center'});
  const now = box.getBoundingClientRect();
  const top = document.elementFromPoint((now.left + now.right) / 2, (now.top + now.bottom) / 2);
  return [box.name, box === top || box.contains(top)];
}))"""
#: Texts and boxes that lie over one another, of what is seen.
_OVERLAPPING = """() => {
  const cut = 'details, .sr, [style*="clip:"], [style*="height:0"]';
  const open = one => one.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && !one.closest(cut);
  const boxes = [...document.querySelectorAll('[name]')].filter(open)
    .map(box => [box.name, box.getBoundingClientRect(), box]);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !open(node.parentElement) || node.parentElement.closest('[name]')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const at of range.getClientRects()) texts.push([node.data, at, node]);
  }
  const found = [];
  for (const [name, at, box] of boxes)
    for (const [other, there, node] of [...boxes, ...texts]) {
      const wide = Math.min(at.right, there.right) - Math.max(at.left, there.left);
      const high = Math.min(at.bottom, there.bottom) - Math.max(at.top, there.top);
      if (box !== node && wide > 3 && high > 6) found.push([name, other]);
    }
  return found;
}"""
_SOME = range(150)


class _RefusedError(Exception):
    pass


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, headless=True, executable=None)
        yield browser.new_page()
        browser.close()


def test_a_seed_always_draws_the_same_form() -> None:
    assert [draw(seed) for seed in range(50)] == [draw(seed) for seed in range(50)]


def test_every_layout_and_kind_and_word_occurs() -> None:
    forms = [draw(seed) for seed in range(600)]
    asks = [ask for form in forms for ask in form.asks]
    assert {name for form in forms for name in form.layouts} == set(LAYOUTS) == {ask.layout for ask in asks}
    assert {ask.field.kind for ask in asks} == set(Kind)
    assert {ask.verdict for ask in asks} == set(Verdict)
    assert {ask.side for ask in asks} == {None, "left", "above", "right"}
    for word in ("within", "row", "after", "nth"):
        assert any(getattr(ask, word) for ask in asks), word


def test_owners_agree_with_each_other() -> None:
    for form in map(draw, range(600)):
        names = [field.name for field in form.fields]
        assert len(names) == len(set(names))
        assert form.hidden.isdisjoint(names)
        assert {name for ask in form.asks for name in ask.owners} == set(names)
        for ask in form.asks:
            assert ask.field in form.fields
            assert set(ask.owners) <= set(names)
            assert ask.field.name in ask.owners
            assert (len(ask.owners) > 1) or ask.verdict is not Verdict.AMBIGUOUS
            assert (len(ask.owners) == 1) or ask.verdict is not Verdict.TELLABLE


def test_the_same_words_never_mean_two_boxes() -> None:
    for form in map(draw, range(600)):
        meant: dict[str, Ask] = {}
        for ask in form.asks:
            if ask.caption:
                first = meant.setdefault(str(ask), ask)
                assert (first.owners, first.verdict) == (ask.owners, ask.verdict), f"seed {form.seed}: {ask}"


def test_what_is_drawn_can_be_seen_and_what_is_hidden_cannot(page: Page) -> None:
    for form in map(draw, _SOME):
        show(page, form)
        seen = page.evaluate(_SEEN)
        wanted = {field.name: True for field in form.fields} | dict.fromkeys(form.hidden, False)
        assert seen == wanted, f"seed {form.seed}"


def test_nothing_is_drawn_over_a_box(page: Page) -> None:
    for form in map(draw, _SOME):
        show(page, form)
        assert page.evaluate(_OVERLAPPING) == [], f"seed {form.seed}: {form.layouts}"


def test_nothing_asked_for_stands_there_already(page: Page) -> None:
    for form in map(draw, _SOME):
        show(page, form)
        before = submitted(page)
        assert [field.name for field in form.fields if before.get(field.name) == field.submits] == []


def test_one_who_goes_by_the_names_is_always_right(page: Page) -> None:
    for form in map(draw, range(40)):
        results = {outcome.result for outcome in try_form(page, form, _key_by_name, (_RefusedError,))}
        assert results <= {Result.RIGHT, Result.TOLD}, f"seed {form.seed}"


def test_one_who_takes_the_next_box_is_found_out(page: Page) -> None:
    def key(page: Page, form: DrawnForm, ask: Ask) -> None:
        others = [field.name for field in form.fields if field.name not in ask.owners] + sorted(form.hidden)
        for name in others[:1]:
            _set(page, name, "other", True)

    for form in map(draw, range(40)):
        for outcome in try_form(page, form, key, ()):
            boxes = {field.name for field in form.fields} | form.hidden
            expected = Result.WRONG_FIELD if boxes - set(outcome.ask.owners) else None
            if expected:
                assert outcome.result is expected, str(outcome)


def test_a_refusal_and_silence_are_told_apart(page: Page) -> None:
    def refuse(page: Page, form: DrawnForm, ask: Ask) -> None:
        raise _RefusedError

    def key(page: Page, form: DrawnForm, ask: Ask) -> None:
        _set(page, ask.field.name, ask.field.value, ask.field.value)

    for form in map(draw, range(20)):
        for outcome in try_form(page, form, refuse, (_RefusedError,)):
            tellable = outcome.ask.verdict is Verdict.TELLABLE
            assert outcome.result is (Result.REFUSED if tellable else Result.TOLD)
        for outcome in try_form(page, form, key, (_RefusedError,)):
            ambiguous = outcome.ask.verdict is Verdict.AMBIGUOUS
            assert outcome.result is (Result.SILENT if ambiguous else Result.RIGHT), str(outcome)


def test_a_reset_brings_the_first_form_back(page: Page) -> None:
    form = draw(7)
    show(page, form)
    before = submitted(page)
    for field in form.fields:
        _set(page, field.name, field.value, field.value)
    assert take(page) != before
    assert submitted(page) == before


def _key_by_name(page: Page, form: DrawnForm, ask: Ask) -> None:
    if ask.verdict is Verdict.AMBIGUOUS:
        raise _RefusedError
    _set(page, ask.field.name, ask.field.value, ask.field.value)


def _set(page: Page, name: str, text: str | bool, ticked: str | bool) -> None:
    """Set the box by the page's own semantics: by its name, whatever surrounds it."""
    page.evaluate(
        """([name, text, ticked]) => {
          const boxes = [...document.getElementsByName(name)], box = boxes[0];
          if (box.type === 'radio')
            (boxes.find(one => one.nextSibling.textContent.trim() === text) || boxes[1]).click();
          else if (box.type === 'checkbox') { if (text === 'other' || box.checked !== ticked) box.click(); }
          else if (box.matches('button, [type=submit], [type=button]')) box.click();
          else if (box.matches('select'))
            box.selectedIndex = Math.max(1, [...box.options].findIndex(one => one.text === text));
          else box.value = box.type === 'number' ? (text === 'other' ? '123' : text)
            : box.type === 'date' && text === 'other' ? '1999-01-01' : text;
        }""",
        [name, text, ticked],
    )
