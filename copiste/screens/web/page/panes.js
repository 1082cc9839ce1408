// The documents that make up a screen: one, or that of a frame, or several side by side. A place says in which of
// them it is: the number of the document, then its place in there.

const SLOT = 1 << 20;

const isBlank = (window) => window.location.href === 'about:blank';

const isShown = (frame) => {
  const box = frame.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && frame.checkVisibility({ visibilityProperty: true });
};

const framesIn = (document) => Array.from(document.querySelectorAll('frame, iframe'));

// The frame of this name in a document, or in one of those below it.
const frameNamed = (document, name) => {
  const frames = framesIn(document);
  const here = frames.find((one) => one.name === name || one.id === name);
  if (here) return here;
  for (const frame of frames) {
    const below = frame.contentDocument && frameNamed(frame.contentDocument, name);
    if (below) return below;
  }
  return null;
};

// Where the document of `window` begins in the topmost window.
const offsetOf = (window) => {
  let [x, y] = [0, 0];
  for (let there = window; there !== there.parent && there.frameElement; there = there.parent) {
    const box = there.frameElement.getBoundingClientRect();
    x += box.left + there.frameElement.clientLeft;
    y += box.top + there.frameElement.clientTop;
  }
  return { x, y };
};

// How much more there is to see in `window` than its height, and its width, show; scrolled to its beginning.
const hiddenIn = (window) => {
  const { document, innerHeight, innerWidth } = window;
  const root = document.scrollingElement || document.documentElement;
  const more = (element) => [element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth];
  root.scrollTo({ left: 0, top: 0, behavior: 'instant' });
  let [below, beside] = more(root);
  for (const element of document.querySelectorAll('body *:not(textarea, input, select)')) {
    const [down, across] = more(element);
    const style = down > 0 || across > 0 ? window.getComputedStyle(element) : {};
    // What fills most of the window scrolls instead of it.
    if (down > 0 && element.clientHeight > innerHeight / 2 && /auto|scroll/.test(style.overflowY)) {
      below = Math.max(below, down);
      element.scrollTop = 0;
    }
    if (across > 0 && element.clientWidth > innerWidth / 3 && /auto|scroll/.test(style.overflowX)) {
      beside = Math.max(beside, across);
      element.scrollLeft = 0;
    }
  }
  return { below, beside };
};

// The windows at and below `window` that a person sees and that may be looked into; frames that are not loaded yet
// are given as null.
const windowsBelow = (window) => {
  const found = window.document.querySelector('frameset') ? [] : [window];
  for (const frame of framesIn(window.document)) {
    if (!isShown(frame) || !frame.contentDocument) continue;
    const isAwaited = isBlank(frame.contentWindow) && frame.getAttribute('src') && !frame.hasAttribute('srcdoc') &&
      !/^(about|javascript):/.test(frame.src);
    if (isAwaited) found.push(null);
    else found.push(...windowsBelow(frame.contentWindow));
  }
  return found;
};

const makePane = (window) => {
  const document = window.document;
  const id = Math.random().toString(36).slice(2);
  const reader = makeReader(window);
  const typist = makeTypist(window);
  const watch = watchOf(window);
  const clicker = makeClicker(window);
  let curtain = null;
  watch.observeAll();

  // When the load event is over and what the page hangs on it has run.
  const isComplete = () => document.readyState === 'complete';

  // Whether its own scripts have begun, though something else may still be loading.
  const isUsable = () => isComplete() ||
    (document.readyState === 'interactive' && window.performance.timing.domContentLoadedEventEnd > 0);

  const isLocked = () => reader.textOf(config.locked) !== '';

  const draw = () => {
    if (curtain) curtain.remove();
    curtain = null;
  };

  // Paint over the places `masked`; over everything that has a text when it is null.
  const cover = (masked) => {
    draw();
    curtain = document.createElement('div');
    if (!masked) reader.look();
    const hidden = masked ? masked.map((place) => reader.elements[place]) : reader.elements;
    for (const box of hidden.map((element) => element.getBoundingClientRect())) {
      const board = document.createElement('div');
      board.style.cssText = `position:fixed;z-index:2147483647;background:#000;left:${box.left}px;` +
        `top:${box.top}px;width:${box.width}px;height:${box.height}px`;
      curtain.appendChild(board);
    }
    document.documentElement.appendChild(curtain);
  };

  // Whether it is still painted over; and show it again, where somebody looks.
  const uncover = (show) => {
    const covered = Boolean(curtain && curtain.isConnected);
    if (show) draw();
    return covered;
  };

  return { id, window, document, reader, typist, clicker, watch, isComplete, isUsable, isLocked, cover, uncover };
};

const panes = new WeakMap();

const paneOf = (window) => {
  const { document } = window;
  if (!panes.has(document)) panes.set(document, makePane(window));
  return panes.get(document);
};

const isInput = (cell) => typeof cell[9] === 'string';

// What the documents show, as one: with places, paragraphs and tables that no two of them share.
const lookAt = (shown) => {
  const lines = [];
  const slots = [];
  const actions = [];
  shown.forEach(({ reader }, at) => {
    const look = reader.look();
    const shift = at * SLOT;
    if (shift) {
      for (const cell of look.lines.flat()) {
        const [block, slot] = isInput(cell) ? [8, 11] : [6, 8];
        cell[0] += shift;
        if (cell.length > block) cell[block] += shift;
        if (!isInput(cell) && cell.length > 7 && cell[7] !== null) cell[7] += shift;
        if (cell.length > slot) cell[slot] += slots.length;
      }
      for (const slot of look.slots) slot[4] += shift;
      for (const action of look.actions) action.place += shift;
    }
    lines.push(...look.lines);
    slots.push(...look.slots);
    actions.push(...look.actions);
  });
  return { lines, slots, actions };
};

// The one text that a selector names in any of them.
const textIn = (shown, selector) => {
  const found = shown.map(({ reader }) => reader.textOf(selector)).filter(Boolean);
  return found.length === 1 ? found[0] : '';
};

// What they show in the places of messages, with the name of each place; null when no such place is declared.
const messagesIn = (shown) => (Object.keys(config.message).length
  ? shown.flatMap(({ reader }) => reader.saidIn(config.message)) : null);
