// Runs in every document of the application: reads the screen, types into it, tells when it has arrived.
// It leaves one symbol on the window and touches nothing else of the page.
(() => {
  const KEY = Symbol.for('copiste');
  if (window[KEY]) return;
  const config = __CONFIG__;
  const token = Math.random().toString(36).slice(2);

  // --- reading: lines of cells, in document order ---------------------------------------------------------------

  const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'OBJECT', 'IFRAME', 'MAP', 'BUTTON']);
  // Emphasis inside a text; every other element ends the text before it.
  const INLINE = new Set(['B', 'I', 'U', 'EM', 'STRONG', 'A', 'NOBR', 'ACRONYM', 'SMALL', 'BIG', 'TT', 'WBR']);
  const NO_INPUT = new Set(['hidden', 'submit', 'reset', 'button', 'image', 'file', 'radio']);
  const PROTECTED = 1;
  const HIDDEN = 2;
  const elements = [];
  const places = new Map();

  const placeOf = (element) => {
    let place = places.get(element);
    if (place === undefined) {
      place = elements.push(element) - 1;
      places.set(element, place);
    }
    return place;
  };

  const clean = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();
  const unseen = (element) =>
    element.hidden || (element.hasAttribute('style') &&
      (element.style.display === 'none' || element.style.visibility === 'hidden'));

  const inputCell = (element) => {
    const flags = (element.readOnly || element.disabled ? PROTECTED : 0) | (element.type === 'password' ? HIDDEN : 0);
    const length = element.maxLength > 0 ? element.maxLength : null;
    let text = element.value;
    if (flags & HIDDEN) text = '\u2022'.repeat(text.length);
    if (element.type === 'checkbox') text = element.checked ? 'X' : '';
    return [placeOf(element), clean(text), flags, length];
  };

  const read = () => {
    const lines = [];
    let line = [];
    let text = '';
    let owner = null;
    let depth = 0;
    const endText = () => {
      const cleaned = clean(text);
      if (cleaned) line.push([placeOf(owner), cleaned]);
      text = '';
      owner = null;
    };
    const endLine = () => {
      endText();
      if (line.length) lines.push(line);
      line = [];
    };
    const visitAll = (node) => {
      for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
    };
    const visit = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        text += node.data;
        owner = owner || node.parentElement;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName) || unseen(node)) return;
      const tag = node.tagName;
      if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') {
        if (!NO_INPUT.has(node.type)) {
          endText();
          line.push(inputCell(node));
        }
      } else if (tag === 'TD' || tag === 'TH') {
        endText();
        const [before, already] = [lines.length, line.length];
        depth += 1;
        visitAll(node);
        depth -= 1;
        endText();
        if (lines.length === before && line.length === already) line.push([placeOf(node), '']);
      } else if (INLINE.has(tag)) {
        visitAll(node);
      } else if (tag === 'TR' || tag === 'TABLE' || tag === 'BR' || depth === 0) {
        endLine();
        visitAll(node);
        endLine();
      } else {
        endText();
        visitAll(node);
        endText();
      }
    };
    if (document.body) visitAll(document.body);
    endLine();
    return lines;
  };

  const textOf = (selector) => {
    const found = selector ? document.querySelectorAll(selector) : [];
    return found.length === 1 ? clean(found[0].textContent) : '';
  };

  const scan = () => JSON.stringify({
    token, title: textOf(config.title), message: textOf(config.message), lines: read(),
  });

  // --- typing: the events of a person's keyboard, character by character -----------------------------------------

  const US_KEYS = { ' ': 32, "'": 222, '"': 222, '-': 189, '_': 189, '.': 190, '>': 190, ',': 188, '<': 188, '/': 191,
    '?': 191, ';': 186, ':': 186, '=': 187, '+': 187, '[': 219, '{': 219, ']': 221, '}': 221, '\\': 220, '|': 220,
    '`': 192, '~': 192, '!': 49, '@': 50, '#': 51, $: 52, '%': 53, '^': 54, '&': 55, '*': 56, '(': 57, ')': 48 };
  const keyCodeOf = (character) =>
    (/[0-9a-z]/i.test(character) ? character.toUpperCase().charCodeAt(0) : US_KEYS[character] || 0);
  const fire = (target, type, key, keyCode, charCode) => target.dispatchEvent(new KeyboardEvent(type, {
    key, keyCode: charCode || keyCode, charCode, which: charCode || keyCode,
    bubbles: true, cancelable: true, composed: true, view: window,
  }));

  const typeCharacter = (element, character) => {
    const keyCode = keyCodeOf(character);
    if (fire(element, 'keydown', character, keyCode, 0) &&
        fire(element, 'keypress', character, keyCode, character.charCodeAt(0))) {
      document.execCommand('insertText', false, character);
    }
    fire(document.activeElement === element ? element : document.activeElement || element, 'keyup', character, keyCode, 0);
  };

  const typeText = (element, text) => {
    element.focus();
    element.select();
    if (text === '' && element.value !== '') {
      if (fire(element, 'keydown', 'Delete', 46, 0)) document.execCommand('delete');
      fire(element, 'keyup', 'Delete', 46, 0);
    }
    for (const character of text) {
      // The page moved the focus before the part was complete: what follows belongs to no field of ours.
      if (document.activeElement !== element) break;
      typeCharacter(element, character);
    }
  };

  const choose = (element, text) => {
    const options = [...element.options];
    const index = options.findIndex((option) => option.value === text);
    element.focus();
    element.selectedIndex = index >= 0 ? index : options.findIndex((option) => clean(option.text) === text);
    element.dispatchEvent(new Event('input', { bubbles: true }));
    element.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const type = (wanted, keystrokes) => {
    if (wanted !== token) return '{"stale":true}';
    let element = null;
    for (const [place, text] of keystrokes) {
      element = elements[place];
      if (element.tagName === 'SELECT') choose(element, text);
      else if (element.type === 'checkbox') {
        if (element.checked !== (text !== '')) element.click();
      } else typeText(element, text);
    }
    // The last field too has to see its change; then the cursor is back where a person would have left it.
    const last = document.activeElement;
    if (last && last.blur && last !== document.body) {
      last.blur();
      last.focus();
    }
    return scan();
  };

  // --- pictures ------------------------------------------------------------------------------------------------

  let curtain = null;
  const cover = (wanted, masked) => {
    reveal();
    curtain = document.createElement('div');
    const all = () => {
      read();
      return elements.map((element, place) => place);
    };
    const boxes = (wanted === token ? masked : all()).map((place) => elements[place].getBoundingClientRect());
    for (const box of boxes) {
      const board = document.createElement('div');
      board.style.cssText = `position:fixed;z-index:2147483647;background:#000;left:${box.left}px;top:${box.top}px;` +
        `width:${box.width}px;height:${box.height}px`;
      curtain.appendChild(board);
    }
    document.documentElement.appendChild(curtain);
  };
  const reveal = () => {
    if (curtain) curtain.remove();
    curtain = null;
  };

  // --- arriving ------------------------------------------------------------------------------------------------
  // The topmost document waits for the one in the declared frame; it outlives it, so one promise is enough.

  let waiting = [];
  const signal = () => {
    const woken = waiting;
    waiting = [];
    woken.forEach((wake) => wake());
  };

  const content = () => {
    if (!config.frame) return window;
    const frame = document.querySelector(`frame[name="${config.frame}"], iframe[name="${config.frame}"]`);
    if (frame) return frame.contentDocument ? frame.contentWindow : null;
    return document.querySelector('frameset') ? null : window;
  };
  const ready = () => {
    const there = content();
    return there && there[KEY] && there.document.readyState === 'complete' ? there[KEY] : null;
  };

  // The view that is not `seen`, as soon as it is there; the one that is there, when `wake` is called.
  let awake = false;
  const after = async (seen, milliseconds) => {
    const end = performance.now() + milliseconds;
    for (;;) {
      const page = ready();
      if (page && (awake || page.token !== seen)) {
        awake = false;
        return page.scan();
      }
      const left = end - performance.now();
      if (left <= 0) return '{"late":true}';
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  };
  const wake = () => {
    awake = true;
    signal();
  };

  const api = {
    token, scan, type, cover, reveal, signal, after, wake,
    inContent: (name, ...given) => {
      const page = ready();
      return page ? page[name](...given) : '{"stale":true}';
    },
  };
  Object.defineProperty(window, KEY, { value: api });
  const tell = () => {
    signal();
    try {
      if (window.top !== window && window.top[KEY]) window.top[KEY].signal();
    } catch (error) {
      // Another origin: its own document is asked directly.
    }
  };
  window.addEventListener('load', () => setTimeout(tell));
})();
