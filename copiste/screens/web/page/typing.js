// Types into one document with the events of a person's keyboard, character by character, so that the page's own
// JavaScript sees what it would see: automatic tabs, capitals, filters, change and blur.

const PUNCTUATION = { ' ': 32, "'": 222, '"': 222, '-': 189, '_': 189, '.': 190, '>': 190, ',': 188, '<': 188,
  '/': 191, '?': 191, ';': 186, ':': 186, '=': 187, '+': 187, '[': 219, '{': 219, ']': 221, '}': 221, '\\': 220,
  '|': 220, '`': 192, '~': 192, '!': 49, '@': 50, '#': 51, $: 52, '%': 53, '^': 54, '&': 55, '*': 56, '(': 57,
  ')': 48 };

const KEYS = { ENTER: 13, CLEAR: 27 };
const NAMES = { ENTER: 'Enter', CLEAR: 'Escape' };

const keyCodeOf = (character) =>
  (/[0-9a-z]/i.test(character) ? character.toUpperCase().charCodeAt(0) : PUNCTUATION[character] || 0);

const makeTypist = (window) => {
  const document = window.document;

  const fire = (target, type, key, keyCode, charCode) => target.dispatchEvent(new window.KeyboardEvent(type, {
    key, keyCode: charCode || keyCode, charCode, which: charCode || keyCode,
    bubbles: true, cancelable: true, composed: true, view: window,
  }));

  const hold = (element, value, character) => {
    if (character && element.maxLength >= 0 && value.length > element.maxLength) return;
    element.value = value;
    const inputType = character ? 'insertText' : 'deleteContentBackward';
    element.dispatchEvent(new window.InputEvent('input', { data: character, inputType, bubbles: true }));
  };

  // A value set by script makes no `change` of its own: it is made here, where the browser would, before the blur.
  const changeOnBlur = (element) => {
    const before = element.value;
    element.addEventListener('blur', () => {
      if (element.value !== before) element.dispatchEvent(new window.Event('change', { bubbles: true }));
    }, { once: true, capture: true });
  };

  const typeText = (element, text) => {
    element.focus({ preventScroll: true });
    changeOnBlur(element);
    let fresh = true;
    if (text === '' && element.value !== '') {
      if (fire(element, 'keydown', 'Delete', 46, 0)) hold(element, '', null);
      fire(element, 'keyup', 'Delete', 46, 0);
    }
    for (const character of text) {
      // The page moved the focus before the part was complete: what follows belongs to no field of ours.
      if (document.activeElement !== element) return;
      const keyCode = keyCodeOf(character);
      if (fire(element, 'keydown', character, keyCode, 0) &&
          fire(element, 'keypress', character, keyCode, character.charCodeAt(0))) {
        hold(element, (fresh ? '' : element.value) + character, character);
        fresh = false;
      }
      fire(document.activeElement || element, 'keyup', character, keyCode, 0);
    }
  };

  const choose = (element, text) => {
    const options = Array.from(element.options);
    const byValue = options.findIndex((option) => option.value === text);
    element.focus({ preventScroll: true });
    element.selectedIndex = byValue >= 0 ? byValue : options.findIndex((option) => clean(option.text) === text);
    element.dispatchEvent(new window.Event('input', { bubbles: true }));
    element.dispatchEvent(new window.Event('change', { bubbles: true }));
  };

  const typeInto = (element, text) => {
    if (element.tagName === 'SELECT') choose(element, text);
    else if (element.type !== 'checkbox') typeText(element, text);
    else if (element.checked !== (text !== '')) element.click();
  };

  // The last field too has to see its change; then the cursor is back where a person would have left it.
  const rest = () => {
    const last = document.activeElement;
    if (!last || last === document.body) return;
    last.blur();
    last.focus({ preventScroll: true });
  };

  return { typeInto, rest };
};
