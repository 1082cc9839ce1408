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

// Inputs whose value is set as a whole, in the browser's own form: a person types or picks it piece by piece.
const WHOLE = new Set(['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range']);

// The focused element of the document, or of the shadow tree, that an element belongs to.
const focusedBeside = (element) => element.getRootNode().activeElement;

const makeTypist = (window) => {
  const document = window.document;
  const chooser = makeChooser(window);

  const fire = (target, type, key, keyCode, charCode) => target.dispatchEvent(new window.KeyboardEvent(type, {
    key, keyCode: charCode || keyCode, charCode, which: charCode || keyCode,
    bubbles: true, cancelable: true, composed: true, view: window,
  }));

  const fireInput = (element, type, data, inputType) => element.dispatchEvent(new window.InputEvent(type, {
    data, inputType, bubbles: true, composed: true, cancelable: type === 'beforeinput',
  }));

  // Libraries put a `value` of their own on an element, to tell their changes from a person's: those go past it.
  const valueOf = (type) => Object.getOwnPropertyDescriptor(type.prototype, 'value').set;
  const setInput = valueOf(window.HTMLInputElement);
  const setArea = valueOf(window.HTMLTextAreaElement);
  const setValue = (element, value) => (element.tagName === 'TEXTAREA' ? setArea : setInput).call(element, value);

  const hold = (element, value, data, inputType) => {
    if (data && element.maxLength >= 0 && value.length > element.maxLength) return false;
    if (!fireInput(element, 'beforeinput', data, inputType)) return false;
    setValue(element, value);
    fireInput(element, 'input', data, inputType);
    return true;
  };

  // A value set by script makes no `change` of its own: it is made here, where the browser would, before the blur.
  const changeOnBlur = (element) => {
    const before = element.value;
    element.addEventListener('blur', () => {
      if (element.value !== before) element.dispatchEvent(new window.Event('change', { bubbles: true }));
    }, { once: true, capture: true });
  };

  const erase = (element) => {
    if (fire(element, 'keydown', 'Delete', 46, 0)) hold(element, '', null, 'deleteContentBackward');
    fire(element, 'keyup', 'Delete', 46, 0);
  };

  const typeText = (element, text) => {
    element.focus({ preventScroll: true });
    changeOnBlur(element);
    if (text === '' && element.value !== '') erase(element);
    const isNumber = element.type === 'number';
    let held = '';
    let isFresh = true;
    for (const character of text) {
      // The page moved the focus before the part was complete: what follows belongs to no field of ours.
      if (focusedBeside(element) !== element) return;
      const [key, keyCode, charCode] = character === '\n' ? ['Enter', 13, 13]
        : [character, keyCodeOf(character), character.charCodeAt(0)];
      if (fire(element, 'keydown', key, keyCode, 0) && fire(element, 'keypress', key, keyCode, charCode)) {
        const [data, how] = character === '\n' ? [null, 'insertLineBreak'] : [character, 'insertText'];
        if (isNumber) {
          // Half a number (`-`, `12.`) has no value: the next whole one has.
          held += character;
          if (held.trim() !== '' && Number.isFinite(Number(held))) hold(element, held, data, how);
        } else if (isFresh) {
          if (hold(element, character, data, how)) held = character;
          isFresh = false;
        } else if (element.value === held || element.selectionStart === null) {
          // Some (an e-mail address) hold no blank at their end: the next character brings it back.
          const isTrimmed = element.selectionStart === null && element.value === held.trimEnd();
          const longer = (isTrimmed ? held : element.value) + character;
          if (hold(element, longer, data, how)) held = longer;
        } else {
          // A mask wrote something else, and set the cursor where it wants the next character.
          const { value, selectionStart: start, selectionEnd: end } = element;
          const longer = value.slice(0, start) + character + value.slice(end);
          if (fireInput(element, 'beforeinput', data, how)) {
            setValue(element, longer);
            element.setSelectionRange(start + character.length, start + character.length);
            fireInput(element, 'input', data, how);
            held = longer;
          }
        }
      }
      fire(document.activeElement || element, 'keyup', key, keyCode, 0);
    }
  };

  // A rich text: what is there is replaced, line by line, as the browser's own editing does it.
  const typeRich = (element, text) => {
    element.focus({ preventScroll: true });
    document.getSelection().selectAllChildren(element);
    document.execCommand('delete');
    text.split('\n').forEach((line, index) => {
      if (index) document.execCommand('insertParagraph');
      if (line) document.execCommand('insertText', false, line);
    });
  };

  const setWhole = (element, text) => {
    element.focus({ preventScroll: true });
    if (element.value === text) return;
    for (const character of text) {
      fire(element, 'keydown', character, keyCodeOf(character), 0);
      fire(element, 'keyup', character, keyCodeOf(character), 0);
    }
    setValue(element, text);
    fireInput(element, 'input', null, 'insertReplacementText');
    element.dispatchEvent(new window.Event('change', { bubbles: true }));
  };

  // Type or choose; what could not be picked, where that is so: { offered, fitting }, or a promise of it.
  const typeInto = (element, text, kind) => {
    if (kind === 'pick') return chooser.pick(element, text, typeText);
    if (chooser.isChosen(element)) return chooser.choose(element, text);
    if (!('value' in element)) return typeRich(element, text);
    return WHOLE.has(element.type) ? setWhole(element, text) : typeText(element, text);
  };

  // The last field too has to see its change; then the cursor is back where a person would have left it.
  const rest = () => {
    const last = deepActive(document);
    if (!last || last === document.body) return;
    last.blur();
    last.focus({ preventScroll: true });
  };

  return { typeInto, rest };
};
