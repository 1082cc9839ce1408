// Chooses in one document what is not typed: selects, lists, radio buttons, boxes to tick, and entries that appear
// below what is typed.

// Milliseconds in which the entries of a combined box appear, and without a change until they are all there.
const APPEARS = 5000;
const SETTLED = 150;

// The lists of entries that a page says to be some, and those of libraries that do not say so.
const ENTRIES = '[role=option], .ui-autocomplete li, .ui-menu-item, .autocomplete-suggestion, .tt-suggestion, ' +
  '.select2-results__option';

// What is said among entries is none of them, nor is their group: told by its role, whatever it says.
const ENTRY_ROLES = new Set([null, 'option', 'menuitem', 'menuitemradio', 'treeitem', 'listitem', 'presentation', 'none']);
const isEntry = (element) => ENTRY_ROLES.has(element.getAttribute('role')) &&
  element.getAttribute('aria-disabled') !== 'true' && (element.getAttribute('aria-live') || 'off') === 'off';

const makeChooser = (window) => {
  const document = window.document;

  const focus = (element) => element.focus({ preventScroll: true });

  const changed = (element) => {
    element.dispatchEvent(new window.Event('input', { bubbles: true, composed: true }));
    element.dispatchEvent(new window.Event('change', { bubbles: true }));
  };

  const select = (element, text) => {
    const options = Array.from(element.options);
    const wanted = new Set(text.split('\n').filter((line) => line !== '' || !element.multiple));
    const isWanted = (option) => wanted.has(clean(option.text)) && (option.selected || !option.matches(':disabled'));
    focus(element);
    if (!element.multiple) {
      const index = options.findIndex(isWanted);
      if (index < 0 || element.selectedIndex === index) return;
      element.selectedIndex = index;
      changed(element);
      return;
    }
    const moving = options.filter((option) => option.selected !== isWanted(option));
    moving.forEach((option) => { option.selected = !option.selected; });
    if (moving.length) changed(element);
  };

  const tick = (element, isWanted) => {
    if ((tickOf(element) !== '') === isWanted) return;
    focus(element);
    element.click();
  };

  const isChosen = (element) => element.tagName === 'SELECT' || element.type === 'checkbox' ||
    element.type === 'radio' || element.matches(SWITCHES);

  const choose = (element, text) => {
    if (element.tagName === 'SELECT') select(element, text);
    else tick(element, text !== '');
  };

  const press = (element) => {
    for (const type of ['pointerover', 'mouseover', 'mousemove', 'pointerdown', 'mousedown', 'pointerup', 'mouseup']) {
      const made = type.startsWith('pointer') ? window.PointerEvent : window.MouseEvent;
      element.dispatchEvent(new made(type, { bubbles: true, cancelable: true, composed: true, view: window }));
    }
    element.click();
  };

  // The entries that are shown for a combined box: those of the list that it names, else all that are shown.
  const entriesFor = (element) => {
    const named = element.getAttribute('aria-controls') || element.getAttribute('aria-owns');
    const list = named && element.getRootNode().getElementById(named);
    const within = list || document;
    return Array.from(within.querySelectorAll(list && !within.querySelector(ENTRIES) ? 'li' : ENTRIES))
      .filter((one) => isEntry(one) && one.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
  };

  const fittingIn = (entries, text) => entries.filter((one) => clean(one.innerText) === text);

  // Entries that have come and do not change any more; those that are there when the time is over.
  const settled = async (element, before, text) => {
    const end = now() + APPEARS;
    let since = now();
    let seen = before;
    for (;;) {
      const entries = entriesFor(element);
      const texts = entries.map((one) => one.innerText).join('\n');
      if (texts !== seen) [seen, since] = [texts, now()];
      const hasCome = entries.length > 0 && now() - since >= SETTLED;
      if (now() >= end || (hasCome && fittingIn(entries, text).length > 0)) return entries;
      await new Promise((resolve) => { setTimeout(resolve, 25); });
    }
  };

  // Of a text box with a list that the page brings along, the entry is the text itself.
  const suggested = (element, text) => {
    const entries = Array.from(element.list.options, (one) => [clean(one.value), clean(one.label)]);
    const fitting = entries.filter((entry) => entry.includes(text));
    return { offered: entries.length, fitting: fitting.length, text: fitting.length ? fitting[0][0] : '' };
  };

  const pick = async (element, wanted, typeText) => {
    const text = clean(wanted);
    if (element.list) {
      const { offered, fitting, text: value } = suggested(element, text);
      if (text && fitting !== 1) return { offered, fitting };
      typeText(element, text && value);
      return null;
    }
    const isTyped = 'value' in element && element.tagName !== 'BUTTON' && !element.readOnly;
    const before = entriesFor(element).map((one) => one.innerText).join('\n');
    if (isTyped) typeText(element, text);
    else press(element);
    if (text === '') return null;
    const entries = await settled(element, isTyped ? before : '', text);
    const fitting = fittingIn(entries, text);
    if (fitting.length !== 1) return { offered: entries.length, fitting: fitting.length };
    press(fitting[0]);
    return null;
  };

  return { isChosen, choose, pick };
};
